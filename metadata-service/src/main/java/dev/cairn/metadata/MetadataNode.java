package dev.cairn.metadata;

import dev.cairn.api.metadata.MetadataService;
import dev.cairn.btree.TreeSettings;
import dev.cairn.btree.TreeView;
import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.Member;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ShardId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.kernel.disk.FolderDisk;
import dev.cairn.log.FileLog;
import dev.cairn.log.TransactionLog;
import dev.cairn.metadata.archive.ContentLocks;
import dev.cairn.metadata.archive.Reaper;
import dev.cairn.metadata.shard.SeqClock;
import dev.cairn.metadata.shard.Shard;
import dev.cairn.replica.LoggingMonitor;
import dev.cairn.replica.Replica;
import dev.cairn.replica.ReplicaGroup;
import dev.cairn.replica.ReplicaListener;
import dev.cairn.replica.ReplicaSettings;
import dev.cairn.replica.ReplicaStatus;
import dev.cairn.replica.StateSource;
import dev.cairn.replica.StateStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A shard on this machine.
 *
 * <pre>
 * folder/tree/   B-tree checkpoints     folder/log/    transaction log, unless bookies keep it
 * </pre>
 *
 * <p>It stands for election as soon as it is started, and serves while it leads. Closing hands the leadership over and makes
 * a last checkpoint. A crash loses nothing that was acknowledged. Safe for use by any thread.
 */
public final class MetadataNode implements AutoCloseable {

    private final TransactionLog log;
    private final Replica replica;
    private final Shard shard;
    private final MetadataShard service;
    private final String group;
    private final TimeSource clock;
    private final SeqClock seqs;
    private final MetadataSettings settings;
    private final FolderSpace space;

    private MetadataNode(
            Path folder,
            ShardId id,
            TransactionLog log,
            StateSource source,
            MetadataSettings settings,
            TimeSource clock)
            throws IOException {
        this.settings = settings;
        this.group = "metadata/" + id;
        this.clock = clock;
        this.seqs = new SeqClock();
        this.log = log;
        var replicaSettings =
                new ReplicaSettings("metadata-" + id, TreeSettings.DEFAULT, ReplicaSettings.CHECKPOINT_LOG_BYTES);
        this.replica = new Replica(
                replicaSettings,
                FolderDisk.open(folder.resolve("tree")),
                log,
                source,
                listener(),
                new LoggingMonitor("metadata-" + id),
                clock);
        this.space = FolderSpace.of(folder, settings.reservedBytes());
        this.shard = new Shard(id, replica, seqs, clock, space);
        this.service = new MetadataShard(shard);
    }

    /** Opens the files of a shard. @throws IOException if they cannot be read; CairnException EBUSY if they are in use */
    public static MetadataNode open(Path folder, ShardId id, TimeSource clock) throws IOException {
        return open(folder, id, MetadataSettings.DEFAULT, clock);
    }

    /** The same with settings. */
    public static MetadataNode open(Path folder, ShardId id, MetadataSettings settings, TimeSource clock)
            throws IOException {
        return open(folder, id, FileLog.open(folder.resolve("log")), StateSource.NONE, settings, clock);
    }

    /**
     * Opens the files of a shard whose log is shared with other replicas.
     *
     * @param log closed with the node, also if it cannot be opened
     * @param source where the state is when this replica has lost it
     */
    public static MetadataNode open(
            Path folder,
            ShardId id,
            TransactionLog log,
            StateSource source,
            MetadataSettings settings,
            TimeSource clock)
            throws IOException {
        try {
            return new MetadataNode(folder, id, log, source, settings, clock);
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /** Stands for election from now on; {@code me} is registered and its ports listen. */
    public ReplicaGroup join(Coordination coordination, Member me) {
        return ReplicaGroup.join(coordination, group, me, replica, clock);
    }

    /**
     * Frees in the background what nobody refers to any more, while this shard leads.
     *
     * @param sessions those that may ask again, by their members
     */
    public ReaperThread startReaper(ContentLocks locks, Supplier<Set<UUID>> sessions) {
        return ReaperThread.start(
                group,
                new Reaper(shard, locks, settings.deletionRetention()),
                new SessionSweep(replica, sessions, clock),
                space::sample,
                () -> !leading().equals(Epoch.NONE));
    }

    private ReplicaListener listener() {
        return new ReplicaListener() {
            @Override
            public void leading(Epoch epoch, TreeView state) {
                seqs.startBehind(state);
            }

            @Override
            public void failed(Epoch epoch, Throwable why) {
                // The group sees it by the status and stands down.
            }
        };
    }

    public MetadataService service() {
        return service;
    }

    /** The epoch this node leads, NONE if none. */
    public Epoch leading() {
        return status().leading();
    }

    /** The state for another replica, if there is one to give. */
    public Optional<StateStream> state() {
        return replica.state();
    }

    public ReplicaStatus status() {
        return replica.status();
    }

    @Override
    public void close() {
        replica.close();
        log.close();
    }
}
