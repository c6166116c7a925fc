package dev.cairn.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition that another thread or process will bring about. */
public final class Await {

    private static final Duration DEFAULT_TIME_MAX = Duration.ofSeconds(20);
    private static final long PAUSE_NANOS = 2_000_000;

    private Await() {}

    /** Waits for at most 20 seconds. */
    public static void until(String what, BooleanSupplier condition) {
        until(what, DEFAULT_TIME_MAX, condition);
    }

    /** @throws AssertionError naming {@code what} if it did not come true in time */
    public static void until(String what, Duration timeMax, BooleanSupplier condition) {
        long end = System.nanoTime() + timeMax.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                throw new AssertionError("not within " + timeMax + ": " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
