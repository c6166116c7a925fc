package dev.cairn.coordination;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The leadership of one group: a record {epoch, leader} that changes by compare-and-set only. Safe for use by any
 * thread.
 */
public interface Leadership {

    /** Who leads, from a watched cache that may be a moment old. */
    Optional<LeaderRecord> current();

    /** The newest epoch known here, also while nobody leads. */
    Epoch epoch();

    /** Claims the group from whoever is known here to lead it. */
    default LeaderRecord claim(Member me) {
        return claim(me, epoch());
    }

    /**
     * Raises the epoch by one and makes {@code me} the leader, if the epoch is still {@code last}. The claimed term is
     * confirmed when this returns.
     *
     * <p>This does not ask whether a predecessor may still believe itself confirmed; {@link LeaderElector} does, and
     * overthrows it first if so.
     *
     * @param me registered through the same {@link Coordination}
     * @throws CairnException {@link ErrorCode#STALE_EPOCH} if somebody was faster; {@link ErrorCode#UNAVAILABLE} if it
     *     is not known whether the claim was made: it then does not count, and the group must be claimed again
     */
    LeaderRecord claim(Member me, Epoch last);

    /**
     * Ends the term of a leader that is not known to have ended: raises the epoch by one and leaves the group without a
     * leader. Whoever wants to claim it then lets {@link #predecessorLease} pass first, from when it learnt of this.
     *
     * @throws CairnException {@link ErrorCode#STALE_EPOCH} if the term has ended already
     */
    void overthrow(LeaderRecord other);

    /** Leaves the epoch and clears the leader. Harmless if the record is not the present one any more. */
    void resign(LeaderRecord mine);

    /**
     * Whether the term was confirmed so recently that nobody else can be serving. Costs two volatile reads and a look at
     * the clock. Once the session has ended it is false for ever; while the ensemble cannot be reached it is false
     * until the term has been confirmed again.
     */
    boolean isConfirmed(LeaderRecord mine);

    /** How long a leader before the next one may believe itself confirmed. Zero after it has resigned. */
    Duration predecessorLease();

    /** Calls the listener with the present record soon, and then after changes; the newest is never missed. */
    Subscription watch(Consumer<Optional<LeaderRecord>> listener);
}
