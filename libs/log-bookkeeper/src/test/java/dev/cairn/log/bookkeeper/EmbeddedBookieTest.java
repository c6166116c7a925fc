package dev.cairn.log.bookkeeper;

import static dev.cairn.log.bookkeeper.BookKeeperLedgersTest.append;
import static dev.cairn.log.bookkeeper.BookKeeperLedgersTest.isError;
import static dev.cairn.log.bookkeeper.BookKeeperLedgersTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.coordination.EmbeddedZooKeeper;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.log.ledger.LedgerReader;
import dev.cairn.log.ledger.LedgerWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a bookie keeps when it is started again, and when it does not start. */
@Timeout(60)
class EmbeddedBookieTest {

    @TempDir
    private Path folder;

    private EmbeddedZooKeeper zooKeeper;
    private int port;

    @BeforeEach
    void startZooKeeper() throws Exception {
        zooKeeper = EmbeddedZooKeeper.start(folder.resolve("zookeeper"), 0);
        port = BookieCluster.freePorts(1).getFirst();
    }

    @AfterEach
    void stopZooKeeper() {
        zooKeeper.close();
    }

    @Test
    void ledgersOutliveAStop() {
        long ledger;
        EmbeddedBookie first = start("bookie");
        try (BookKeeperLedgers ledgers = connect()) {
            LedgerWriter writer = ledgers.create();
            append(writer, "a");
            ledger = writer.ledger();
        }
        first.close();
        first.close();
        assertThat(first.isRunning()).isFalse();
        try (EmbeddedBookie again = start("bookie");
                BookKeeperLedgers ledgers = connect();
                LedgerReader reader = ledgers.fence(ledger)) {
            assertThat(again.isRunning()).isTrue();
            assertThat(reader.lastDurable()).isZero();
            assertThat(read(reader, 0, 0)).containsExactly("a");
        }
    }

    @Test
    void anotherFolderIsRefused() {
        start("bookie").close();
        assertThatThrownBy(() -> start("another")).isInstanceOf(UncheckedIOException.class);
        start("bookie").close();
    }

    @Test
    void aTakenPortIsRefused() {
        try (EmbeddedBookie first = start("bookie")) {
            assertThatThrownBy(() -> start("another")).isInstanceOf(UncheckedIOException.class);
            assertThat(first.isRunning()).isTrue();
        }
    }

    @Test
    void thereIsNoClusterBeforeTheFirstBookie() {
        assertThatThrownBy(this::connect).satisfies(isError(ErrorCode.UNAVAILABLE));
    }

    @Test
    void aWrongAddressIsToldAtOnce() {
        assertThatThrownBy(() -> BookKeeperLedgers.connect("nowhere", LedgerReplication.SINGLE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private EmbeddedBookie start(String data) {
        return EmbeddedBookie.start(folder.resolve(data), port, zooKeeper.connectString());
    }

    private BookKeeperLedgers connect() {
        return BookKeeperLedgers.connect(zooKeeper.connectString(), LedgerReplication.SINGLE);
    }
}
