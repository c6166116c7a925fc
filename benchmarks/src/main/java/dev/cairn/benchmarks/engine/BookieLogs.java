package dev.cairn.benchmarks.engine;

import dev.cairn.coordination.EmbeddedZooKeeper;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.TransactionLog;
import dev.cairn.log.bookkeeper.BookKeeperLogs;
import dev.cairn.log.bookkeeper.EmbeddedBookie;
import dev.cairn.log.bookkeeper.LedgerReplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;

/** Logs on one bookie, which runs in this process as the ZooKeeper does: they share processors and disk with who measures. */
record BookieLogs(EmbeddedZooKeeper zooKeeper, EmbeddedBookie bookie, BookKeeperLogs logs) implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    static BookieLogs start(Path folder) throws IOException {
        EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start(folder.resolve("zookeeper"), 0);
        try {
            EmbeddedBookie bookie =
                    EmbeddedBookie.start(folder.resolve("bookie"), freePort(), zooKeeper.connectString());
            try {
                BookKeeperLogs logs = BookKeeperLogs.connect(
                        zooKeeper.connectString(), LedgerReplication.SINGLE, TimeSource.system(), PATIENCE);
                return new BookieLogs(zooKeeper, bookie, logs);
            } catch (RuntimeException e) {
                bookie.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            zooKeeper.close();
            throw e;
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    TransactionLog open(String name) {
        return logs.open(name, "one");
    }

    @Override
    public void close() {
        logs.close();
        bookie.close();
        zooKeeper.close();
    }
}
