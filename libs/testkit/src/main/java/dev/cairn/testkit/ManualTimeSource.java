package dev.cairn.testkit;

import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.time.Instant;

/** A clock that stands still until a test moves it. Safe for use by any thread. */
public final class ManualTimeSource implements TimeSource {

    private volatile Instant now;
    private volatile long nanos;

    public ManualTimeSource() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    public ManualTimeSource(Instant start) {
        now = start;
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public long nanoTime() {
        return nanos;
    }

    /** Moves both clocks on. */
    public synchronized void advance(Duration time) {
        now = now.plus(time);
        nanos += time.toNanos();
    }

    /** Lets the wall clock jump, forwards or backwards; the monotonic one does not notice. */
    public synchronized void jumpTo(Instant time) {
        now = time;
    }
}
