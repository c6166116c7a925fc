package dev.cairn.standalone.cluster;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for what other processes do, never for ever. */
final class Patience {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private Patience() {}

    /** Whether the condition came true in time. It may throw to give up before. */
    static boolean until(Duration timeMax, BooleanSupplier condition) {
        long end = System.nanoTime() + timeMax.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end >= 0) {
                return false;
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new ClusterException("interrupted", e);
            }
        }
        return true;
    }
}
