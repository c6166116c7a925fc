package dev.cairn.coordination;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Lifecycle;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.ZooKeeper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link Coordination} on ZooKeeper.
 *
 * <pre>
 * root/members/service/id     ephemeral, the member
 * root/groups/name            epoch, leader, lease; changed by compare-and-set
 * root/records/path           what {@link #once} and {@link #store} stored
 * </pre>
 *
 * <p>Threads: {@code coordination-upkeep} confirms leases and puts registrations back after a new session;
 * {@code coordination-events} calls the listeners; changes that a watch reports are read on virtual threads. Curator's
 * threads only pass things on.
 *
 * <p>Lost connection: nothing is confirmed until the next confirmation. Lost session: all claims are void for good, the
 * registrations come back by themselves, and the session listeners are told.
 */
public final class ZooKeeperCoordination implements Coordination {

    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperCoordination.class);

    private final ZooKeeperSession session;
    private final CuratorFramework client;
    private final Map<String, ZooKeeperLeadership> groups = new ConcurrentHashMap<>();
    private final Map<ServiceName, ZooKeeperMembers> services = new ConcurrentHashMap<>();
    private final Set<ZooKeeperRegistration> registrations = ConcurrentHashMap.newKeySet();
    private final ZooKeeperRecords records;
    private final LeaseKeeper leases;
    private final ExecutorService events = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("coordination-events").factory());
    private final ScheduledExecutorService upkeep = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("coordination-upkeep").factory());
    private final Listeners sessionEnds = new Listeners(events);
    private final Lifecycle lifecycle = new Lifecycle("coordination");

    private ZooKeeperCoordination(ZooKeeperSettings settings, TimeSource clock) {
        this.session = new ZooKeeperSession(settings, clock);
        this.client = session.client();
        this.records = new ZooKeeperRecords(session);
        this.leases = new LeaseKeeper(session, groups.values());
    }

    /** @throws CairnException {@link ErrorCode#UNAVAILABLE} if ZooKeeper does not answer within {@code patience} */
    public static ZooKeeperCoordination connect(ZooKeeperSettings settings, TimeSource clock, Duration patience) {
        ZooKeeperCoordination coordination = new ZooKeeperCoordination(settings, clock);
        try {
            coordination.start(patience);
            return coordination;
        } catch (RuntimeException failure) {
            coordination.close();
            throw failure;
        }
    }

    private void start(Duration patience) {
        lifecycle.become(Lifecycle.State.STARTING);
        client.getConnectionStateListenable().addListener((_, state) -> connectionChanged(state));
        session.connect(patience);
        long periodNanos = session.settings().lease().dividedBy(4).toNanos();
        ScheduledFuture<?> _ =
                upkeep.scheduleWithFixedDelay(this::tick, periodNanos, periodNanos, TimeUnit.NANOSECONDS);
        lifecycle.become(Lifecycle.State.RUNNING);
        LOG.info("Connected to ZooKeeper at {}", session.settings().connect());
    }

    @Override
    public Registration register(Member member) {
        lifecycle.requireRunning();
        ZooKeeperRegistration registration = new ZooKeeperRegistration(session, member, this::unregistered);
        registrations.add(registration);
        try {
            registration.restore();
            return registration;
        } catch (RuntimeException failure) {
            registration.close();
            throw failure;
        }
    }

    private void unregistered(ZooKeeperRegistration registration) {
        registrations.remove(registration);
        // Before the node goes: whoever sees it gone may lead at once.
        groups.values().forEach(group -> group.dropClaimOf(registration.member()));
    }

    @Override
    public List<Member> members(ServiceName service) {
        ZooKeeperMembers known = services.get(service);
        if (known == null) {
            lifecycle.requireRunning();
            ZooKeeperMembers fresh = new ZooKeeperMembers(session, service);
            fresh.open();
            ZooKeeperMembers other = services.putIfAbsent(service, fresh);
            known = other == null ? fresh : other;
        }
        return known.members();
    }

    @Override
    public boolean isGone(Member leader) {
        if (members(leader.service()).contains(leader)) {
            return false;
        }
        // The cache, and even a fresh read, may be older than the registration. A transaction is not.
        try {
            session.callExpecting(
                    "look for " + leader,
                    () -> client.transaction()
                            .forOperations(client.transactionOp()
                                    .check()
                                    .forPath(session.settings().memberPath(leader))));
            return false;
        } catch (KeeperException.NoNodeException gone) {
            return true;
        } catch (KeeperException failure) {
            throw new CairnException(ErrorCode.UNAVAILABLE, "coordination", "could not look for " + leader, failure);
        }
    }

    @Override
    public boolean isProvenDead(Member member) {
        List<Member> here = registrations.stream().map(Registration::member).toList();
        if (here.contains(member)) {
            return false;
        }
        return switch (PortProbe.probe(member)) {
            case REFUSED_HERE -> true;
            case LISTENS -> here.stream().anyMatch(member::hasAddressOf);
            case REFUSED_ELSEWHERE, UNKNOWN -> false;
        };
    }

    @Override
    public Leadership leadership(String group) {
        ZooKeeperLeadership known = groups.get(group);
        if (known != null) {
            return known;
        }
        lifecycle.requireRunning();
        ZooKeeperLeadership fresh = new ZooKeeperLeadership(session, group, events);
        fresh.open();
        ZooKeeperLeadership other = groups.putIfAbsent(group, fresh);
        return other == null ? fresh : other;
    }

    @Override
    public Subscription onSessionEnd(Runnable listener) {
        return sessionEnds.add(listener);
    }

    @Override
    public byte[] once(String path, Supplier<byte[]> value) {
        lifecycle.requireRunning();
        return records.once(path, value);
    }

    @Override
    public void store(String path, byte[] value) {
        lifecycle.requireRunning();
        records.store(path, value);
    }

    @Override
    public void remove(String path) {
        lifecycle.requireRunning();
        records.remove(path);
    }

    @Override
    public SortedMap<String, byte[]> stored(String folder) {
        lifecycle.requireRunning();
        return records.stored(folder);
    }

    /** The connection below, for tests that have to do it harm. */
    ZooKeeper zooKeeper() throws Exception {
        return client.getZookeeperClient().getZooKeeper();
    }

    private void connectionChanged(ConnectionState state) {
        LOG.info("Connection to ZooKeeper: {}", state);
        switch (state) {
            case CONNECTED, RECONNECTED -> {
                session.connected();
                onUpkeep(this::catchUp);
            }
            case SUSPENDED, READ_ONLY -> {
                session.disconnected();
                groups.values().forEach(ZooKeeperLeadership::lapse);
            }
            case LOST -> {
                session.disconnected();
                groups.values().forEach(ZooKeeperLeadership::dropClaim);
                sessionEnds.fire();
            }
        }
    }

    /** After a connection was made: whatever happened meanwhile was not told. */
    private void catchUp() {
        groups.values().forEach(ZooKeeperLeadership::refresh);
        services.values().forEach(ZooKeeperMembers::refresh);
        leases.confirm();
        for (ZooKeeperRegistration registration : registrations) {
            try {
                registration.restore();
            } catch (CairnException lostAgain) {
                LOG.info("{} comes back with the next connection: {}", registration.member(), lostAgain.getMessage());
            }
        }
    }

    private void tick() {
        try {
            leases.confirm();
            groups.values().forEach(ZooKeeperLeadership::refreshIfFailed);
            services.values().forEach(ZooKeeperMembers::refreshIfFailed);
        } catch (RuntimeException defect) {
            // A thrown exception would end the ticking, and with it every term of this process.
            LOG.error("Upkeep failed", defect);
        }
    }

    private void onUpkeep(Runnable work) {
        try {
            upkeep.execute(work);
        } catch (RejectedExecutionException closed) {
            LOG.debug("Closed, nothing to catch up");
        }
    }

    @Override
    public void close() {
        if (!lifecycle.beginClose()) {
            return;
        }
        groups.values().forEach(ZooKeeperLeadership::dropClaim);
        upkeep.shutdownNow();
        session.close();
        events.shutdown();
        lifecycle.become(Lifecycle.State.CLOSED);
    }
}
