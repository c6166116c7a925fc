package dev.cairn.log;

/** Limits of the file log, each with its reason. */
final class FileLogLimits {

    /** Small enough that a trim gives space back soon, large enough that new files are rare. */
    static final long SEGMENT_BYTES = 64L << 20;
    /** What one write and sync may carry; a full pipeline of the largest entries. */
    static final int WRITE_BYTES_MAX =
            LogLimits.APPENDS_IN_FLIGHT_MAX * (LogLimits.ENTRY_BYTES_MAX + LogFrame.HEADER_BYTES);

    private FileLogLimits() {}
}
