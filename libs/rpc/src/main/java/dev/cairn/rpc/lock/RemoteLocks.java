package dev.cairn.rpc.lock;

import dev.cairn.api.lock.HeldLock;
import dev.cairn.api.lock.LockMode;
import dev.cairn.api.lock.LockName;
import dev.cairn.api.lock.LockService;
import dev.cairn.api.lock.SessionTerms;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.LeaderCalls;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.LockGrpc;
import dev.cairn.rpc.proto.LockGrpc.LockBlockingStub;
import dev.cairn.rpc.proto.LockProto;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/** The lock-service of another process. Every operation may be repeated without harm. Safe for use by any thread. */
public final class RemoteLocks implements LockService {

    /** How long a call may ride over a change of leader, beyond what it waits on purpose. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final LeaderCalls leader;
    private final TimeSource clock;

    public RemoteLocks(LeaderCalls leader, TimeSource clock) {
        this.leader = leader;
        this.clock = clock;
    }

    @Override
    public SessionTerms openSession(UUID session, String holder, List<HeldLock> held) {
        var request = LockProto.OpenSessionRequest.newBuilder()
                .setSession(WireValues.uuid(session))
                .setHolder(holder);
        held.forEach(lock -> request.addHeld(LockMessages.held(lock)));
        return LockMessages.readTerms(call(PATIENCE, stub -> stub.openSession(request.build())));
    }

    @Override
    public SessionTerms renew(UUID session) {
        return LockMessages.readTerms(call(PATIENCE, stub -> stub.renew(request(session))));
    }

    @Override
    public HeldLock acquire(UUID session, LockName name, LockMode mode, Duration wait) {
        var request = LockProto.AcquireRequest.newBuilder()
                .setSession(WireValues.uuid(session))
                .setName(name.value())
                .setMode(LockMessages.mode(mode))
                .setWaitNanos(wait.toNanos())
                .build();
        return LockMessages.readHeld(call(PATIENCE.plus(wait), stub -> stub.acquire(request)));
    }

    @Override
    public void release(UUID session, LockName name) {
        var request = LockProto.ReleaseRequest.newBuilder()
                .setSession(WireValues.uuid(session))
                .setName(name.value())
                .build();
        call(PATIENCE, stub -> stub.release(request));
    }

    @Override
    public void closeSession(UUID session) {
        call(PATIENCE, stub -> stub.closeSession(request(session)));
    }

    @Override
    public List<HeldLock> list(String prefix, int limit) {
        var request = LockProto.ListRequest.newBuilder()
                .setPrefix(prefix)
                .setLimit(limit)
                .build();
        return LockMessages.readHeldList(
                call(PATIENCE, stub -> stub.list(request)).getLocksList());
    }

    private static LockProto.SessionRequest request(UUID session) {
        return LockProto.SessionRequest.newBuilder()
                .setSession(WireValues.uuid(session))
                .build();
    }

    private <T> T call(Duration patience, Function<LockBlockingStub, T> operation) {
        return leader.call(Deadline.in(patience, clock), LockGrpc::newBlockingStub, operation);
    }
}
