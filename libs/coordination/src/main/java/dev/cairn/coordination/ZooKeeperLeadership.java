package dev.cairn.coordination;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.transaction.CuratorTransactionResult;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.data.Stat;
import org.jspecify.annotations.Nullable;

/**
 * A group as one persistent node that is never deleted, so its data version orders all that was ever stored in it. The
 * newest version seen is kept, whichever way it came: by watch, by an own change, by a fresh read.
 */
final class ZooKeeperLeadership implements Leadership {

    /** Each round is lost to another process that changed the node meanwhile; that many at once do not exist. */
    private static final int RESIGN_ROUNDS_MAX = 8;

    private final ZooKeeperSession session;
    private final CuratorFramework client;
    private final String path;
    private final Listeners listeners;
    private final SingleFlight refresh;
    private final Watcher watcher = this::changed;
    private final Object lock = new Object();

    /** Written under {@link #lock}. */
    private volatile Known known = new Known(GroupRecord.FIRST, -1);

    /** Written under {@link #lock}. */
    private volatile @Nullable Claim claim;

    ZooKeeperLeadership(ZooKeeperSession session, String group, Executor events) {
        this.session = session;
        this.client = session.client();
        this.path = session.settings().groupPath(group);
        this.listeners = new Listeners(events);
        this.refresh = new SingleFlight("coordination-refresh-" + group, this::readNow);
    }

    /** Reads the node for the first time and creates it if need be. */
    void open() {
        try {
            session.callExpecting("create " + path, () -> {
                if (client.checkExists().forPath(path) == null) {
                    client.create().creatingParentsIfNeeded().forPath(path, GroupRecord.FIRST.encode());
                }
                return path;
            });
        } catch (KeeperException.NodeExistsException createdByAnother) {
            // As good as created here.
        } catch (KeeperException failure) {
            throw refused("create " + path, failure);
        }
        readNow();
    }

    @Override
    public Optional<LeaderRecord> current() {
        return known.record().leading();
    }

    @Override
    public Epoch epoch() {
        return known.record().epoch();
    }

    @Override
    public Duration predecessorLease() {
        return known.record().lease();
    }

    @Override
    public LeaderRecord claim(Member me, Epoch last) {
        Known base = known;
        if (!base.record().epoch().equals(last)) {
            base = readNow();
        }
        if (!base.record().epoch().equals(last)) {
            throw overtaken(base);
        }
        Duration lease = session.settings().lease();
        GroupRecord wanted = base.record().claimedBy(me, lease);
        long sessionId = session.id();
        long sentAtNanos = session.clock().nanoTime();
        Known stored = store(me, base, wanted);
        if (session.id() != sessionId) {
            throw new CairnException(ErrorCode.UNAVAILABLE, "coordination", "the session ended during a claim");
        }
        Claim made = new Claim(new LeaderRecord(wanted.epoch(), me), sessionId, stored.version(), lease, sentAtNanos);
        synchronized (lock) {
            accept(stored);
            if (!known.record().names(made.record())) {
                throw overtaken(known);
            }
            claim = made;
        }
        return made.record();
    }

    /** Claims only while the member is visible: to everybody else an invisible leader is a dead one. */
    private Known store(Member me, Known base, GroupRecord wanted) {
        try {
            List<CuratorTransactionResult> results = session.callExpecting(
                    "claim " + path,
                    () -> client.transaction()
                            .forOperations(
                                    client.transactionOp()
                                            .check()
                                            .forPath(session.settings().memberPath(me)),
                                    client.transactionOp()
                                            .setData()
                                            .withVersion(base.version())
                                            .forPath(path, wanted.encode())));
            return new Known(wanted, results.getLast().getResultStat().getVersion());
        } catch (KeeperException.BadVersionException changed) {
            // Perhaps by this very claim, of which only the first answer was lost.
            Known now = readNow();
            if (now.record().equals(wanted)) {
                return now;
            }
            throw overtaken(now);
        } catch (KeeperException.NoNodeException invisible) {
            throw new CairnException(
                    ErrorCode.UNAVAILABLE, "coordination", me + " is not registered at this moment", invisible);
        } catch (KeeperException failure) {
            throw refused("claim " + path, failure);
        }
    }

    @Override
    public void overthrow(LeaderRecord other) {
        Known base = known;
        if (!base.record().names(other)) {
            throw overtaken(base);
        }
        if (!replace(base, base.record().overthrown(), "overthrow " + path)) {
            throw overtaken(known);
        }
    }

    @Override
    public void resign(LeaderRecord mine) {
        synchronized (lock) {
            Claim held = claim;
            if (held != null && held.record().equals(mine)) {
                claim = null;
            }
        }
        for (int round = 0; round < RESIGN_ROUNDS_MAX; round++) {
            Known base = known;
            if (!base.record().names(mine) || replace(base, base.record().resigned(), "resign " + path)) {
                return;
            }
        }
    }

    /** Answers false, with the newest state known, if the node has changed since {@code base}. */
    private boolean replace(Known base, GroupRecord wanted, String what) {
        try {
            Stat stat = session.callExpecting(
                    what, () -> client.setData().withVersion(base.version()).forPath(path, wanted.encode()));
            accept(new Known(wanted, stat.getVersion()));
            return true;
        } catch (KeeperException.BadVersionException changed) {
            readNow();
            return false;
        } catch (KeeperException failure) {
            throw refused(what, failure);
        }
    }

    @Override
    public boolean isConfirmed(LeaderRecord mine) {
        Claim held = claim;
        return held != null
                && session.isConnected()
                && held.isConfirmed(mine, session.clock().nanoTime());
    }

    @Override
    public Subscription watch(Consumer<Optional<LeaderRecord>> listener) {
        Runnable tell = () -> listener.accept(current());
        Subscription subscription = listeners.add(tell);
        listeners.fire(tell);
        return subscription;
    }

    String path() {
        return path;
    }

    /** The claim to be confirmed. One that was made in another session is void, and dropped. */
    Optional<Claim> claimOf(long sessionId) {
        Claim held = claim;
        if (held != null && held.session() != sessionId) {
            dropClaim();
            return Optional.empty();
        }
        return Optional.ofNullable(held);
    }

    /** Until the next confirmation nothing counts. */
    void lapse() {
        Claim held = claim;
        if (held != null) {
            held.lapse(session.clock().nanoTime());
        }
    }

    void dropClaim() {
        synchronized (lock) {
            claim = null;
        }
    }

    void dropClaimOf(Member member) {
        synchronized (lock) {
            Claim held = claim;
            if (held != null && held.record().leader().equals(member)) {
                claim = null;
            }
        }
    }

    void refresh() {
        refresh.request();
    }

    void refreshIfFailed() {
        refresh.requestIfFailed();
    }

    private void changed(WatchedEvent event) {
        if (event.getType() != Watcher.Event.EventType.None) {
            refresh.request();
        }
    }

    private Known readNow() {
        Stat stat = new Stat();
        byte[] stored = session.call(
                "read " + path,
                () -> client.getData().storingStatIn(stat).usingWatcher(watcher).forPath(path));
        accept(new Known(GroupRecord.decode(stored), stat.getVersion()));
        return known;
    }

    private void accept(Known seen) {
        synchronized (lock) {
            if (seen.version() <= known.version()) {
                return;
            }
            known = seen;
            Claim held = claim;
            if (held != null && !seen.record().names(held.record())) {
                claim = null;
            }
        }
        listeners.fire();
    }

    private CairnException overtaken(Known now) {
        return new CairnException(
                ErrorCode.STALE_EPOCH,
                "claim",
                "somebody was faster in " + path + ": epoch " + now.record().epoch());
    }

    private static CairnException refused(String what, KeeperException cause) {
        return new CairnException(ErrorCode.UNAVAILABLE, "coordination", "ZooKeeper refused to " + what, cause);
    }

    /** What was stored at a version of the node. */
    private record Known(GroupRecord record, int version) {}
}
