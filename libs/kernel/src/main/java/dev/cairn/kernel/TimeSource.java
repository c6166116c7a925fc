package dev.cairn.kernel;

import java.time.Instant;

/**
 * The clock port. Cores are given one and never ask the system for the time, so tests and the simulation can drive it.
 * Implementations are safe for use by any thread.
 */
public interface TimeSource {

    /** Wall-clock time, for times that people and clients see. It may jump. */
    Instant now();

    /** Monotonic nanoseconds of unspecified origin, for deadlines and leases. */
    long nanoTime();

    /** The clocks of this machine. */
    static TimeSource system() {
        return SystemTimeSource.INSTANCE;
    }
}
