package dev.cairn.log.bookkeeper;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.LogEntry;
import dev.cairn.log.LogReader;
import dev.cairn.log.ledger.LedgerLog;
import dev.cairn.log.ledger.LedgerLogLimits;
import dev.cairn.log.ledger.LedgerReader;
import dev.cairn.log.ledger.LedgerWriter;
import dev.cairn.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What ledgers promise to a log, on three bookies that are all there. Leader and standby have a client each. */
@Timeout(60)
class BookKeeperLedgersTest {

    private static BookieCluster cluster;
    private static BookKeeperLedgers leader;
    private static BookKeeperLedgers standby;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        cluster = BookieCluster.start(folder, 3);
        leader = cluster.connect(LedgerReplication.CLUSTER);
        standby = cluster.connect(LedgerReplication.CLUSTER);
    }

    @AfterAll
    static void stop() {
        standby.close();
        leader.close();
        cluster.close();
    }

    @Test
    void entriesAreReadAsTheyWereAppended() {
        LedgerWriter writer = leader.create();
        assertThat(append(writer, "a")).isZero();
        assertThat(append(writer, "b")).isEqualTo(1);
        try (LedgerReader reader = standby.open(writer.ledger())) {
            assertThat(read(reader, 0, 1)).containsExactly("a", "b");
            assertThat(read(reader, 1, 1)).containsExactly("b");
        }
        writer.close();
    }

    @Test
    void completionsComeInTheOrderOfTheCalls() {
        LedgerWriter writer = leader.create();
        var completed = new ConcurrentLinkedQueue<Long>();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(writer.append(bytes("entry " + i)).thenAccept(completed::add));
        }
        all.forEach(CompletableFuture::join);
        assertThat(completed)
                .containsExactlyElementsOf(LongStream.range(0, 200).boxed().toList());
        writer.close();
    }

    @Test
    void fencingStopsTheOldWriterForGood() {
        LedgerWriter old = leader.create();
        append(old, "a");
        append(old, "b");
        try (LedgerReader fenced = standby.fence(old.ledger())) {
            assertThat(fenced.lastDurable()).isEqualTo(1);
            assertThatThrownBy(() -> append(old, "from the past")).satisfies(isError(ErrorCode.STALE_EPOCH));
            assertThatThrownBy(() -> append(old, "still")).satisfies(isError(ErrorCode.STALE_EPOCH));
            assertThat(fenced.lastDurable()).isEqualTo(1);
            assertThat(read(fenced, 0, 1)).containsExactly("a", "b");
        }
        old.close();
        try (LedgerReader again = standby.fence(old.ledger())) {
            assertThat(again.lastDurable()).isEqualTo(1);
        }
    }

    @Test
    void aWriterThatIsGivenUpLetsWhatIsUnderWayGoOn() {
        LedgerWriter writer = leader.create();
        List<CompletableFuture<Long>> underWay = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            underWay.add(writer.append(new byte[10_000]));
        }
        writer.close();
        writer.close();
        assertThat(underWay).extracting(CompletableFuture::join).endsWith(49L);
        assertThatThrownBy(() -> append(writer, "later")).satisfies(isError(ErrorCode.UNAVAILABLE));
        try (LedgerReader reader = standby.fence(writer.ledger())) {
            assertThat(reader.lastDurable()).isEqualTo(49);
        }
    }

    @Test
    void aReaderFindsOutThatItsLedgerWasFenced() {
        LedgerWriter writer = leader.create();
        append(writer, "a");
        try (LedgerReader reader = standby.open(writer.ledger())) {
            append(writer, "b");
            leader.fence(writer.ledger()).close();
            Await.until("the end is known", Duration.ofSeconds(1), () -> reader.lastDurable() == 1);
            assertThat(read(reader, 0, 1)).containsExactly("a", "b");
        }
        writer.close();
    }

    @Test
    void whatIsKnownToBeDurableIsReadBeforeTheReaderHearsOfIt() {
        LedgerWriter writer = leader.create();
        append(writer, "a");
        try (LedgerReader reader = standby.open(writer.ledger())) {
            append(writer, "b");
            assertThat(read(reader, 0, 1)).containsExactly("a", "b");
        }
        writer.close();
    }

    @Test
    void aMissingLedgerIsToldAndMayBeDeleted() {
        LedgerWriter writer = leader.create();
        append(writer, "a");
        writer.close();
        long gone = writer.ledger();
        leader.delete(gone);
        leader.delete(gone);
        assertThatThrownBy(() -> leader.open(gone)).satisfies(isError(ErrorCode.ENOENT));
        assertThatThrownBy(() -> leader.fence(gone)).satisfies(isError(ErrorCode.ENOENT));
    }

    @Test
    void aClosedClientSaysSo() {
        BookKeeperLedgers client = cluster.connect(LedgerReplication.CLUSTER);
        LedgerWriter writer = client.create();
        append(writer, "a");
        client.close();
        client.close();
        assertThatThrownBy(() -> append(writer, "b")).satisfies(isError(ErrorCode.UNAVAILABLE));
        assertThatThrownBy(client::create).satisfies(isError(ErrorCode.UNAVAILABLE));
        assertThatThrownBy(() -> client.open(writer.ledger())).satisfies(isError(ErrorCode.UNAVAILABLE));
    }

    @Test
    void aStandbySeesTheLastEntryThoughNoOtherFollows() throws Exception {
        LedgerLog writing = log(leader, "/test/logs/standby", "a");
        LedgerLog reading = log(standby, "/test/logs/standby", "b");
        var appender = writing.open(new Epoch(1));
        try (LogReader reader = reading.read(Position.START)) {
            for (int i = 0; i < 5; i++) {
                Position written = appender.append(bytes("entry " + i)).join();
                Await.until("the standby sees " + written, Duration.ofSeconds(1), () -> {
                    LogEntry entry = next(reader);
                    return entry != null && entry.position().equals(written);
                });
            }
        }
        reading.close();
        writing.close();
    }

    private static @Nullable LogEntry next(LogReader reader) {
        try {
            return reader.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static LedgerLog log(BookKeeperLedgers ledgers, String path, String replica) {
        return new LedgerLog(
                ledgers,
                new ZooKeeperLogRegister(cluster.curator(), path),
                replica,
                Runnable::run,
                TimeSource.system(),
                LedgerLogLimits.LEDGER_BYTES);
    }

    static Consumer<Throwable> isError(ErrorCode code) {
        return failure -> assertThat(failure instanceof CompletionException ? failure.getCause() : failure)
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    static long append(LedgerWriter writer, String content) {
        return writer.append(bytes(content)).join();
    }

    static byte[] bytes(String content) {
        return content.getBytes(UTF_8);
    }

    static List<String> read(LedgerReader reader, long first, long last) {
        return reader.read(first, last).stream()
                .map(entry -> new String(entry, UTF_8))
                .toList();
    }
}
