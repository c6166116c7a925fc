package dev.cairn.lock;

import java.time.Duration;

/** The limits of the lock-service, each with its reason. */
public final class LockLimits {

    /**
     * How long a session lives without a renewal. It is the longest that a lock of a dead holder stays taken, and the
     * longest that a new leader waits for a holder to report; a holder that pauses longer loses its locks.
     */
    public static final Duration LEASE = Duration.ofSeconds(8);

    /** About 1 KiB of memory and one coordination record each. */
    public static final int SESSIONS_MAX = 20_000;

    /** What a gateway keeps idle at most; one client must not fill the leader's memory. */
    public static final int LOCKS_PER_SESSION_MAX = 10_000;

    /** Behind so many others the wait is longer than any caller's patience. */
    public static final int QUEUE_LENGTH_MAX = 1_000;

    /** Longer waits are made of several, so that a caller that went away is not served for ever. */
    public static final Duration WAIT_MAX = Duration.ofSeconds(60);

    /** A line of a log or a console. */
    public static final int HOLDER_LENGTH_MAX = 255;

    /** A page of what is held: what fits one message with the longest names. */
    public static final int LIST_MAX = 1_000;

    private LockLimits() {}
}
