package dev.cairn.rpc;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/**
 * Repeats a call while asking again can help and the deadline has not passed. Pauses grow from {@link #FIRST_PAUSE} to
 * {@link #LONGEST_PAUSE} and are jittered by half, so that the clients of a failed server do not come back all at once.
 */
public final class RetryPolicy {

    static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final TimeSource clock;

    public RetryPolicy(TimeSource clock) {
        this.clock = clock;
    }

    /**
     * Runs {@code attempt} until it answers.
     *
     * @throws CairnException what the last attempt threw if it is final, else {@link ErrorCode#UNAVAILABLE} when the
     *     deadline has passed
     */
    public <T> T untilAnswered(Deadline deadline, Supplier<T> attempt) {
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                return attempt.get();
            } catch (CairnException failure) {
                if (!failure.code().isRetryable()) {
                    throw failure;
                }
                if (deadline.left(clock).compareTo(pause) <= 0) {
                    throw new CairnException(
                            ErrorCode.UNAVAILABLE,
                            "deadline",
                            "no answer before the deadline; last: " + failure.getMessage(),
                            failure);
                }
            }
            sleep(jittered(pause));
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
        }
    }

    private static Duration jittered(Duration pause) {
        long half = pause.toNanos() / 2;
        return Duration.ofNanos(half + ThreadLocalRandom.current().nextLong(half + 1));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CairnException(ErrorCode.EINTR, "retry", "interrupted while waiting to ask again", e);
        }
    }
}
