package dev.cairn.gateway.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.RequestIds;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The calls to the services that one client request makes. Each gets a deadline that starts with the call, because a
 * body may take hours between the first and the last of them. Safe for use by any thread.
 */
public final class Calls {

    private final Caller caller;
    private final RequestIds requestIds;
    private final TimeSource clock;
    private final CallSettings settings;
    private final AtomicLong reads;

    Calls(Caller caller, RequestIds requestIds, TimeSource clock, CallSettings settings, AtomicLong reads) {
        this.caller = caller;
        this.requestIds = requestIds;
        this.clock = clock;
        this.settings = settings;
        this.reads = reads;
    }

    public Caller caller() {
        return caller;
    }

    /** The context of a call that changes nothing. It takes no request slot, so readers never wait for changes. */
    public CallContext reading() {
        return reading(Duration.ZERO);
    }

    /** The same for a call that holds its answer back for up to {@code wait}. */
    public CallContext reading(Duration wait) {
        // Outside of the slots, and unique all the same: it tells the calls of this gateway apart.
        RequestId request = new RequestId(requestIds.session(), RequestIds.SLOTS, reads.incrementAndGet());
        return new CallContext(caller, request, Deadline.in(settings.callTime().plus(wait), clock));
    }

    /**
     * Makes one change: takes a request slot for as long as {@code change} runs. Use it once for each change.
     *
     * @throws CairnException {@link ErrorCode#OVERLOADED} if no slot became free in time
     */
    public <R> R change(Function<CallContext, R> change) {
        Deadline deadline = Deadline.in(settings.callTime(), clock);
        try (RequestIds.Lease lease = requestIds.take(deadline)) {
            return change.apply(new CallContext(caller, lease.request(), deadline));
        }
    }

    /** Makes one change that answers nothing; see {@link #change}. */
    public void run(Consumer<CallContext> change) {
        Deadline deadline = Deadline.in(settings.callTime(), clock);
        try (RequestIds.Lease lease = requestIds.take(deadline)) {
            change.accept(new CallContext(caller, lease.request(), deadline));
        }
    }

    /** A fresh deadline for one call to a service that moves no bytes. */
    public Deadline callDeadline() {
        return Deadline.in(settings.callTime(), clock);
    }

    /** A fresh deadline for moving one piece of a body. */
    public Deadline transferDeadline() {
        return Deadline.in(settings.transferTime(), clock);
    }

    boolean isPast(Deadline deadline) {
        return deadline.isPast(clock);
    }
}
