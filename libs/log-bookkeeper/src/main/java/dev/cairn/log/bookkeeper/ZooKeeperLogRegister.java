package dev.cairn.log.bookkeeper;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.log.ledger.LogRecord;
import dev.cairn.log.ledger.LogRegister;
import java.util.Arrays;
import java.util.Optional;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooDefs;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.data.Stat;

/**
 * The record of one log in one node of ZooKeeper; its version is that of the node. Safe for use by any thread.
 *
 * <p>A change is sent once, past the client's retries: a second try would meet the version that the first one has made, and
 * look like a lost race. If the connection breaks before the answer, the node tells what came of it, or the outcome is
 * reported as unknown.
 */
public final class ZooKeeperLogRegister implements LogRegister {

    private static final String REASON = "log-register";

    /** No node yet. ZooKeeper's own meaning of it, any version, is never sent. */
    private static final int NONE = -1;

    private final CuratorFramework client;
    private final String path;

    /**
     * @param client started, without a namespace; stays the caller's, whose retry policy bounds how long calls wait
     * @param path absolute; the node and those above it are made when a record is first stored
     */
    public ZooKeeperLogRegister(CuratorFramework client, String path) {
        if (!client.getNamespace().isEmpty()) {
            throw new IllegalArgumentException("the client has the namespace " + client.getNamespace());
        }
        this.client = client;
        this.path = path;
    }

    @Override
    public Stored read() {
        return call("read " + path, () -> {
            // Without it this process might read what its server has not heard of yet.
            client.sync().forPath(path);
            var stat = new Stat();
            try {
                byte[] bytes = client.getData().storingStatIn(stat).forPath(path);
                return new Stored(LogRecord.decode(bytes), stat.getVersion());
            } catch (KeeperException.NoNodeException notYet) {
                return new Stored(LogRecord.EMPTY, NONE);
            }
        });
    }

    @Override
    public Optional<Stored> replace(long version, LogRecord record) {
        byte[] bytes = record.encode();
        if (bytes.length > BookKeeperLimits.RECORD_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.E2BIG,
                    REASON,
                    "a record has at most " + BookKeeperLimits.RECORD_BYTES_MAX + " bytes, not " + bytes.length);
        }
        int expected = Math.toIntExact(version);
        return call("store " + path, () -> {
            if (expected == NONE) {
                client.checkExists().creatingParentsIfNeeded().forPath(path);
            }
            try {
                send(expected, bytes);
                return Optional.of(new Stored(record, expected + 1));
            } catch (KeeperException.BadVersionException
                    | KeeperException.NodeExistsException
                    | KeeperException.NoNodeException changed) {
                return Optional.empty();
            } catch (KeeperException unanswered) {
                return outcome(expected, record, bytes, unanswered);
            }
        });
    }

    private void send(int expected, byte[] bytes) throws Exception {
        ZooKeeper session = client.getZookeeperClient().getZooKeeper();
        if (expected == NONE) {
            session.create(path, bytes, ZooDefs.Ids.OPEN_ACL_UNSAFE, CreateMode.PERSISTENT);
        } else {
            session.setData(path, bytes, expected);
        }
    }

    /**
     * What came of a change without an answer. The next version is either it or what forestalled it. The version before may
     * still be followed by it, and a later one may have followed it: neither tells.
     */
    private Optional<Stored> outcome(int expected, LogRecord record, byte[] bytes, KeeperException unanswered) {
        Stored present = read();
        if (present.version() != expected + 1) {
            throw unavailable("store " + path, unanswered);
        }
        return Arrays.equals(present.record().encode(), bytes)
                ? Optional.of(new Stored(record, present.version()))
                : Optional.empty();
    }

    private static <T> T call(String what, Operation<T> operation) {
        try {
            return operation.run();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unavailable(what, interrupted);
        } catch (KeeperException | IllegalStateException failure) { // The second one is that of a closed client.
            throw unavailable(what, failure);
        } catch (RuntimeException known) {
            throw known;
        } catch (Exception failure) { // What Curator declares.
            throw unavailable(what, failure);
        }
    }

    private static CairnException unavailable(String what, Exception cause) {
        return new CairnException(
                ErrorCode.UNAVAILABLE, REASON, "ZooKeeper did not do it: " + what + ": " + cause, cause);
    }

    /** A call of Curator, which declares every exception there is. */
    private interface Operation<T> {
        T run() throws Exception;
    }
}
