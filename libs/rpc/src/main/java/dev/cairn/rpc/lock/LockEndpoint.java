package dev.cairn.rpc.lock;

import dev.cairn.api.lock.LockName;
import dev.cairn.api.lock.LockService;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.LockGrpc;
import dev.cairn.rpc.proto.LockProto;
import io.grpc.stub.StreamObserver;
import java.time.Duration;

/** Serves a {@link LockService} over gRPC. */
public final class LockEndpoint extends LockGrpc.LockImplBase {

    private final LockService locks;
    private final GrpcAnswer answer;

    public LockEndpoint(LockService locks, GrpcAnswer answer) {
        this.locks = locks;
        this.answer = answer;
    }

    @Override
    public void openSession(LockProto.OpenSessionRequest request, StreamObserver<LockProto.SessionTerms> observer) {
        answer.send(
                observer,
                () -> LockMessages.terms(locks.openSession(
                        WireValues.uuid(request.getSession()),
                        request.getHolder(),
                        LockMessages.readHeldList(request.getHeldList()))));
    }

    @Override
    public void renew(LockProto.SessionRequest request, StreamObserver<LockProto.SessionTerms> observer) {
        answer.send(observer, () -> LockMessages.terms(locks.renew(WireValues.uuid(request.getSession()))));
    }

    @Override
    public void acquire(LockProto.AcquireRequest request, StreamObserver<LockProto.HeldLock> observer) {
        answer.send(
                observer,
                () -> LockMessages.held(locks.acquire(
                        WireValues.uuid(request.getSession()),
                        new LockName(request.getName()),
                        LockMessages.readMode(request.getMode()),
                        Duration.ofNanos(request.getWaitNanos()))));
    }

    @Override
    public void release(LockProto.ReleaseRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            locks.release(WireValues.uuid(request.getSession()), new LockName(request.getName()));
            return WireValues.EMPTY;
        });
    }

    @Override
    public void closeSession(LockProto.SessionRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            locks.closeSession(WireValues.uuid(request.getSession()));
            return WireValues.EMPTY;
        });
    }

    @Override
    public void list(LockProto.ListRequest request, StreamObserver<LockProto.HeldLocks> observer) {
        answer.send(observer, () -> {
            var held = LockProto.HeldLocks.newBuilder();
            locks.list(request.getPrefix(), request.getLimit()).forEach(lock -> held.addLocks(LockMessages.held(lock)));
            return held.build();
        });
    }
}
