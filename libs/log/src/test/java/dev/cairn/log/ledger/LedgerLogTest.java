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
import dev.cairn.log.ledger.LogRecord.Ledger;
import dev.cairn.testkit.ManualTimeSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Several processes on one log: claims, what others see, what is kept for whom, and what is left of a lost race. */
class LedgerLogTest {

    private static final int LEDGER_BYTES = 200;
    private static final int ENTRY_BYTES = 100;

    private final SimulatedLedgers ledgers = new SimulatedLedgers();
    private final SimulatedRegister register = new SimulatedRegister();
    private final ManualTimeSource clock = new ManualTimeSource();

    /** Messages that have not arrived yet; they do when a test says so. */
    private final Deque<Runnable> network = new ArrayDeque<>();

    private final LedgerLog first = log("first", () -> false);
    private final LedgerLog second = log("second", () -> false);

    private LedgerLog log(String replica, BooleanSupplier isAnswerLost) {
        return new LedgerLog(
                ledgers.seenBy(() -> true, network::add, network::add),
                register.seenBy(() -> true, isAnswerLost),
                replica,
                network::add,
                clock,
                LEDGER_BYTES);
    }

    private void deliver() {
        while (!network.isEmpty()) {
            network.remove().run();
        }
    }

    private Position append(Appender appender, String content) {
        CompletableFuture<Position> appended = appender.append(bytes(content));
        deliver();
        return appended.join();
    }

    private static byte[] bytes(String content) {
        byte[] entry = new byte[ENTRY_BYTES];
        byte[] text = content.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(text, 0, entry, 0, text.length);
        return entry;
    }

    private static List<String> contents(LedgerLog log, Position after) {
        List<String> contents = new ArrayList<>();
        try (LogReader reader = log.read(after)) {
            for (LogEntry entry = reader.next(); entry != null; entry = reader.next()) {
                contents.add(new String(entry.content(), StandardCharsets.UTF_8).trim());
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return contents;
    }

    private static Consumer<Throwable> isError(ErrorCode code) {
        return failure -> assertThat(failure instanceof CompletionException ? failure.getCause() : failure)
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void anotherProcessReadsWhatIsDurableAndFollowsFromLedgerToLedger() throws Exception {
        Appender appender = first.open(new Epoch(1));
        LogReader reader = second.read(Position.START);
        for (int i = 0; i < 20; i++) {
            append(appender, "entry " + i);
            LogEntry seen = reader.next();
            assertThat(seen).isNotNull();
            assertThat(new String(seen.content(), StandardCharsets.UTF_8)).startsWith("entry " + i);
        }
        assertThat(reader.next()).isNull();
        assertThat(register.record().ledgers()).hasSizeGreaterThan(5);
        reader.close();
    }

    @Test
    void whatIsNotYetDurableIsNotRead() {
        Appender appender = first.open(new Epoch(1));
        append(appender, "durable");
        var pending = appender.append(bytes("on its way"));
        assertThat(contents(second, Position.START)).containsExactly("durable");
        deliver();
        assertThat(pending).isCompleted();
        assertThat(contents(second, Position.START)).containsExactly("durable", "on its way");
    }

    @Test
    void aClaimEndsTheAppenderBeforeIt() {
        Appender old = first.open(new Epoch(1));
        Position last = append(old, "a");
        Appender next = second.open(new Epoch(2));
        assertThatThrownBy(() -> append(old, "from the past")).satisfies(isError(ErrorCode.STALE_EPOCH));
        assertThat(append(next, "b")).isEqualTo(new Position(new Epoch(2), last.index() + 1));
        assertThatThrownBy(() -> first.open(new Epoch(2))).satisfies(isError(ErrorCode.STALE_EPOCH));
        assertThat(contents(first, Position.START)).containsExactly("a", "b");
    }

    @Test
    void whatWasOnItsWayWhenTheLogWasClaimedIsEitherThereForAllOrForNone() {
        for (int arrived = 0; arrived <= 6; arrived++) {
            var test = new LedgerLogTest();
            Appender old = test.first.open(new Epoch(1));
            test.append(old, "a");
            CompletableFuture<Position> underWay = old.append(bytes("b"));
            for (int i = 0; i < arrived; i++) {
                test.network.remove().run();
            }
            boolean isAcknowledged = underWay.isDone();
            Position end = claimAndEnd(test);
            test.deliver();
            List<String> all = contents(test.second, Position.START);
            assertThat(all).as("%d messages", arrived).isIn(List.of("a"), List.of("a", "b"));
            assertThat(end.index()).isEqualTo(all.size());
            assertThat(all.size() == 2 || !isAcknowledged).isTrue();
        }
    }

    private static Position claimAndEnd(LedgerLogTest test) {
        test.second.open(new Epoch(2));
        return test.second.end();
    }

    @Test
    @DisplayName("B1.3 Leadership changes under the one who fences")
    void ofTwoThatClaimAtTheSameTimeOneWinsAndLeavesNoLedgerBehind() {
        append(first.open(new Epoch(1)), "a");
        int before = ledgers.count();
        // The second claims between the first's look at the record and its claim.
        boolean[] isFirst = {true};
        var slow = new LedgerLog(
                ledgers.seenBy(() -> true, network::add, network::add),
                racing(() -> {
                    if (isFirst[0]) {
                        isFirst[0] = false;
                        second.open(new Epoch(3));
                    }
                }),
                "slow",
                network::add,
                clock,
                LEDGER_BYTES);
        assertThatThrownBy(() -> slow.open(new Epoch(2))).satisfies(isError(ErrorCode.STALE_EPOCH));
        assertThat(register.record().epoch()).isEqualTo(new Epoch(3));
        assertThat(ledgers.count()).isEqualTo(before + 1);
    }

    @Test
    void aLostRaceAgainstAnEarlierEpochIsTriedAgain() {
        append(first.open(new Epoch(1)), "a");
        boolean[] isFirst = {true};
        var slow = new LedgerLog(
                ledgers.seenBy(() -> true, network::add, network::add),
                racing(() -> {
                    if (isFirst[0]) {
                        isFirst[0] = false;
                        append(second.open(new Epoch(2)), "b");
                    }
                }),
                "slow",
                network::add,
                clock,
                LEDGER_BYTES);
        assertThat(append(slow.open(new Epoch(3)), "c")).isEqualTo(new Position(new Epoch(3), 3));
        assertThat(contents(slow, Position.START)).containsExactly("a", "b", "c");
    }

    private LogRegister racing(Runnable beforeReplace) {
        LogRegister below = register.seenBy(() -> true);
        return new LogRegister() {
            @Override
            public Stored read() {
                return below.read();
            }

            @Override
            public Optional<Stored> replace(long version, LogRecord record) {
                beforeReplace.run();
                return below.replace(version, record);
            }
        };
    }

    @Test
    @DisplayName("C1.7 Whether a claim was stored is not known")
    void aClaimWhoseAnswerIsLostDeletesNoLedgerThatIsListed() {
        boolean[] isLost = {true, false};
        int[] calls = {0};
        LedgerLog unlucky = log("unlucky", () -> calls[0] < isLost.length && isLost[calls[0]++]);
        assertThatThrownBy(() -> unlucky.open(new Epoch(1))).satisfies(isError(ErrorCode.UNAVAILABLE));
        Ledger claimed = register.record().ledgers().getLast();
        assertThat(ledgers.has(claimed.id())).isTrue();
        assertThatThrownBy(() -> first.open(new Epoch(1))).satisfies(isError(ErrorCode.STALE_EPOCH));
        append(first.open(new Epoch(2)), "a");
        assertThat(contents(second, Position.START)).containsExactly("a");
    }

    @Test
    void entriesAreKeptUntilNoReplicaNeedsThemAndALittleLonger() {
        first.trim(Position.START);
        second.trim(Position.START);
        Appender appender = first.open(new Epoch(1));
        List<Position> all = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            all.add(append(appender, "entry " + i));
        }
        int before = ledgers.count();
        first.trim(all.getLast());
        assertThat(contents(second, Position.START)).hasSize(20);
        second.trim(all.get(9));
        assertThatThrownBy(() -> first.read(Position.START))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.reason()).isEqualTo("trimmed"));
        assertThat(contents(second, all.get(9))).hasSize(10);
        assertThat(ledgers.count()).isEqualTo(before);
        clock.advance(LedgerLogLimits.DELETE_DELAY);
        second.trim(all.get(10));
        assertThat(ledgers.count()).isLessThan(before);
        assertThat(contents(second, all.get(10))).hasSize(9);
        second.trim(all.getLast());
        assertThat(contents(second, all.getLast())).isEmpty();
        assertThat(append(first.open(new Epoch(2)), "next").index()).isEqualTo(21);
    }

    @Test
    @DisplayName("B1.12 A replica that is lost for good can be removed")
    void forAReplicaThatIsGoneNoMoreThanTheLimitIsKeptAndNothingOnceItIsForgotten() {
        second.trim(Position.START);
        Appender appender = first.open(new Epoch(1));
        Position last = Position.START;
        for (int i = 0; i < 3 * LedgerLogLimits.LEDGERS_MAX; i++) {
            last = append(appender, "entry " + i);
        }
        first.trim(last);
        assertThat(register.record().ledgers()).hasSize(LedgerLogLimits.LEDGERS_MAX);
        first.forget("second");
        first.trim(last);
        assertThat(register.record().ledgers()).hasSize(LedgerLogLimits.FENCED);
    }

    @Test
    void oneBookieOfThreeMayBeGone() {
        for (int down = 0; down < SimulatedLedgers.BOOKIES; down++) {
            ledgers.setDown(down, true);
            Appender appender = (down % 2 == 0 ? first : second).open(new Epoch(down + 1));
            for (int i = 0; i < 5; i++) {
                append(appender, down + "-" + i);
            }
            ledgers.setDown(down, false);
        }
        assertThat(contents(second, Position.START))
                .hasSize(15)
                .startsWith("0-0")
                .endsWith("2-4");
    }

    @Test
    void withoutAQuorumAppendsFailAndNothingIsAnswered() {
        Appender appender = first.open(new Epoch(1));
        ledgers.setDown(0, true);
        ledgers.setDown(2, true);
        assertThatThrownBy(() -> append(appender, "a")).satisfies(isError(ErrorCode.EIO));
        assertThatThrownBy(() -> append(appender, "b")).satisfies(isError(ErrorCode.EIO));
        assertThatThrownBy(() -> second.open(new Epoch(2))).satisfies(isError(ErrorCode.UNAVAILABLE));
        ledgers.setDown(0, false);
        append(second.open(new Epoch(3)), "c");
        assertThat(contents(first, Position.START)).last().isEqualTo("c");
    }
}
