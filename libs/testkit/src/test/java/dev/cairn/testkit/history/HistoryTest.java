package dev.cairn.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** A history keeps the order of calls and answers, and nothing else. */
class HistoryTest {

    private final History<String, String> history = new History<>();

    @Test
    void callsAndAnswersAreOrderedAsTheyHappen() {
        Invocation<String> first = history.invoke("a", "k", "in 1");
        Invocation<String> second = history.invoke("b", "k", "in 2");
        second.answered("out 2");
        first.answered("out 1");
        assertThat(history.operations())
                .containsExactly(
                        new Operation<>("a", "k", "in 1", new Outcome.Answered<>("out 1"), 0, 3),
                        new Operation<>("b", "k", "in 2", new Outcome.Answered<>("out 2"), 1, 2));
    }

    @Test
    void anOperationUnderWayCountsAsUnknown() {
        history.invoke("a", "k", "in");
        assertThat(history.operations())
                .containsExactly(new Operation<>("a", "k", "in", new Outcome.Unknown<>(), 0, Operation.NEVER));
    }

    @Test
    void aClientGoesOnAfterAnUnknownOutcomeButNotWithinAnOperation() {
        history.invoke("a", "k", "in 1").unknown();
        history.invoke("a", "k", "in 2");
        assertThatThrownBy(() -> history.invoke("a", "k", "in 3")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anOperationEndsOnce() {
        Invocation<String> invocation = history.invoke("a", "k", "in");
        invocation.failed();
        assertThatThrownBy(() -> invocation.answered("out")).isInstanceOf(IllegalStateException.class);
    }
}
