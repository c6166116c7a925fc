package dev.cairn.log;

/** Limits of every transaction log, each with its reason. */
public final class LogLimits {

    /** Bounds what recovery of a replicated log has to read and write again for one entry. */
    public static final int ENTRY_BYTES_MAX = 256 << 10;
    /** Bounds the entries that recovery has to settle; group commit fills entries before it needs more of them. */
    public static final int APPENDS_IN_FLIGHT_MAX = 64;

    private LogLimits() {}

    public static void requireEntry(byte[] entry) {
        if (entry.length == 0 || entry.length > ENTRY_BYTES_MAX) {
            throw new IllegalArgumentException("an entry has 1 to " + ENTRY_BYTES_MAX + " bytes, not " + entry.length);
        }
    }
}
