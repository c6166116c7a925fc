package dev.cairn.standalone;

import dev.cairn.api.RequestIds;
import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.Registration;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.TimeSource;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Sessions of gateways: each is named as the member that began it, and ends with that. */
public final class Sessions implements AutoCloseable {

    private final RequestIds requestIds;
    private final Registration registration;

    private Sessions(RequestIds requestIds, Registration registration) {
        this.requestIds = requestIds;
        this.registration = registration;
    }

    /** Begins a session of this process. */
    public static Sessions begin(Coordination coordination, String host, TimeSource clock) {
        Member gateway = Member.incarnation(ServiceName.GATEWAY, host, Map.of());
        return new Sessions(new RequestIds(UUID.fromString(gateway.id()), clock), coordination.register(gateway));
    }

    /** Those of the members there are. */
    public static Set<UUID> of(Coordination coordination) {
        return coordination.members(ServiceName.GATEWAY).stream()
                .map(gateway -> UUID.fromString(gateway.id()))
                .collect(Collectors.toUnmodifiableSet());
    }

    public RequestIds requestIds() {
        return requestIds;
    }

    @Override
    public void close() {
        registration.close();
    }
}
