package dev.cairn.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.ManualTimeSource;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RetryPolicyTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final ManualTimeSource clock = new ManualTimeSource();
    private final RetryPolicy retries = new RetryPolicy(clock);
    private final AtomicInteger attempts = new AtomicInteger();

    @Test
    void whatIsAnsweredAtOnceIsAskedOnce() {
        assertThat(retries.untilAnswered(Deadline.in(PATIENCE, clock), attempts::incrementAndGet))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void onlyWhatMayBeDifferentNextTimeIsAskedAgain(ErrorCode code) {
        String answer = code.isRetryable() ? "answered" : "refused";

        String outcome;
        try {
            outcome = retries.untilAnswered(Deadline.in(PATIENCE, clock), () -> {
                if (attempts.incrementAndGet() < 3) {
                    throw new CairnException(code, "no");
                }
                return "answered";
            });
        } catch (CairnException failure) {
            assertThat(failure.code()).isEqualTo(code);
            outcome = "refused";
        }

        assertThat(outcome).isEqualTo(answer);
        assertThat(attempts).hasValue(code.isRetryable() ? 3 : 1);
    }

    @Test
    void afterTheDeadlineItIsUnavailableAndSaysWhyTheLastAttemptFailed() {
        CairnException failure = failureOf(Deadline.in(PATIENCE, clock), () -> {
            attempts.incrementAndGet();
            clock.advance(Duration.ofSeconds(11));
            throw new CairnException(ErrorCode.OVERLOADED, "queue", "the queue is full");
        });

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.reason()).isEqualTo("deadline");
        assertThat(failure.getMessage()).contains("the queue is full");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void aPauseThatWouldEndBehindTheDeadlineIsNotMade() {
        Deadline soon = Deadline.in(RetryPolicy.FIRST_PAUSE, clock);

        CairnException failure = failureOf(soon, () -> {
            attempts.incrementAndGet();
            throw new CairnException(ErrorCode.NOT_LEADER, "not here");
        });

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void aFailureThatIsNotTypedIsNotRepeated() {
        assertThatThrownBy(() -> retries.untilAnswered(Deadline.in(PATIENCE, clock), () -> {
                    attempts.incrementAndGet();
                    throw new IllegalStateException("a bug");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(attempts).hasValue(1);
    }

    @Test
    void anInterruptEndsTheWaitAndIsKept() {
        CairnException failure = failureOf(Deadline.in(PATIENCE, clock), () -> {
            attempts.incrementAndGet();
            Thread.currentThread().interrupt();
            throw new CairnException(ErrorCode.UNAVAILABLE, "down");
        });

        assertThat(Thread.interrupted()).isTrue();
        assertThat(failure.code()).isEqualTo(ErrorCode.EINTR);
        assertThat(attempts).hasValue(1);
    }

    private CairnException failureOf(Deadline deadline, Runnable attempt) {
        CairnException failure = catchThrowableOfType(
                CairnException.class,
                () -> retries.untilAnswered(deadline, () -> {
                    attempt.run();
                    return "answered";
                }));
        assertThat(failure).isNotNull();
        return failure;
    }
}
