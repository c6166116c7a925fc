package dev.cairn.replica;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;

/**
 * Where measures and log lines of a replica come from. Called on the threads of the replica and of its log: methods must be
 * short and must not throw.
 */
public interface ReplicaMonitor {

    /** Keeps nothing. */
    ReplicaMonitor NONE = new ReplicaMonitor() {};

    /** The tree was brought up to the end of the log, and the term begins. */
    default void recovered(Epoch epoch, Recovery recovery) {}

    /**
     * A batch is durable and visible.
     *
     * @param commands answered with it
     * @param bytes of its log entry
     * @param nanos since it was handed to the log
     */
    default void batchDurable(int commands, int bytes, long nanos) {}

    /** A checkpoint was made, or could not be made; the replica goes on either way. */
    default void checkpointed(CheckpointReport report) {}

    /** A follower could not go on along the log; it tries again after a while. */
    default void followingFailed(Throwable why) {}

    /** All pages on disk were read again, and are whole. */
    default void scrubbed(ScrubReport report) {}

    /** A page on disk is damaged or cannot be read; if another replica has the state, this one takes it. */
    default void damaged(Throwable why) {}

    /** The tree was replaced by the state of another replica. */
    default void restored(Position position) {}

    /** The term has ended, by a failure or because it was ended. */
    default void ended(Epoch epoch, Throwable why) {}
}
