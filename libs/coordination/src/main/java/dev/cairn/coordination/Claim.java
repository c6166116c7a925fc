package dev.cairn.coordination;

import java.time.Duration;

/**
 * A term that this process has claimed in one session, and until when it is confirmed. Safe for use by any thread.
 *
 * <p>Time is counted from before a confirming request was sent, because its answer says something about a moment after
 * that and nothing about the moment it arrives.
 */
final class Claim {

    private final LeaderRecord record;
    private final long session;
    private final int version;
    private final long usableNanos;
    private volatile long confirmedUntilNanos;

    /** @param version of the group's node that holds the claim */
    Claim(LeaderRecord record, long session, int version, Duration lease, long sentAtNanos) {
        this.record = record;
        this.session = session;
        this.version = version;
        this.usableNanos = usable(lease).toNanos();
        this.confirmedUntilNanos = sentAtNanos + usableNanos;
    }

    /** What a leader uses of its lease: clocks of two machines run differently, and a check comes before its use. */
    static Duration usable(Duration lease) {
        return lease.minus(lease.dividedBy(8));
    }

    LeaderRecord record() {
        return record;
    }

    long session() {
        return session;
    }

    int version() {
        return version;
    }

    synchronized void confirm(long sentAtNanos) {
        long until = sentAtNanos + usableNanos;
        if (until - confirmedUntilNanos > 0) {
            confirmedUntilNanos = until;
        }
    }

    /** Nothing counts that was confirmed before. */
    synchronized void lapse(long nowNanos) {
        if (confirmedUntilNanos - nowNanos > 0) {
            confirmedUntilNanos = nowNanos;
        }
    }

    boolean isConfirmed(LeaderRecord asked, long nowNanos) {
        return nowNanos - confirmedUntilNanos < 0 && asked.equals(record);
    }
}
