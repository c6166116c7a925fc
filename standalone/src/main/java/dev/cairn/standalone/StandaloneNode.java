package dev.cairn.standalone;

import dev.cairn.api.RequestIds;
import dev.cairn.api.block.BlockService;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.block.BlockMonitor;
import dev.cairn.block.BlockNode;
import dev.cairn.block.VolumeSettings;
import dev.cairn.block.allocation.ReclaimMonitor;
import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.EmbeddedZooKeeper;
import dev.cairn.coordination.LeaderElector;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.ServiceName;
import dev.cairn.coordination.ZooKeeperCoordination;
import dev.cairn.coordination.ZooKeeperSettings;
import dev.cairn.gateway.auth.AccessKey;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.ShardId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.lock.LockPartition;
import dev.cairn.lock.client.LockClient;
import dev.cairn.metadata.MetadataNode;
import dev.cairn.metadata.MetadataSettings;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * The three services behind the gateway in this JVM, on an embedded ZooKeeper; the gateway calls them directly.
 *
 * <p>Everything is opened in the order in which it is needed and closed the other way round.
 */
final class StandaloneNode implements AutoCloseable {

    private static final String HOST = "127.0.0.1";
    private static final String INSTANCE = "standalone";
    private static final Duration ZOOKEEPER_PATIENCE = Duration.ofSeconds(20);
    private static final Duration ELECTION_PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_NANOS = 5_000_000;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final TimeSource clock;
    private final Coordination coordination;
    private final MetadataNode metadata;
    private final BlockService blocks;
    private final ClusterLocks locks;
    private final Sessions sessions;

    private StandaloneNode(
            DataFolder data,
            int httpPort,
            MetadataSettings metadataSettings,
            VolumeSettings volume,
            BlockMonitor monitor,
            TimeSource clock)
            throws IOException {
        this.clock = clock;
        EmbeddedZooKeeper zooKeeper = keep(EmbeddedZooKeeper.start(data.zooKeeper(), 0));
        coordination = keep(ZooKeeperCoordination.connect(
                ZooKeeperSettings.standalone(zooKeeper.connectString()), clock, ZOOKEEPER_PATIENCE));
        metadata = keep(MetadataNode.open(data.metadata(), ShardId.FIRST, metadataSettings, clock));
        BlockNode blockNode = keep(BlockNode.open(data.blocks(), volume, clock));

        keep(metadata.join(coordination, member(ServiceName.METADATA, httpPort)));
        keep(blockNode.join(coordination, member(ServiceName.BLOCK, httpPort)));
        LockPartition partition = keep(LockPartition.start(coordination, "locks/0", clock));
        keep(LeaderElector.start(coordination, "locks/0", member(ServiceName.LOCK, httpPort), partition, clock));

        LockClient lockClient = keep(LockClient.start(partition, UUID.randomUUID(), INSTANCE, clock));
        locks = new ClusterLocks(lockClient);
        awaitLeading("the metadata", metadata::leading);
        awaitLeading("the allocator", blockNode::leading);
        BlockNode.Running running = keep(blockNode.start(
                INSTANCE, UUID.randomUUID().toString(), metadata.service().segments(), monitor, ReclaimMonitor.NONE));
        blocks = running.service();
        sessions = keep(Sessions.begin(coordination, HOST, clock));
        keep(metadata.startReaper(locks, () -> Sessions.of(coordination)));
    }

    /**
     * Opens and starts everything; when it returns, everything serves.
     *
     * @param httpPort where this process will listen: another one that finds it refused knows that this one has ended
     */
    static StandaloneNode start(
            DataFolder data,
            int httpPort,
            MetadataSettings metadata,
            VolumeSettings volume,
            BlockMonitor monitor,
            TimeSource clock)
            throws IOException {
        return new StandaloneNode(data, httpPort, metadata, volume, monitor, clock);
    }

    private Member member(ServiceName service, int httpPort) {
        Member member = Member.incarnation(service, HOST, Map.of("http", httpPort));
        keep(coordination.register(member));
        return member;
    }

    private <T extends AutoCloseable> T keep(T opened) {
        open.push(opened);
        return opened;
    }

    private void awaitLeading(String what, Supplier<Epoch> leading) {
        long end = clock.nanoTime() + ELECTION_PATIENCE.toNanos();
        while (leading.get().equals(Epoch.NONE)) {
            if (clock.nanoTime() - end > 0) {
                throw new CairnException(ErrorCode.UNAVAILABLE, "start", what + " found no leader; see the log");
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    RequestIds requestIds() {
        return sessions.requestIds();
    }

    MetadataService metadata() {
        return metadata.service();
    }

    MetadataNode metadataNode() {
        return metadata;
    }

    BlockService blocks() {
        return blocks;
    }

    ClusterLocks locks() {
        return locks;
    }

    AccessKey firstKey() {
        return FirstKey.of(coordination);
    }

    @Override
    public void close() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }
}
