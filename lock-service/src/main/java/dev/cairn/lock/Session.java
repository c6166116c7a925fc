package dev.cairn.lock;

import dev.cairn.api.lock.HeldLock;
import dev.cairn.api.lock.LockName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** A session of a {@link LockTable}: what it holds, where it waits, until when it lives. */
final class Session {

    private final UUID id;
    private final long serial;
    private final Map<LockName, HeldLock> held = new HashMap<>();
    private final Set<LockName> waiting = new HashSet<>();
    private long leaseUntilNanos;

    /** @param serial tells sessions with equal leases apart */
    Session(UUID id, long serial) {
        this.id = id;
        this.serial = serial;
    }

    UUID id() {
        return id;
    }

    Map<LockName, HeldLock> held() {
        return held;
    }

    Set<LockName> waiting() {
        return waiting;
    }

    long leaseUntilNanos() {
        return leaseUntilNanos;
    }

    void leaseUntil(long nanos) {
        leaseUntilNanos = nanos;
    }

    /** By the end of the lease. Moments are compared by subtraction, because the clock's origin is anywhere. */
    static int byLease(Session one, Session other) {
        int order = Long.signum(one.leaseUntilNanos - other.leaseUntilNanos);
        return order != 0 ? order : Long.compare(one.serial, other.serial);
    }
}
