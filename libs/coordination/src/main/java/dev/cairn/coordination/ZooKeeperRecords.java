package dev.cairn.coordination;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;

/** Small persistent records, each a node. Safe for use by any thread; everything blocks for a bounded time. */
final class ZooKeeperRecords {

    private final ZooKeeperSession session;
    private final CuratorFramework client;

    ZooKeeperRecords(ZooKeeperSession session) {
        this.session = session;
        this.client = session.client();
    }

    static byte[] requireSmall(byte[] value) {
        if (value.length > CoordinationLimits.RECORD_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.E2BIG,
                    "a record has at most " + CoordinationLimits.RECORD_BYTES_MAX + " bytes, not " + value.length);
        }
        return value;
    }

    byte[] once(String path, Supplier<byte[]> value) {
        String node = session.settings().recordPath(path);
        return session.call("store " + node, () -> {
            try {
                return client.getData().forPath(node);
            } catch (KeeperException.NoNodeException missing) {
                return createOrRead(node, requireSmall(value.get()));
            }
        });
    }

    private byte[] createOrRead(String node, byte[] wanted) throws Exception {
        try {
            client.create().creatingParentsIfNeeded().forPath(node, wanted);
            return wanted.clone();
        } catch (KeeperException.NodeExistsException createdByAnother) {
            return client.getData().forPath(node);
        }
    }

    void store(String path, byte[] value) {
        String node = session.settings().recordPath(path);
        requireSmall(value);
        session.call(
                "store " + node,
                () -> client.create().orSetData().creatingParentsIfNeeded().forPath(node, value));
    }

    void remove(String path) {
        String node = session.settings().recordPath(path);
        session.call("remove " + node, () -> {
            client.delete().quietly().forPath(node);
            return node;
        });
    }

    SortedMap<String, byte[]> stored(String folder) {
        String node = session.settings().recordPath(folder);
        return session.call("list " + node, () -> {
            // Without it this process might read what its server has not heard of yet.
            client.sync().forPath(node);
            SortedMap<String, byte[]> found = new TreeMap<>();
            for (String name : childrenOf(node)) {
                read(node + "/" + name).ifPresent(value -> found.put(name, value));
            }
            return found;
        });
    }

    private Optional<byte[]> read(String node) throws Exception {
        try {
            return Optional.of(client.getData().forPath(node));
        } catch (KeeperException.NoNodeException removedMeanwhile) {
            return Optional.empty();
        }
    }

    private List<String> childrenOf(String node) throws Exception {
        try {
            return client.getChildren().forPath(node);
        } catch (KeeperException.NoNodeException nothingYet) {
            return List.of();
        }
    }
}
