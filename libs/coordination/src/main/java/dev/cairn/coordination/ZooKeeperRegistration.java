package dev.cairn.coordination;

import dev.cairn.kernel.CairnException;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.data.Stat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member as an ephemeral node. {@link #restore} puts it back in a new session. */
final class ZooKeeperRegistration implements Registration {

    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperRegistration.class);

    private final ZooKeeperSession session;
    private final CuratorFramework client;
    private final Member member;
    private final String path;
    private final Consumer<ZooKeeperRegistration> onClose;
    private final Object lock = new Object();

    /** Guarded by {@link #lock}. */
    private boolean isClosed;

    ZooKeeperRegistration(ZooKeeperSession session, Member member, Consumer<ZooKeeperRegistration> onClose) {
        this.session = session;
        this.client = session.client();
        this.member = member;
        this.path = session.settings().memberPath(member);
        this.onClose = onClose;
    }

    @Override
    public Member member() {
        return member;
    }

    /** Makes sure that the node exists and belongs to the present session. */
    void restore() {
        if (isClosed()) {
            return;
        }
        byte[] content = MemberCodec.encode(member);
        session.call("register " + member, () -> {
            try {
                client.create()
                        .creatingParentsIfNeeded()
                        .withMode(CreateMode.EPHEMERAL)
                        .forPath(path, content);
            } catch (KeeperException.NodeExistsException exists) {
                replaceIfOfOldSession(content);
            }
            return path;
        });
        if (isClosed()) {
            remove();
        }
    }

    /** The node of a session that has ended but has not timed out would vanish later, without anybody putting it back. */
    private void replaceIfOfOldSession(byte[] content) throws Exception {
        Stat stat = client.checkExists().forPath(path);
        if (stat != null && stat.getEphemeralOwner() == session.id()) {
            return;
        }
        if (stat != null) {
            client.delete().quietly().forPath(path);
        }
        client.create().withMode(CreateMode.EPHEMERAL).forPath(path, content);
    }

    @Override
    public void close() {
        synchronized (lock) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        onClose.accept(this);
        remove();
    }

    private boolean isClosed() {
        synchronized (lock) {
            return isClosed;
        }
    }

    private void remove() {
        try {
            session.call(
                    "unregister " + member,
                    () -> client.delete().quietly().guaranteed().forPath(path));
        } catch (CairnException unreachable) {
            LOG.info("Could not remove {}, its session will time out: {}", member, unreachable.getMessage());
        }
    }
}
