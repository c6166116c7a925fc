package dev.cairn.lock.client;

import dev.cairn.api.lock.HeldLock;
import dev.cairn.api.lock.LockMode;
import dev.cairn.api.lock.LockName;
import org.jspecify.annotations.Nullable;

/**
 * A lock that this process wants, has or gives back. Guarded by the lock of its {@link LockClient}.
 *
 * <pre>
 *    /------------------v
 * WANTED --> HELD --> RELEASING --> (forgotten)
 *             |           \--> UNRELEASED --> (forgotten)
 *             \--> LOST
 * </pre>
 */
final class LocalLock {

    enum State {
        WANTED,
        HELD,
        /** Nobody uses it; the thread that used it last is telling the leader. */
        RELEASING,
        /** The leader could not be told. The session's thread goes on trying. */
        UNRELEASED,
        /** Held no more, without having been given back. */
        LOST
    }

    private final LockName name;
    private final LockMode mode;
    private State state = State.WANTED;
    private @Nullable HeldLock grant;
    private int users;
    private long grantedAtNanos;

    LocalLock(LockName name, LockMode mode) {
        this.name = name;
        this.mode = mode;
    }

    LockName name() {
        return name;
    }

    LockMode mode() {
        return mode;
    }

    @Nullable
    HeldLock grant() {
        return grant;
    }

    boolean isHeld() {
        return state == State.HELD;
    }

    boolean isUnreleased() {
        return state == State.UNRELEASED;
    }

    void granted(HeldLock held, long nowNanos) {
        state = State.HELD;
        grant = held;
        users = 1;
        grantedAtNanos = nowNanos;
    }

    /** Whether one more thread of this process may use a grant in this mode that others of it use. */
    boolean canBeJoined(LockMode wanted, long nowNanos, long joinNanosMax) {
        return state == State.HELD
                && mode == wanted
                && mode != LockMode.EXCLUSIVE
                && nowNanos - grantedAtNanos < joinNanosMax;
    }

    void join() {
        users++;
    }

    /** Answers whether that was the last user of a lock that is still held. */
    boolean leave() {
        users--;
        if (users > 0 || state != State.HELD) {
            return false;
        }
        state = State.RELEASING;
        return true;
    }

    void abandon() {
        state = State.RELEASING;
    }

    void releaseFailed() {
        state = State.UNRELEASED;
    }

    void lose() {
        state = State.LOST;
    }
}
