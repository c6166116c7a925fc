package dev.cairn.log;

/** Limits of the file log, each with its reason. */
final class FileLogLimits {

    /** Small enough that making one holds up an append by no more than some 10 ms, large enough that new files are rare. */
    static final long SEGMENT_BYTES = 16L << 20;
    /** What one write and sync carries; far above what pays, and the memory of an appender. */
    static final int WRITE_BYTES_MAX = 4 << 20;
    /** Trimmed segments kept for reuse: about what is trimmed by one checkpoint. */
    static final int SPARES_MAX = 4;
    /** Zeros written at a time into a new segment. */
    static final int FILL_BYTES = 1 << 20;

    private FileLogLimits() {}
}
