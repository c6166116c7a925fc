package dev.cairn.rpc.lock;

import dev.cairn.api.lock.FencingToken;
import dev.cairn.api.lock.HeldLock;
import dev.cairn.api.lock.LockMode;
import dev.cairn.api.lock.LockName;
import dev.cairn.api.lock.SessionTerms;
import dev.cairn.kernel.Epoch;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.LockProto;
import java.time.Duration;
import java.util.List;

/** Lock values as messages, in both directions. */
final class LockMessages {

    private LockMessages() {}

    static LockProto.LockMode mode(LockMode mode) {
        return switch (mode) {
            case SHARED -> LockProto.LockMode.SHARED;
            case EXCLUSIVE -> LockProto.LockMode.EXCLUSIVE;
            case SHARED_UPDATE -> LockProto.LockMode.SHARED_UPDATE;
        };
    }

    static LockMode readMode(LockProto.LockMode mode) {
        return switch (mode) {
            case SHARED -> LockMode.SHARED;
            case EXCLUSIVE -> LockMode.EXCLUSIVE;
            case SHARED_UPDATE -> LockMode.SHARED_UPDATE;
            case LOCK_MODE_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("a lock mode this server does not know");
        };
    }

    static LockProto.HeldLock held(HeldLock lock) {
        return LockProto.HeldLock.newBuilder()
                .setSession(WireValues.uuid(lock.session()))
                .setName(lock.name().value())
                .setMode(mode(lock.mode()))
                .setTokenEpoch(lock.token().epoch().value())
                .setTokenCounter(lock.token().counter())
                .build();
    }

    static HeldLock readHeld(LockProto.HeldLock message) {
        return new HeldLock(
                WireValues.uuid(message.getSession()),
                new LockName(message.getName()),
                readMode(message.getMode()),
                new FencingToken(new Epoch(message.getTokenEpoch()), message.getTokenCounter()));
    }

    static List<HeldLock> readHeldList(List<LockProto.HeldLock> messages) {
        return messages.stream().map(LockMessages::readHeld).toList();
    }

    static LockProto.SessionTerms terms(SessionTerms terms) {
        return LockProto.SessionTerms.newBuilder()
                .setLeaderEpoch(terms.leaderEpoch().value())
                .setLeaseNanos(terms.lease().toNanos())
                .build();
    }

    static SessionTerms readTerms(LockProto.SessionTerms message) {
        return new SessionTerms(new Epoch(message.getLeaderEpoch()), Duration.ofNanos(message.getLeaseNanos()));
    }
}
