package dev.cairn.testkit.history;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.history.RegisterModel.Answer;
import dev.cairn.testkit.history.RegisterModel.Call;
import dev.cairn.testkit.history.RegisterModel.Read;
import dev.cairn.testkit.history.RegisterModel.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 2,000 operations of 16 clients on one register, some of unknown outcome, are decided within a second. */
class LongHistoriesTest {

    private static final int OPERATIONS = 2_000;
    private static final Duration TIME_MAX = Duration.ofSeconds(1);
    /** So many that few writes are alike. */
    private static final int VALUES = 1_000_000;

    private final LinearizabilityChecker<Integer, Call<Integer>, Answer<Integer>> checker =
            new LinearizabilityChecker<>(new RegisterModel<>(0));

    @ParameterizedTest
    @ValueSource(ints = {4, 100, VALUES})
    void aRightHistoryIsAcceptedWithinASecond(int values) {
        for (int seed = 0; seed < 5; seed++) {
            assertThat(checkInTime(record(seed, values))).isEqualTo(new Verdict.Linearizable());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {OPERATIONS / 10, OPERATIONS * 9 / 10})
    void aFalseReadIsFoundWithinASecondBeItEarlyOrLate(int from) {
        for (int seed = 0; seed < 5; seed++) {
            List<Operation<Call<Integer>, Answer<Integer>>> operations = new ArrayList<>(record(seed, VALUES));
            int index = from;
            while (!isAnsweredRead(operations.get(index))) {
                index++;
            }
            operations.set(index, operations.get(index).answered(new Value<>(VALUES)));
            Operation<?, ?> falsified = operations.get(index);
            assertThat(checkInTime(operations))
                    .isInstanceOfSatisfying(
                            Verdict.Violation.class,
                            violation -> assertThat(violation.window()).startsWith(falsified));
        }
    }

    private List<Operation<Call<Integer>, Answer<Integer>>> record(int seed, int values) {
        return new SimulatedClients<>(new Random(seed), new TrueRegister(values), 16, 1)
                .run(OPERATIONS)
                .operations();
    }

    private boolean isAnsweredRead(Operation<Call<Integer>, Answer<Integer>> operation) {
        return operation.input() instanceof Read<Integer>
                && operation.outcome() instanceof Outcome.Answered<Answer<Integer>>;
    }

    private Verdict checkInTime(List<Operation<Call<Integer>, Answer<Integer>>> operations) {
        long start = System.nanoTime();
        Verdict verdict = checker.check(operations);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(TIME_MAX);
        return verdict;
    }
}
