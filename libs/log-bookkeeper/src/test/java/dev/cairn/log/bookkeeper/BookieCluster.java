package dev.cairn.log.bookkeeper;

import dev.cairn.coordination.EmbeddedZooKeeper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;

/** ZooKeeper and bookies in this process, and what a log needs to use them. */
final class BookieCluster implements AutoCloseable {

    private static final int SESSION_TIMEOUT_MILLIS = 6000;
    private static final int CONNECTION_TIMEOUT_MILLIS = 2000;

    private final EmbeddedZooKeeper zooKeeper;
    private final List<EmbeddedBookie> bookies;
    private final CuratorFramework curator;

    private BookieCluster(EmbeddedZooKeeper zooKeeper, List<EmbeddedBookie> bookies, CuratorFramework curator) {
        this.zooKeeper = zooKeeper;
        this.bookies = bookies;
        this.curator = curator;
    }

    /** Bookies start at the same time, as they do in a new cluster. */
    static BookieCluster start(Path folder, int count) throws IOException {
        EmbeddedZooKeeper zooKeeper = EmbeddedZooKeeper.start(folder.resolve("zookeeper"), 0);
        List<EmbeddedBookie> bookies = new ArrayList<>();
        List<Integer> ports = freePorts(count);
        try (ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, count))) {
            List<CompletableFuture<EmbeddedBookie>> starting = IntStream.range(0, count)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> EmbeddedBookie.start(
                                    folder.resolve("bookie-" + i), ports.get(i), zooKeeper.connectString()),
                            threads))
                    .toList();
            starting.forEach(one -> bookies.add(one.join()));
        }
        return new BookieCluster(zooKeeper, bookies, curator(zooKeeper.connectString()));
    }

    static CuratorFramework curator(String connect) {
        return curator(connect, CONNECTION_TIMEOUT_MILLIS);
    }

    static CuratorFramework curator(String connect, int connectionTimeoutMillis) {
        CuratorFramework curator = CuratorFrameworkFactory.newClient(
                connect, SESSION_TIMEOUT_MILLIS, connectionTimeoutMillis, new RetryNTimes(2, 50));
        curator.start();
        return curator;
    }

    /** Held all at once, so that they differ. */
    static List<Integer> freePorts(int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            return sockets.stream().map(ServerSocket::getLocalPort).toList();
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    String connectString() {
        return zooKeeper.connectString();
    }

    BookKeeperLedgers connect(LedgerReplication replication) {
        return BookKeeperLedgers.connect(connectString(), replication);
    }

    CuratorFramework curator() {
        return curator;
    }

    EmbeddedBookie bookie(int index) {
        return bookies.get(index);
    }

    @Override
    public void close() {
        curator.close();
        bookies.forEach(EmbeddedBookie::close);
        zooKeeper.close();
    }
}
