package dev.cairn.log.bookkeeper;

import dev.cairn.kernel.TimeSource;
import dev.cairn.log.TransactionLog;
import dev.cairn.log.TransactionLogContract;
import dev.cairn.log.ledger.LedgerLog;
import dev.cairn.log.ledger.LedgerLogLimits;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The contract of a log, on a bookie and on ZooKeeper. */
@Timeout(60)
class BookKeeperLogContractTest {

    /** So small that a ledger has a few dozen entries. */
    private static final long SMALL_LEDGER_BYTES = 2000;

    private static final AtomicInteger LOGS = new AtomicInteger();

    private static BookieCluster cluster;
    private static BookKeeperLedgers ledgers;
    private static ExecutorService background;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        cluster = BookieCluster.start(folder, 1);
        ledgers = cluster.connect(LedgerReplication.SINGLE);
        background = Executors.newSingleThreadExecutor();
    }

    @AfterAll
    static void stop() {
        background.shutdownNow();
        ledgers.close();
        cluster.close();
    }

    private static TransactionLog log(long ledgerBytes) {
        return new LedgerLog(
                ledgers,
                new ZooKeeperLogRegister(cluster.curator(), "/test/logs/" + LOGS.incrementAndGet()),
                "a",
                background,
                TimeSource.system(),
                ledgerBytes);
    }

    @Nested
    class InOneLedger extends TransactionLogContract {
        @Override
        protected TransactionLog create() {
            return log(LedgerLogLimits.LEDGER_BYTES);
        }
    }

    @Nested
    class InManyLedgers extends TransactionLogContract {
        @Override
        protected TransactionLog create() {
            return log(SMALL_LEDGER_BYTES);
        }
    }
}
