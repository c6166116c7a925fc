package dev.cairn.coordination;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.zookeeper.server.DatadirCleanupManager;
import org.apache.zookeeper.server.NIOServerCnxnFactory;
import org.apache.zookeeper.server.ServerCnxnFactory;
import org.apache.zookeeper.server.ZooKeeperServer;
import org.apache.zookeeper.server.persistence.FileTxnLog;
import org.apache.zookeeper.server.persistence.FileTxnSnapLog;
import org.apache.zookeeper.util.ServiceUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One ZooKeeper server inside this process, on loopback only, for the standalone form and for tests. It stores what it
 * acknowledges, so epochs survive a kill. It has neither an admin server nor a say over the process: ZooKeeper's habits
 * of replacing the default handler of uncaught exceptions and of calling {@code System.exit} are undone.
 *
 * <p>Safe for use by any thread.
 */
public final class EmbeddedZooKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedZooKeeper.class);

    /** Sessions expire at multiples of it; the least session timeout is twice as long. */
    private static final int TICK_MILLIS = 500;

    private static final int SESSION_TIMEOUT_MILLIS_MAX = (int) CoordinationLimits.SESSION_TIMEOUT_MAX.toMillis();

    /** Every process of a cluster on one machine has one connection. */
    private static final int CONNECTIONS_MAX = 1000;

    /** A new log file, and with it a snapshot, after this much: a start replays no more than that. */
    private static final long LOG_FILE_BYTES_MAX = 8L << 20;

    /** ZooKeeper reserves 64 MiB a file otherwise. */
    private static final long LOG_PREALLOCATION_BYTES = 1L << 20;

    private static final int SNAPSHOTS_KEPT = 3;
    private static final int PURGE_PERIOD_HOURS = 1;

    private final ServerCnxnFactory connections;
    private final ZooKeeperServer server;
    private final FileTxnSnapLog storage;
    private final DatadirCleanupManager purge;

    private EmbeddedZooKeeper(
            ServerCnxnFactory connections,
            ZooKeeperServer server,
            FileTxnSnapLog storage,
            DatadirCleanupManager purge) {
        this.connections = connections;
        this.server = server;
        this.storage = storage;
        this.purge = purge;
    }

    /**
     * Starts the server; when this returns it takes connections.
     *
     * @param folder for its data, created if missing
     * @param port 0 for any free one
     */
    public static EmbeddedZooKeeper start(Path folder, int port) {
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        try {
            Files.createDirectories(folder);
            ServiceUtils.setSystemExitProcedure(
                    code -> LOG.error("ZooKeeper has failed and would end the process with code {}", code));
            FileTxnLog.setPreallocSize(LOG_PREALLOCATION_BYTES);
            FileTxnLog.setTxnLogSizeLimit(LOG_FILE_BYTES_MAX);
            return start(folder, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException failure) {
            throw new UncheckedIOException("ZooKeeper does not start in " + folder + " on port " + port, failure);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(handler);
        }
    }

    private static EmbeddedZooKeeper start(Path folder, InetSocketAddress address) throws IOException {
        FileTxnSnapLog storage = new FileTxnSnapLog(folder.toFile(), folder.toFile());
        ZooKeeperServer server =
                new ZooKeeperServer(storage, TICK_MILLIS, 2 * TICK_MILLIS, SESSION_TIMEOUT_MILLIS_MAX, -1, null, "");
        DatadirCleanupManager purge =
                new DatadirCleanupManager(folder.toFile(), folder.toFile(), SNAPSHOTS_KEPT, PURGE_PERIOD_HOURS);
        NIOServerCnxnFactory connections = new NIOServerCnxnFactory();
        EmbeddedZooKeeper embedded = new EmbeddedZooKeeper(connections, server, storage, purge);
        try {
            connections.configure(address, CONNECTIONS_MAX);
            connections.startup(server);
            purge.start();
            return embedded;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            embedded.close();
            throw new IOException("interrupted", interrupted);
        } catch (IOException failure) {
            embedded.close();
            throw failure;
        }
    }

    public int port() {
        return connections.getLocalPort();
    }

    /** What {@link ZooKeeperSettings} wants. */
    public String connectString() {
        return InetAddress.getLoopbackAddress().getHostAddress() + ":" + port();
    }

    /** False once it was closed or has failed, as when its disk is full. */
    public boolean isRunning() {
        return server.isRunning();
    }

    @Override
    public void close() {
        purge.shutdown();
        connections.shutdown();
        server.shutdown();
        try {
            storage.close();
        } catch (IOException failure) {
            LOG.warn("ZooKeeper's files were not closed cleanly", failure);
        }
    }
}
