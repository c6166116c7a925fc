package dev.cairn.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link TransactionLog} promises. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
public abstract class TransactionLogContract {

    private TransactionLog log = new MemoryLog();

    /** An empty log. */
    protected abstract TransactionLog create() throws Exception;

    @BeforeEach
    final void createLog() throws Exception {
        log = create();
    }

    @AfterEach
    final void closeLog() {
        log.close();
    }

    @Test
    void anEmptyLogEndsAtTheStart() throws Exception {
        assertThat(log.end()).isEqualTo(Position.START);
        log.open(new Epoch(1));
        assertThat(log.end()).isEqualTo(Position.START);
        assertThat(contentsAfter(Position.START)).isEmpty();
    }

    @Test
    void entriesAreReadAsTheyWereAppended() throws Exception {
        Appender appender = log.open(new Epoch(1));
        append(appender, "a");
        append(appender, "b");
        Position third = append(appender, "c");
        assertThat(third).isEqualTo(new Position(new Epoch(1), 3));
        assertThat(log.end()).isEqualTo(third);
        assertThat(contentsAfter(Position.START)).containsExactly("a", "b", "c");
        assertThat(contentsAfter(new Position(new Epoch(1), 1))).containsExactly("b", "c");
        assertThat(contentsAfter(third)).isEmpty();
    }

    @Test
    void indexesGoOnAcrossEpochs() throws Exception {
        Position first = append(log.open(new Epoch(3)), "a");
        Position second = append(log.open(new Epoch(7)), "b");
        assertThat(second).isEqualTo(new Position(new Epoch(7), 2));
        assertThat(second.isAfter(first)).isTrue();
        assertThat(contentsAfter(first)).containsExactly("b");
    }

    @Test
    void pipelinedAppendsCompleteInOrder() throws Exception {
        Appender appender = log.open(new Epoch(1));
        var completed = new ConcurrentLinkedQueue<Long>();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            all.add(appender.append(bytes("entry " + i)).thenAccept(position -> completed.add(position.index())));
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        assertThat(List.copyOf(completed)).hasSize(500).isSorted();
        assertThat(contentsAfter(Position.START)).hasSize(500).startsWith("entry 0", "entry 1");
    }

    @Test
    void theEndIsKnownWhenAnAppendCompletes() throws Exception {
        Appender appender = log.open(new Epoch(1));
        for (int i = 0; i < 50; i++) {
            boolean isKnown = appender.append(bytes("x"))
                    .thenApply(position -> !position.isAfter(log.end()))
                    .join();
            assertThat(isKnown).isTrue();
        }
    }

    @Test
    void appendsOfManyThreadsAreAllThere() throws Exception {
        Appender appender = log.open(new Epoch(1));
        Map<Long, String> expected = new ConcurrentHashMap<>();
        try (var threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                String name = "thread " + t + " entry ";
                running.add(threads.submit(() -> {
                    for (int i = 0; i < 100; i++) {
                        expected.put(append(appender, name + i).index(), name + i);
                    }
                }));
            }
            for (Future<?> one : running) {
                one.get();
            }
        }
        try (LogReader reader = log.read(Position.START)) {
            for (long index = 1; index <= 800; index++) {
                assertThat(text(reader.next())).isEqualTo(expected.get(index));
            }
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void aLaterEpochFencesTheEarlierOne() throws Exception {
        Appender old = log.open(new Epoch(1));
        append(old, "a");
        Appender present = log.open(new Epoch(2));
        assertThatThrownBy(() -> append(old, "from the past")).satisfies(isError(ErrorCode.STALE_EPOCH));
        append(present, "b");
        assertThatThrownBy(() -> append(old, "still")).satisfies(isError(ErrorCode.STALE_EPOCH));
        assertThat(contentsAfter(Position.START)).containsExactly("a", "b");
    }

    @Test
    void fencingUnderLoadLetsNothingThrough() throws Exception {
        Appender old = log.open(new Epoch(1));
        var acknowledged = new ConcurrentLinkedQueue<String>();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; ; i++) {
                String entry = "old " + i;
                try {
                    old.append(bytes(entry))
                            .thenAccept(position -> acknowledged.add(entry))
                            .join();
                } catch (CompletionException fenced) {
                    return;
                }
            }
        });
        while (acknowledged.size() < 20) {
            Thread.onSpinWait();
        }
        Appender present = log.open(new Epoch(2));
        Position end = log.end();
        writer.join();
        Position mine = append(present, "new");
        assertThat(mine.index()).isEqualTo(end.index() + 1);
        List<String> all = contentsAfter(Position.START);
        assertThat(all).last().isEqualTo("new");
        assertThat(all)
                .startsWith(acknowledged.toArray(String[]::new))
                .hasSizeLessThanOrEqualTo(acknowledged.size() + 2);
    }

    @Test
    void anEpochThatIsNotGreaterIsRefused() throws Exception {
        Appender appender = log.open(new Epoch(5));
        assertThatThrownBy(() -> log.open(new Epoch(5))).satisfies(isError(ErrorCode.STALE_EPOCH));
        assertThatThrownBy(() -> log.open(new Epoch(4))).satisfies(isError(ErrorCode.STALE_EPOCH));
        append(appender, "the one of epoch 5 goes on");
    }

    @Test
    void aReaderFindsWhatIsAppendedLater() throws Exception {
        Appender appender = log.open(new Epoch(1));
        try (LogReader reader = log.read(Position.START)) {
            assertThat(reader.next()).isNull();
            append(appender, "a");
            assertThat(text(reader.next())).isEqualTo("a");
            assertThat(reader.next()).isNull();
            append(log.open(new Epoch(2)), "b");
            assertThat(text(reader.next())).isEqualTo("b");
        }
    }

    @Test
    void aPlaceThatIsNotInTheLogIsRefused() throws Exception {
        append(log.open(new Epoch(2)), "a");
        for (Position unknown :
                List.of(new Position(new Epoch(2), 2), new Position(new Epoch(1), 1), new Position(new Epoch(3), 1))) {
            assertThatThrownBy(() -> log.read(unknown)).satisfies(isError(ErrorCode.CORRUPT));
        }
    }

    @Test
    void whatWasNotTrimmedStays() throws Exception {
        Appender appender = log.open(new Epoch(1));
        List<Position> positions = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            positions.add(append(appender, "entry " + i));
        }
        log.trim(positions.get(149));
        assertThat(contentsAfter(positions.get(149))).hasSize(50).startsWith("entry 150");
        log.trim(positions.getLast());
        assertThat(contentsAfter(positions.getLast())).isEmpty();
        assertThat(log.end()).isEqualTo(positions.getLast());
        append(log.open(new Epoch(2)), "next");
        assertThat(contentsAfter(positions.getLast())).containsExactly("next");
    }

    @Test
    void aClosedAppenderRefuses() throws Exception {
        Appender appender = log.open(new Epoch(1));
        append(appender, "a");
        appender.close();
        appender.close();
        assertThatThrownBy(() -> append(appender, "b")).satisfies(isError(ErrorCode.UNAVAILABLE));
        append(log.open(new Epoch(2)), "c");
        assertThat(contentsAfter(Position.START)).containsExactly("a", "c");
    }

    @Test
    void entriesHaveALimit() throws Exception {
        Appender appender = log.open(new Epoch(1));
        byte[] largest = new byte[LogLimits.ENTRY_BYTES_MAX];
        appender.append(largest).join();
        assertThatThrownBy(() -> appender.append(new byte[LogLimits.ENTRY_BYTES_MAX + 1]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> appender.append(new byte[0])).isInstanceOf(IllegalArgumentException.class);
        append(appender, "goes on");
    }

    private static Consumer<Throwable> isError(ErrorCode code) {
        return failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            assertThat(cause)
                    .isInstanceOfSatisfying(
                            CairnException.class, e -> assertThat(e.code()).isEqualTo(code));
        };
    }

    private static Position append(Appender appender, String content) {
        return appender.append(bytes(content)).join();
    }

    private static byte[] bytes(String content) {
        return content.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(@Nullable LogEntry entry) {
        assertThat(entry).isNotNull();
        return new String(entry.content(), StandardCharsets.UTF_8);
    }

    private List<String> contentsAfter(Position after) throws Exception {
        List<String> contents = new ArrayList<>();
        try (LogReader reader = log.read(after)) {
            LogEntry entry;
            while ((entry = reader.next()) != null) {
                contents.add(text(entry));
            }
        }
        return contents;
    }
}
