package dev.cairn.log.bookkeeper;

import dev.cairn.kernel.TimeSource;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import org.apache.bookkeeper.client.BookKeeperAdmin;
import org.apache.bookkeeper.conf.ServerConfiguration;
import org.apache.bookkeeper.zookeeper.ZooKeeperClient;
import org.apache.zookeeper.KeeperException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets up what the bookies of a cluster share, once. Bookies that start at the same time are told apart by ZooKeeper, which
 * lets one of them make the nodes; the others wait until it is done. BookKeeper itself makes what is still missing when it
 * is not, so that a crash in between is harmless.
 */
final class ClusterMetadata {

    private static final Logger LOG = LoggerFactory.getLogger(ClusterMetadata.class);
    private static final long PAUSE_NANOS = 50_000_000;

    private ClusterMetadata() {}

    /** @throws IOException if ZooKeeper does not answer */
    static void setUp(ServerConfiguration configuration, String zookeeper) throws IOException, InterruptedException {
        try (ZooKeeperClient client = ZooKeeperClient.newBuilder()
                .connectString(zookeeper)
                .sessionTimeoutMs((int) BookKeeperLimits.SESSION_TIMEOUT.toMillis())
                .build()) {
            if (client.exists(MetadataService.LAYOUT, false) == null && !make(configuration)) {
                awaitLayout(client);
            }
        } catch (KeeperException failure) {
            throw new IOException("no answer from ZooKeeper at " + zookeeper, failure);
        }
    }

    /** False if another one has made it, or is about to. */
    private static boolean make(ServerConfiguration configuration) throws InterruptedException {
        try {
            return BookKeeperAdmin.initNewCluster(configuration);
        } catch (InterruptedException interrupted) {
            throw interrupted;
        } catch (Exception failure) { // BookKeeper declares no narrower one; what is really wrong shows at the start.
            LOG.atInfo().addKeyValue("failure", failure).log("the cluster of bookies is set up by another one");
            return false;
        }
    }

    private static void awaitLayout(ZooKeeperClient client) throws KeeperException, InterruptedException {
        long end = TimeSource.system().nanoTime() + BookKeeperLimits.SET_UP_WAIT.toNanos();
        while (client.exists(MetadataService.LAYOUT, false) == null
                && TimeSource.system().nanoTime() - end < 0) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
