package dev.cairn.rpc;

import dev.cairn.coordination.LeaderRecord;
import dev.cairn.coordination.Leadership;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.Subscription;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractBlockingStub;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls to whoever leads a group. One channel at a time. When another leader is elected, calls that wait for the one
 * before are cut off and repeated, because a process that hangs would keep them until their deadline. Safe for use by
 * any thread.
 */
public final class LeaderCalls implements AutoCloseable {

    /** A page of an answer has at most 2 MiB of names and attributes; this leaves room for the frame around them. */
    static final int MESSAGE_BYTES_MAX = 16 << 20;

    /** The port of a {@link Member} that takes gRPC calls. */
    public static final String GRPC_PORT = "grpc";

    private final Leadership leadership;
    private final TimeSource clock;
    private final RetryPolicy retries;
    private final Object lock = new Object();

    private final Subscription elections;

    /** Guarded by {@link #lock}. */
    private @Nullable Target target;

    /** The latest term heard of; nobody from before it is called. Guarded by {@link #lock}. */
    private Epoch latest = Epoch.NONE;

    /** Guarded by {@link #lock}. */
    private boolean isClosed;

    public LeaderCalls(Leadership leadership, TimeSource clock) {
        this.leadership = leadership;
        this.clock = clock;
        this.retries = new RetryPolicy(clock);
        this.elections = leadership.watch(record -> record.ifPresent(this::follow));
    }

    /**
     * Calls the leader with the stub that {@code stub} makes for a channel, again and again until the deadline.
     *
     * @throws CairnException what the leader answers, if asking again does not help; {@link ErrorCode#DEADLINE_EXCEEDED}
     *     if the deadline passed while a leader had the call; {@link ErrorCode#UNAVAILABLE} if it passed while none could
     *     be reached
     */
    public <S extends AbstractBlockingStub<S>, T> T call(
            Deadline deadline, Function<Channel, S> stub, Function<S, T> operation) {
        return retries.untilAnswered(deadline, () -> callOnce(deadline, stub, operation));
    }

    private <S extends AbstractBlockingStub<S>, T> T callOnce(
            Deadline deadline, Function<Channel, S> stub, Function<S, T> operation) {
        LeaderRecord leader = leadership
                .current()
                .orElseThrow(() -> new CairnException(ErrorCode.UNAVAILABLE, "leader", "nobody leads at the moment"));
        Target called = targetFor(leader);
        try {
            S ready = stub.apply(called.calls())
                    .withDeadlineAfter(deadline.left(clock).toNanos(), TimeUnit.NANOSECONDS);
            return operation.apply(ready);
        } catch (StatusRuntimeException failure) {
            // A channel that failed waits longer and longer before it connects again; our own pauses are enough.
            called.channel().resetConnectBackoff();
            throw RpcErrors.toException(failure);
        }
    }

    private void follow(LeaderRecord leader) {
        synchronized (lock) {
            if (latest.isBefore(leader.epoch())) {
                latest = leader.epoch();
                cutOff();
            }
        }
    }

    private Target targetFor(LeaderRecord leader) {
        synchronized (lock) {
            if (isClosed) {
                throw new CairnException(ErrorCode.UNAVAILABLE, "leader", "this process is stopping");
            }
            if (leader.epoch().isBefore(latest)) {
                throw new CairnException(ErrorCode.UNAVAILABLE, "leader", "the leader is just changing");
            }
            Target known = target;
            if (known != null && known.leader().equals(leader)) {
                return known;
            }
            latest = leader.epoch();
            cutOff();
            Target fresh = Target.of(leader);
            target = fresh;
            return fresh;
        }
    }

    /** Under {@link #lock}. */
    private void cutOff() {
        if (target != null) {
            target.channel().shutdownNow();
            target = null;
        }
    }

    @Override
    public void close() {
        elections.close();
        synchronized (lock) {
            isClosed = true;
            cutOff();
        }
    }

    private record Target(LeaderRecord leader, ManagedChannel channel, Channel calls) {

        static Target of(LeaderRecord leader) {
            Member member = leader.leader();
            Integer port = member.ports().get(GRPC_PORT);
            if (port == null) {
                throw new CairnException(ErrorCode.UNAVAILABLE, "leader", member + " takes no gRPC calls");
            }
            ManagedChannel channel = NettyChannelBuilder.forAddress(member.host(), port)
                    .usePlaintext()
                    .maxInboundMessageSize(MESSAGE_BYTES_MAX)
                    .maxInboundMetadataSize(RpcErrors.METADATA_BYTES_MAX)
                    .build();
            Metadata epoch = new Metadata();
            epoch.put(EpochHeader.KEY, leader.epoch().toString());
            return new Target(
                    leader,
                    channel,
                    ClientInterceptors.intercept(channel, MetadataUtils.newAttachHeadersInterceptor(epoch)));
        }
    }
}
