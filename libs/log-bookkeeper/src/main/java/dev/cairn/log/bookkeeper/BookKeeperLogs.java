package dev.cairn.log.bookkeeper;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.TransactionLog;
import dev.cairn.log.ledger.LedgerLog;
import dev.cairn.log.ledger.LedgerLogLimits;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryUntilElapsed;
import org.apache.zookeeper.client.ZKClientConfig;

/**
 * The logs of a cluster, as one process reaches them: entries on bookies, what each log consists of below
 * {@code /cairn/logs} in ZooKeeper. Safe for use by any thread; the logs are closed before this is.
 */
public final class BookKeeperLogs implements AutoCloseable {

    private static final String ROOT = "/cairn/logs/";
    private static final int PAUSE_MILLIS = 50;

    private final CuratorFramework zookeeper;
    private final BookKeeperLedgers ledgers;
    private final ExecutorService background;
    private final TimeSource clock;

    private BookKeeperLogs(CuratorFramework zookeeper, BookKeeperLedgers ledgers, TimeSource clock) {
        this.zookeeper = zookeeper;
        this.ledgers = ledgers;
        this.clock = clock;
        this.background = Executors.newCachedThreadPool(
                Thread.ofPlatform().name("log-roll-", 0).daemon().factory());
    }

    /**
     * Connects; waits for the first bookie of a new cluster.
     *
     * @param servers of ZooKeeper, comma-separated {@code host:port}
     * @throws CairnException UNAVAILABLE if there is no cluster of bookies within that time
     */
    public static BookKeeperLogs connect(
            String servers, LedgerReplication replication, TimeSource clock, Duration patience) {
        BookKeeperLedgers ledgers = connectLedgers(servers, replication, clock, patience);
        CuratorFramework zookeeper = client(servers);
        zookeeper.start();
        return new BookKeeperLogs(zookeeper, ledgers, clock);
    }

    private static BookKeeperLedgers connectLedgers(
            String servers, LedgerReplication replication, TimeSource clock, Duration patience) {
        long end = clock.nanoTime() + patience.toNanos();
        while (true) {
            try {
                return BookKeeperLedgers.connect(servers, replication);
            } catch (CairnException notYet) {
                if (notYet.code() != ErrorCode.UNAVAILABLE || clock.nanoTime() - end >= 0) {
                    throw notYet;
                }
                pause(notYet);
            }
        }
    }

    private static void pause(CairnException notYet) {
        try {
            TimeUnit.MILLISECONDS.sleep(BookKeeperLimits.CONNECT_PAUSE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw notYet;
        }
    }

    private static CuratorFramework client(String servers) {
        var config = new ZKClientConfig();
        // Saves the look-up of a login context, and its log lines, at each connection.
        config.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
        int timeoutMillis = (int) BookKeeperLimits.SESSION_TIMEOUT.toMillis();
        return CuratorFrameworkFactory.builder()
                .connectString(servers)
                .sessionTimeoutMs(timeoutMillis)
                .connectionTimeoutMs(timeoutMillis)
                .retryPolicy(new RetryUntilElapsed(timeoutMillis, PAUSE_MILLIS))
                .ensembleTracker(false)
                .zkClientConfig(config)
                .build();
    }

    /**
     * A log as one replica uses it.
     *
     * @param name of the log, such as {@code metadata/0}
     * @param replica the same after a restart, another one for each other replica
     */
    public TransactionLog open(String name, String replica) {
        return new LedgerLog(
                ledgers,
                new ZooKeeperLogRegister(zookeeper, ROOT + name),
                replica,
                background,
                clock,
                LedgerLogLimits.LEDGER_BYTES);
    }

    @Override
    public void close() {
        background.shutdownNow();
        ledgers.close();
        zookeeper.close();
    }
}
