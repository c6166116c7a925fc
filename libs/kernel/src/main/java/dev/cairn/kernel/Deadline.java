package dev.cairn.kernel;

import java.time.Duration;

/**
 * The moment after which nobody waits for an answer any more, on the monotonic clock of this process. Between processes
 * the time that is left travels, never the moment.
 */
public record Deadline(long atNanos) {

    public static Deadline in(Duration time, TimeSource clock) {
        return new Deadline(clock.nanoTime() + time.toNanos());
    }

    public boolean isPast(TimeSource clock) {
        return clock.nanoTime() - atNanos >= 0;
    }

    /** Never negative. */
    public Duration left(TimeSource clock) {
        return Duration.ofNanos(Math.max(0, atNanos - clock.nanoTime()));
    }
}
