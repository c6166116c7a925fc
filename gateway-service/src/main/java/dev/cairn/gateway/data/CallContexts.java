package dev.cairn.gateway.data;

import dev.cairn.api.Caller;
import dev.cairn.api.RequestIds;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/** Makes the calls of requests, with the slots of one session. One a gateway; safe for use by any thread. */
public final class CallContexts {

    private final RequestIds requestIds;
    private final TimeSource clock;
    private final CallSettings settings;
    private final AtomicLong reads;

    public CallContexts(RequestIds requestIds, TimeSource clock, CallSettings settings) {
        this(requestIds, clock, settings, new AtomicLong());
    }

    private CallContexts(RequestIds requestIds, TimeSource clock, CallSettings settings, AtomicLong reads) {
        this.requestIds = requestIds;
        this.clock = clock;
        this.settings = settings;
        this.reads = reads;
    }

    /** The same slots with another patience for each call. */
    public CallContexts withCallTime(Duration callTime) {
        return new CallContexts(requestIds, clock, new CallSettings(callTime, settings.transferTime()), reads);
    }

    /** The session of all these calls: another one after each start of the gateway. */
    public UUID session() {
        return requestIds.session();
    }

    /** The calls that a request makes on behalf of {@code caller}. */
    public Calls of(Caller caller) {
        return new Calls(caller, requestIds, clock, settings, reads);
    }
}
