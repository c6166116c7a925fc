package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.Seeds;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs {@link ReplicaSimulation}; {@code -Dcairn.simulations=N} for more, {@code -Dcairn.seed=S} for one that failed. */
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaSimulationTest {

    private static final int SIMULATIONS = 2_000;
    private static final Duration TROUBLED = Duration.ofSeconds(3);

    @Test
    void nothingIsLostOrDoneTwiceWhateverFails() {
        boolean isRepeated = Long.getLong("cairn.seed") != null;
        int count = isRepeated ? 1 : Integer.getInteger("cairn.simulations", SIMULATIONS);
        long first = Seeds.next();
        long answers = 0;
        long terms = 0;
        long steps = 0;
        long restored = 0;
        for (long seed = first; seed < first + count; seed++) {
            try {
                var simulation = new ReplicaSimulation(seed);
                simulation.run(TROUBLED);
                answers += simulation.answers();
                terms += simulation.terms();
                restored += simulation.restored();
                steps += simulation.world().steps();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("repeat with -Dcairn.seed=" + seed + ": " + e.getMessage(), e);
            }
        }
        System.out.printf(
                "%d simulations: %d answers, %d terms, %d restored, %d events%n",
                count, answers, terms, restored, steps);
        assertThat(answers).isGreaterThan(20L * count);
        assertThat(terms).isGreaterThan(5L * count);
    }
}
