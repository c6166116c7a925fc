package dev.cairn.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.testkit.history.RegisterModel.Answer;
import dev.cairn.testkit.history.RegisterModel.Call;
import dev.cairn.testkit.history.RegisterModel.CompareAndSet;
import dev.cairn.testkit.history.RegisterModel.Read;
import dev.cairn.testkit.history.RegisterModel.Refused;
import dev.cairn.testkit.history.RegisterModel.Value;
import dev.cairn.testkit.history.RegisterModel.Write;
import dev.cairn.testkit.history.RegisterModel.Written;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Histories of a register that are known to be right or wrong. */
class RegisterHistoriesTest {

    private final History<Call<Integer>, Answer<Integer>> history = new History<>();
    private final LinearizabilityChecker<Integer, Call<Integer>, Answer<Integer>> checker =
            new LinearizabilityChecker<>(new RegisterModel<>(0));

    @Test
    void nothingHappenedIsRight() {
        assertRight();
    }

    @Test
    void aReadSeesTheLastWrite() {
        write("a", 1).answered(new Written<>());
        write("b", 2).answered(new Written<>());
        read("a").answered(new Value<>(2));
        assertRight();
    }

    @Test
    void aReadBesideAWriteSeesEitherValue() {
        Invocation<Answer<Integer>> write = write("a", 1);
        read("b").answered(new Value<>(0));
        read("b").answered(new Value<>(1));
        write.answered(new Written<>());
        assertRight();
    }

    @Test
    void aReadBesideAWriteDoesNotGoBackToTheOldValue() {
        Invocation<Answer<Integer>> write = write("a", 1);
        read("b").answered(new Value<>(1));
        read("c").answered(new Value<>(0));
        write.answered(new Written<>());
        assertWrong(new Read<>(), new Value<>(0));
    }

    @Test
    void aStaleReadIsWrong() {
        write("a", 1).answered(new Written<>());
        write("a", 2).answered(new Written<>());
        read("b").answered(new Value<>(1));
        assertWrong(new Read<>(), new Value<>(1));
    }

    @Test
    void aLostUpdateIsWrong() {
        Invocation<Answer<Integer>> first = compareAndSet("a", 0, 1);
        Invocation<Answer<Integer>> second = compareAndSet("b", 0, 2);
        first.answered(new Written<>());
        second.answered(new Written<>());
        assertWrong(new CompareAndSet<>(0, 2), new Written<>());
    }

    @Test
    void anUpdateRefusedForNoReasonIsWrong() {
        compareAndSet("a", 0, 1).answered(new Refused<>());
        assertWrong(new CompareAndSet<>(0, 1), new Refused<>());
    }

    @Test
    void aValueNeverWrittenIsWrong() {
        write("a", 1).answered(new Written<>());
        read("b").answered(new Value<>(7));
        assertWrong(new Read<>(), new Value<>(7));
    }

    @Test
    void aValueReadBeforeItsWriteWasCalledIsWrong() {
        read("b").answered(new Value<>(1));
        write("a", 1).answered(new Written<>());
        assertWrong(new Read<>(), new Value<>(1));
    }

    @Test
    void anUnknownWriteMayNeverBeSeen() {
        write("a", 1).unknown();
        read("b").answered(new Value<>(0));
        assertRight();
    }

    @Test
    void anUnknownWriteMayBeSeenLate() {
        write("a", 1).unknown();
        read("b").answered(new Value<>(0));
        write("b", 2).answered(new Written<>());
        read("a").answered(new Value<>(2));
        read("b").answered(new Value<>(1));
        read("a").answered(new Value<>(1));
        assertRight();
    }

    @Test
    void anUnknownWriteSeenAndThenGoneIsWrong() {
        write("a", 1).unknown();
        read("b").answered(new Value<>(1));
        read("b").answered(new Value<>(0));
        assertWrong(new Read<>(), new Value<>(0));
    }

    @Test
    void anUnknownWriteTakesEffectOnce() {
        write("a", 1).unknown();
        read("b").answered(new Value<>(1));
        write("b", 2).answered(new Written<>());
        read("b").answered(new Value<>(1));
        assertWrong(new Read<>(), new Value<>(1));
    }

    @Test
    void aSecondUnknownWriteOfTheSameValueMayBeSeenAgain() {
        write("a", 1).unknown();
        write("a", 1).unknown();
        read("b").answered(new Value<>(1));
        write("b", 2).answered(new Written<>());
        read("b").answered(new Value<>(1));
        assertRight();
    }

    @Test
    void aChainOfUnknownUpdatesExplainsAnAnswer() {
        compareAndSet("a", 1, 2).unknown();
        compareAndSet("a", 0, 1).unknown();
        read("b").answered(new Value<>(2));
        assertRight();
    }

    @Test
    void anUnknownUpdateTakesEffectOnlyOnWhatItExpects() {
        compareAndSet("a", 5, 1).unknown();
        read("b").answered(new Value<>(1));
        assertWrong(new Read<>(), new Value<>(1));
    }

    @Test
    void aFailedWriteThatIsSeenIsWrong() {
        write("a", 1).failed();
        read("b").answered(new Value<>(1));
        assertWrong(new Read<>(), new Value<>(1));
    }

    @Test
    void keysAreApart() {
        history.invoke("a", "one", new Write<>(1)).answered(new Written<>());
        history.invoke("a", "other", new Read<>()).answered(new Value<>(0));
        assertRight();
        history.invoke("a", "other", new Read<>()).answered(new Value<>(1));
        assertThat(checker.check(history))
                .isInstanceOfSatisfying(
                        Verdict.Violation.class,
                        violation -> assertThat(violation.key()).isEqualTo("other"));
    }

    @Test
    void aViolationNamesWhatWasSideBySideAndTheStateBefore() {
        write("a", 1).answered(new Written<>());
        write("a", 2).answered(new Written<>());
        write("c", 8).failed();
        write("c", 9).unknown();
        Invocation<Answer<Integer>> beside = write("c", 3);
        read("b").answered(new Value<>(1));
        beside.answered(new Written<>());
        write("a", 4).answered(new Written<>());
        assertThat(checker.check(history)).isInstanceOfSatisfying(Verdict.Violation.class, violation -> {
            assertThat(violation.window())
                    .extracting(Operation::input)
                    .isEqualTo(List.of(new Read<>(), new Write<>(9), new Write<>(3)));
            assertThat(violation.message()).isEqualTo("""
                            key k is not linearizable, nothing explains
                              [9..10] b: Read[] -> Value[value=1]
                            When it was called, the state was 2 or 3 or 9. Side by side with it:
                              [6..] c: Write[value=9] -> unknown
                              [8..11] c: Write[value=3] -> Written[]""");
        });
        assertThatThrownBy(() -> checker.require(history))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("[9..10] b: Read[]");
    }

    @Test
    void aSearchThatIsTooLongIsGivenUp() {
        for (int client = 0; client < 30; client++) {
            compareAndSet("c" + client, client, client + 1).unknown();
            write("d" + client, client).unknown();
        }
        read("b").answered(new Value<>(77));
        var hasty = new LinearizabilityChecker<>(new RegisterModel<>(0), 100);
        assertThat(hasty.check(history))
                .isEqualTo(new Verdict.Undecided("k", 100, history.operations().getLast()));
        assertThatThrownBy(() -> hasty.require(history)).hasMessageContaining("not decided in 100 steps");
    }

    private Invocation<Answer<Integer>> write(String client, int value) {
        return history.invoke(client, "k", new Write<>(value));
    }

    private Invocation<Answer<Integer>> read(String client) {
        return history.invoke(client, "k", new Read<>());
    }

    private Invocation<Answer<Integer>> compareAndSet(String client, int expected, int value) {
        return history.invoke(client, "k", new CompareAndSet<>(expected, value));
    }

    private void assertRight() {
        assertThat(checker.check(history)).isEqualTo(new Verdict.Linearizable());
    }

    private void assertWrong(Call<Integer> input, Answer<Integer> output) {
        assertThat(checker.check(history)).isInstanceOfSatisfying(Verdict.Violation.class, violation -> {
            assertThat(violation.window().getFirst().input()).isEqualTo(input);
            assertThat(violation.window().getFirst().outcome()).isEqualTo(new Outcome.Answered<>(output));
        });
    }
}
