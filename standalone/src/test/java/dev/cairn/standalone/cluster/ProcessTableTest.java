package dev.cairn.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.standalone.cluster.ProcessTable.Entry;
import dev.cairn.standalone.cluster.ProcessTable.Signal;
import dev.cairn.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the system tells of processes is read right, by both of its ways. */
class ProcessTableTest {

    private static final String STAT =
            "77 (a) S (b)) T 1 77 77 0 -1 4194304 90 0 0 0 1 2 0 0 20 0 1 0 354321 2703360 200 18446744073709551615";

    @TempDir
    Path noProc;

    @Test
    void theNameOfAProcessDoesNotConfuseTheReader() {
        assertThat(ProcessTable.ofStat(STAT)).isEqualTo(new Entry(ProcessState.PAUSED, "354321"));
    }

    @Test
    void psTellsTheSameInOtherWords() {
        assertThat(ProcessTable.ofPs("Ts   Thu Jan  1 00:00:00 2026\n"))
                .contains(new Entry(ProcessState.PAUSED, "Thu_Jan_1_00:00:00_2026"));
        assertThat(ProcessTable.ofPs("\n")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"S,RUNNING", "R,RUNNING", "D,RUNNING", "I,RUNNING", "T,PAUSED", "t,PAUSED", "Z,DEAD", "X,DEAD"})
    void lettersAreStates(char letter, ProcessState state) {
        assertThat(ProcessState.ofLetter(letter)).isEqualTo(state);
    }

    @Test
    void aProcessIsSeenRunningPausedRunningAndDead() throws IOException {
        for (ProcessTable table : List.of(new ProcessTable(), new ProcessTable(noProc))) {
            Process sleeper = new ProcessBuilder("sleep", "120").start();
            try {
                Entry first = table.find(sleeper.pid()).orElseThrow();
                assertThat(first.state()).isEqualTo(ProcessState.RUNNING);
                table.send(Signal.STOP, sleeper.pid());
                Await.until("paused", () -> table.find(sleeper.pid()).equals(pausedSince(first)));
                table.send(Signal.CONT, sleeper.pid());
                Await.until("resumed", () -> table.find(sleeper.pid()).equals(Optional.of(first)));
                table.send(Signal.KILL, sleeper.pid());
                Await.until(
                        "dead",
                        () -> table.find(sleeper.pid())
                                .filter(entry -> entry.state() != ProcessState.DEAD)
                                .isEmpty());
                table.send(Signal.KILL, sleeper.pid());
            } finally {
                sleeper.destroyForcibly();
            }
        }
    }

    private static Optional<Entry> pausedSince(Entry first) {
        return Optional.of(new Entry(ProcessState.PAUSED, first.started()));
    }
}
