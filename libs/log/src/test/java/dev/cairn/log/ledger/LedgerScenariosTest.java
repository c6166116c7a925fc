package dev.cairn.log.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.log.Appender;
import dev.cairn.log.LogEntry;
import dev.cairn.log.LogReader;
import dev.cairn.testkit.ManualTimeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Scenarios of docs/scenarios-cluster.md about fencing, on bookies whose messages arrive when a test says so. */
class LedgerScenariosTest {

    private static final int LEDGER_BYTES = 4_000;

    private final SimulatedLedgers ledgers = new SimulatedLedgers();
    private final SimulatedRegister register = new SimulatedRegister();
    private final Deque<Runnable> network = new ArrayDeque<>();
    private final LedgerLog first = log("first");
    private final LedgerLog second = log("second");
    private final LedgerLog third = log("third");

    private LedgerLog log(String replica) {
        return new LedgerLog(
                ledgers.seenBy(() -> true, network::add, network::add),
                register.seenBy(() -> true),
                replica,
                network::add,
                new ManualTimeSource(),
                LEDGER_BYTES);
    }

    private void deliver() {
        while (!network.isEmpty()) {
            network.remove().run();
        }
    }

    private Position append(Appender appender, String content) {
        CompletableFuture<Position> appended = appender.append(content.getBytes(StandardCharsets.UTF_8));
        deliver();
        return appended.join();
    }

    private static List<String> contents(LedgerLog log) throws IOException {
        List<String> contents = new ArrayList<>();
        try (LogReader reader = log.read(Position.START)) {
            for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                contents.add(new String(entry.content(), StandardCharsets.UTF_8));
            }
        }
        return contents;
    }

    private static Consumer<Throwable> isError(ErrorCode code) {
        return failure -> assertThat(failure instanceof CompletionException ? failure.getCause() : failure)
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    @DisplayName("B1.1 Fencing the same one twice does no harm")
    void fencingTheSameOneTwiceDoesNoHarm() throws IOException {
        append(first.open(new Epoch(1)), "a");
        // The ledgers of the dead leader are fenced by everybody who tries to follow it, and again by who follows that
        // one.
        second.open(new Epoch(2));
        third.open(new Epoch(3));
        Appender present = second.open(new Epoch(4));
        assertThat(append(present, "b")).isEqualTo(new Position(new Epoch(4), 2));
        assertThat(contents(third)).containsExactly("a", "b");
    }

    @Test
    @DisplayName("B7.1 Whoever waits for an append that never ends is told so by the next fence")
    void whoeverWaitsForAnAppendThatNeverEndsIsToldByTheNextFence() {
        Appender appender = first.open(new Epoch(1));
        append(appender, "a");
        List<CompletableFuture<Position>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(appender.append(new byte[] {1}));
        }
        network.clear();
        first.open(new Epoch(2));
        for (CompletableFuture<Position> each : waiting) {
            assertThat(each).isDone();
            assertThatThrownBy(each::join).satisfies(isError(ErrorCode.STALE_EPOCH));
        }
    }

    @Test
    @DisplayName("C1.2 An epoch is known to a quorum before its leader serves, and to a late one before it counts")
    void anEpochIsKnownToAQuorumBeforeItsLeaderServes() throws IOException {
        Appender old = first.open(new Epoch(1));
        append(old, "a");
        ledgers.setDown(1, true);
        ledgers.setDown(2, true);
        int before = ledgers.count();
        assertThatThrownBy(() -> second.open(new Epoch(2))).satisfies(isError(ErrorCode.UNAVAILABLE));
        assertThat(register.record().epoch()).as("claimed").isEqualTo(new Epoch(1));
        assertThat(ledgers.count()).isEqualTo(before);

        ledgers.setDown(1, false);
        Appender present = second.open(new Epoch(2));
        // The late one has heard of no fence, and would take what the leader of the past sends; it is no quorum alone.
        ledgers.setDown(2, false);
        assertThatThrownBy(() -> append(old, "from the past")).satisfies(isError(ErrorCode.STALE_EPOCH));
        append(present, "b");
        assertThat(contents(third)).containsExactly("a", "b");
        ledgers.setDown(0, true);
        assertThat(contents(third)).containsExactly("a", "b");
        append(third.open(new Epoch(3)), "c");
        assertThat(contents(second)).containsExactly("a", "b", "c");
    }
}
