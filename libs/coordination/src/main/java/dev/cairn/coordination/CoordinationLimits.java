package dev.cairn.coordination;

import java.time.Duration;

/** The limits of this module, each with its reason. */
public final class CoordinationLimits {

    /** Ids, host names and components of paths: what a DNS name may have, and readable in a log line. */
    public static final int NAME_LENGTH_MAX = 255;

    /** Records are read whole and kept in the ensemble's memory; ZooKeeper itself refuses 1 MiB. */
    public static final int RECORD_BYTES_MAX = 64 << 10;

    /** gRPC, HTTP, management, and room for more. */
    public static final int PORTS_MAX = 16;

    /** Below this a busy machine or one garbage collection ends sessions. */
    public static final Duration SESSION_TIMEOUT_MIN = Duration.ofSeconds(1);

    /** A leader that is lost with its whole host is missed for this long; nobody wants more. */
    public static final Duration SESSION_TIMEOUT_MAX = Duration.ofSeconds(60);

    /** How often a standby looks whether the leader's port refuses: a fifth of the pause that clients may see. */
    static final Duration PROBE_PERIOD = Duration.ofMillis(200);

    /** A host of the same site answers within this time, or is busy, which is no reason to depose anybody. */
    static final Duration PROBE_TIMEOUT = Duration.ofMillis(250);

    /** A leader looks this often whether it still leads, in case that a change was not told. */
    static final Duration LEADER_CHECK_PERIOD = Duration.ofSeconds(1);

    /** A leader that stepped down leaves the others this much time to claim the group. */
    static final Duration HOLD_OFF = Duration.ofSeconds(1);

    private CoordinationLimits() {}
}
