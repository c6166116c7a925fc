package dev.cairn.replica;

import dev.cairn.log.LogLimits;

/** Limits of a replica, each with its reason. */
public final class ReplicaLimits {

    /** Commands that wait to be decided; more would only wait longer than their callers do. */
    public static final int QUEUE_COMMANDS_MAX = 10_000;
    /** Keeps the pause between two looks at the queue short. */
    public static final int BATCH_COMMANDS_MAX = 1_000;
    /** A batch is one log entry. */
    public static final int BATCH_BYTES_MAX = LogLimits.ENTRY_BYTES_MAX;
    /** Batches that may be under way in the log; what is decided on them is lost together with them. */
    public static final int BATCHES_IN_FLIGHT_MAX = 8;
    /** An item of the slot must hold it. */
    public static final int RESPONSE_BYTES_MAX = 32 << 10;
    /** Slots a session may use. */
    public static final int SLOTS_MAX = 4_096;
    /** Slots forgotten in one transaction. */
    static final int FORGOTTEN_SLOTS_MAX = 500;

    private ReplicaLimits() {}
}
