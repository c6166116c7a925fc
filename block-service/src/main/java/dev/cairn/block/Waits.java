package dev.cairn.block;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waiting of request threads: never beyond the deadline, and an interrupt ends the wait with {@link ErrorCode#EINTR}.
 */
final class Waits {

    private Waits() {}

    static <T> T until(Deadline deadline, TimeSource clock, CompletableFuture<T> future) {
        try {
            return future.get(deadline.left(clock).toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CairnException cause) {
                // A new one, so that its stack trace shows who waited: many may share the cause.
                throw new CairnException(cause.code(), cause.reason(), cause.getMessage(), cause);
            }
            throw new IllegalStateException("unexpected failure", e.getCause());
        } catch (TimeoutException e) {
            throw late();
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    static void acquire(Semaphore permits, Deadline deadline, TimeSource clock) {
        try {
            if (!permits.tryAcquire(deadline.left(clock).toNanos(), TimeUnit.NANOSECONDS)) {
                throw new CairnException(ErrorCode.OVERLOADED, "appends", "too many appends at one time");
            }
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    static void check(Deadline deadline, TimeSource clock) {
        if (deadline.isPast(clock)) {
            throw late();
        }
    }

    private static CairnException late() {
        return new CairnException(ErrorCode.DEADLINE_EXCEEDED, "the deadline passed during block I/O");
    }

    private static CairnException interrupted() {
        Thread.currentThread().interrupt();
        return new CairnException(ErrorCode.EINTR, "interrupted during block I/O");
    }
}
