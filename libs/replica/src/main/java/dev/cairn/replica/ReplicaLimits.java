package dev.cairn.replica;

import dev.cairn.log.LogLimits;
import java.time.Duration;

/** Limits of a replica, each with its reason. */
public final class ReplicaLimits {

    /** Commands that wait to be decided; more would only wait longer than their callers do. */
    public static final int QUEUE_COMMANDS_MAX = 10_000;
    /** Keeps the pause between two looks at the queue short. */
    public static final int BATCH_COMMANDS_MAX = 1_000;
    /** A batch is one log entry. */
    public static final int BATCH_BYTES_MAX = LogLimits.ENTRY_BYTES_MAX;
    /** What one command may change, encoded: all of it goes into one log entry. */
    public static final int TRANSACTION_BYTES_MAX = BATCH_BYTES_MAX - BatchCodec.BEGIN_BYTES;
    /** Batches that may be under way in the log: enough to keep it busy, few enough that batches fill meanwhile. */
    public static final int BATCHES_IN_FLIGHT_MAX = 4;
    /** Kept beside the changes of its command, so it must leave them room. */
    public static final int RESPONSE_BYTES_MAX = 32 << 10;
    /** Slots a session may use: more requests than one process has in flight to one shard. */
    public static final int SLOTS_MAX = 4_096;
    /** Sessions forgotten in one transaction, so that it is over soon. */
    public static final int FORGOTTEN_SESSIONS_MAX = 64;
    /** What a replica applies in one go, so that a change of office never waits long for it. */
    static final int CHUNK_ENTRIES_MAX = 64;

    static final long CHUNK_BYTES_MAX = 4L << 20;
    /** Between two looks of a follower at a log that had nothing new; short, since it is what a takeover has to catch up. */
    static final Duration TAIL_PAUSE = Duration.ofMillis(20);
    /** Before a follower tries again that could not read the log. */
    static final Duration TAIL_RETRY = Duration.ofMillis(500);
    /** Pages that a scrub reads in one go: a checkpoint that comes meanwhile waits for no more than these. */
    static final int SCRUB_PAGES = 16;
    /** Between two goes of a scrub: with the above about 1 MiB a second, which no disk notices. */
    static final Duration SCRUB_PAUSE = Duration.ofMillis(250);
    /** Between two rounds, and after damage that nobody could make good: a small tree is not read all the time. */
    static final Duration SCRUB_REST = Duration.ofMinutes(10);
    /** A term ends when the log has grown to this many times the checkpoint interval because checkpoints fail. */
    static final int CHECKPOINT_INTERVALS_MAX = 4;

    private ReplicaLimits() {}
}
