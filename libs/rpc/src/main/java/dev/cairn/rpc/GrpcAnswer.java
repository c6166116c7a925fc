package dev.cairn.rpc;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.TimeSource;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What every gRPC endpoint does around the call of the service. */
public final class GrpcAnswer {

    /** For a caller that names no deadline. */
    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(GrpcAnswer.class);

    private final TimeSource clock;

    public GrpcAnswer(TimeSource clock) {
        this.clock = clock;
    }

    /** Sends what {@code call} answers, or its error. Runs on the server's executor, which has a virtual thread a call. */
    public <T> void send(StreamObserver<T> observer, Supplier<T> call) {
        T answer;
        try {
            answer = call.get();
        } catch (CairnException | IllegalArgumentException refusal) {
            observer.onError(RpcErrors.toStatus(refusal));
            return;
        } catch (RuntimeException failure) {
            LOG.error("A call failed for no reason that its interface names", failure);
            observer.onError(RpcErrors.toStatus(failure));
            return;
        }
        observer.onNext(answer);
        observer.onCompleted();
    }

    /**
     * The same for a call that may hold its answer back for long. When the caller gives up, or its connection ends, the
     * waiting thread is interrupted, so that nobody is thought to wait who does not.
     */
    public <T> void sendHeld(StreamObserver<T> observer, Supplier<T> call) {
        Thread serving = Thread.currentThread();
        Context.CancellationListener interruption = context -> serving.interrupt();
        Context context = Context.current();
        context.addListener(interruption, Runnable::run);
        try {
            send(observer, call);
        } finally {
            context.removeListener(interruption);
            // The thread may serve others.
            var _ = Thread.interrupted();
        }
    }

    /** The deadline of the call being served. */
    public Deadline deadline() {
        io.grpc.Deadline deadline = Context.current().getDeadline();
        Duration left = deadline == null
                ? DEFAULT_DEADLINE
                : Duration.ofNanos(Math.max(0, deadline.timeRemaining(TimeUnit.NANOSECONDS)));
        return Deadline.in(left, clock);
    }
}
