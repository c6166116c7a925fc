package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Bounds how many requests are served side by side. Safe for use by any thread. */
final class Turns {

    private final int count;
    private final Semaphore free;
    private final Duration wait;

    Turns(int count, Duration wait) {
        this.count = count;
        this.free = new Semaphore(count, true);
        this.wait = wait;
    }

    /**
     * Waits for the right to be served, which is to be given back once.
     *
     * @throws S3Exception {@link S3Error#SLOW_DOWN} if it takes too long to get a turn
     */
    void take() {
        if (!tryTake(1, wait)) {
            throw new S3Exception(S3Error.SLOW_DOWN).header("Retry-After", "1");
        }
    }

    void giveBack() {
        free.release();
    }

    /** Waits until nobody has a turn, and lets nobody have one again. Answers whether it came to that in time. */
    boolean drain(Duration atMost) {
        return tryTake(count, atMost);
    }

    private boolean tryTake(int permits, Duration atMost) {
        try {
            return free.tryAcquire(permits, atMost.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
