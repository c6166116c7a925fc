package dev.cairn.rpc.replica;

import dev.cairn.btree.Change;
import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.LeaderRecord;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.Position;
import dev.cairn.replica.StateSource;
import dev.cairn.replica.StateStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The state of another replica of a group: of the leader, or else of anyone that has it. A peer that says nothing for
 * {@link #SILENCE_MAX} is given up for the next one; one that broke off in the middle is asked last the next time.
 */
public final class RemoteState implements StateSource {

    /** The port of a {@link Member} that takes HTTP. */
    public static final String HTTP_PORT = "http";

    private static final Logger LOG = LoggerFactory.getLogger(RemoteState.class);
    private static final Duration CONNECT_TIME_MAX = Duration.ofSeconds(2);

    /** A peer that says nothing for so long hangs: what it has to read from its disk meanwhile takes milliseconds. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(5);

    private final Coordination coordination;
    private final ServiceName service;
    private final String group;
    private final Supplier<@Nullable Member> me;
    private final Duration silenceMax;

    /** Who broke off the last time. Only the thread that uses this touches it. */
    private @Nullable Member brokeOff;

    /** @param me this process, which is not asked; null while it is no member yet */
    public RemoteState(Coordination coordination, ServiceName service, String group, Supplier<@Nullable Member> me) {
        this(coordination, service, group, me, SILENCE_MAX);
    }

    RemoteState(
            Coordination coordination,
            ServiceName service,
            String group,
            Supplier<@Nullable Member> me,
            Duration silenceMax) {
        this.silenceMax = silenceMax;
        this.coordination = coordination;
        this.service = service;
        this.group = group;
        this.me = me;
    }

    @Override
    public Optional<StateStream> open() {
        for (Member peer : peers()) {
            try {
                return Optional.of(new Watched(peer, open(peer)));
            } catch (IOException e) {
                LOG.atInfo()
                        .addKeyValue("group", group)
                        .addKeyValue("peer", peer)
                        .addKeyValue("why", e.toString())
                        .log("no state from a peer");
            }
        }
        return Optional.empty();
    }

    /** The leader first, who broke off last. */
    private List<Member> peers() {
        Member self = me.get();
        List<Member> peers = new ArrayList<>();
        Optional<Member> leader = coordination.leadership(group).current().map(LeaderRecord::leader);
        leader.ifPresent(peers::add);
        coordination.members(service).stream()
                .filter(member -> !leader.map(member::equals).orElse(false))
                .forEach(peers::add);
        peers.removeIf(peer -> self != null && peer.id().equals(self.id()));
        Member last = brokeOff;
        if (last != null && peers.remove(last)) {
            peers.add(last);
        }
        return peers;
    }

    private StateStream open(Member peer) throws IOException {
        Integer port = peer.ports().get(HTTP_PORT);
        if (port == null) {
            throw new IOException(peer + " takes no HTTP");
        }
        URI address = URI.create("http://" + peer.host() + ":" + port + StateEndpoint.PATH);
        var connection = (HttpURLConnection) address.toURL().openConnection();
        connection.setConnectTimeout((int) CONNECT_TIME_MAX.toMillis());
        connection.setReadTimeout((int) silenceMax.toMillis());
        int status = connection.getResponseCode();
        if (status != HttpURLConnection.HTTP_OK) {
            connection.disconnect();
            throw new IOException("status " + status);
        }
        return new StateReader(connection.getInputStream());
    }

    /** Remembers who broke off. */
    private final class Watched implements StateStream {

        private final Member peer;
        private final StateStream stream;

        Watched(Member peer, StateStream stream) {
            this.peer = peer;
            this.stream = stream;
        }

        @Override
        public Position position() {
            return stream.position();
        }

        @Override
        public Change.@Nullable Put next() throws IOException {
            try {
                Change.Put item = stream.next();
                if (item == null && peer.equals(brokeOff)) {
                    brokeOff = null;
                }
                return item;
            } catch (IOException e) {
                brokeOff = peer;
                throw new IOException("the state of " + peer + " broke off: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() {
            stream.close();
        }
    }
}
