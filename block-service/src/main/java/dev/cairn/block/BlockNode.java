package dev.cairn.block;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.metadata.Segments;
import dev.cairn.block.allocation.Allocator;
import dev.cairn.block.allocation.ReclaimMonitor;
import dev.cairn.block.allocation.ReclaimSettings;
import dev.cairn.block.allocation.Reclaimer;
import dev.cairn.block.allocation.WriterId;
import dev.cairn.btree.TreeSettings;
import dev.cairn.btree.TreeView;
import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.Member;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.TimeSource;
import dev.cairn.kernel.disk.FolderDisk;
import dev.cairn.log.FileLog;
import dev.cairn.log.TransactionLog;
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
import java.util.List;
import java.util.Optional;

/**
 * A block-service instance on this machine, with the allocator.
 *
 * <pre>
 * folder/allocator/tree/                          who writes which segment, durable before use; its log is in
 * folder/allocator/log/                           here unless bookies keep it
 * volume/                                         one file a segment; folder/volume/ unless told otherwise
 * </pre>
 *
 * <p>Steps: {@link #open}, {@link #join}, and once this node leads the allocator {@link #start}. Closing seals the open
 * segments. A crash loses no acknowledged byte; what was open is sealed by the next start. Safe for use by any thread.
 */
public final class BlockNode implements AutoCloseable {

    /** The group that elects the allocator. */
    public static final String GROUP = "allocator";

    /** The allocator's tree holds an item a segment: a hundred thousand of them are a petabyte's. */
    private static final long ALLOCATOR_CACHE_BYTES = 16L << 20;

    private final VolumeStore volume;
    private final TransactionLog log;
    private final Replica replica;
    private final Allocator allocator;
    private final TimeSource clock;

    private BlockNode(
            Path folder,
            Path volumeFolder,
            VolumeSettings settings,
            TransactionLog log,
            StateSource source,
            TimeSource clock)
            throws IOException {
        this.clock = clock;
        this.volume = VolumeStore.open(volumeFolder, settings);
        this.log = log;
        var tree = new TreeSettings(TreeSettings.DEFAULT.pageBytes(), ALLOCATOR_CACHE_BYTES);
        this.replica = new Replica(
                new ReplicaSettings(GROUP, tree, ReplicaSettings.CHECKPOINT_LOG_BYTES),
                FolderDisk.open(folder.resolve("allocator").resolve("tree")),
                log,
                source,
                ReplicaListener.none(),
                new LoggingMonitor(GROUP),
                clock);
        this.allocator = new Allocator(replica);
    }

    /** Opens the files. @throws IOException if they cannot be read; CairnException EBUSY if they are in use */
    public static BlockNode open(Path folder, VolumeSettings settings, TimeSource clock) throws IOException {
        return open(
                folder,
                folder.resolve("volume"),
                settings,
                FileLog.open(folder.resolve("allocator").resolve("log")),
                StateSource.NONE,
                clock);
    }

    /**
     * The same with the segments and the log elsewhere, where several instances reach them.
     *
     * @param log closed with the node, also if it cannot be opened
     * @param source where the allocator's state is when this replica has lost it
     */
    public static BlockNode open(
            Path folder, Path volume, VolumeSettings settings, TransactionLog log, StateSource source, TimeSource clock)
            throws IOException {
        try {
            return new BlockNode(folder, volume, settings, log, source, clock);
        } catch (IOException | RuntimeException e) {
            log.close();
            throw e;
        }
    }

    /** The allocator's state for another replica, if there is one to give. */
    public Optional<StateStream> state() {
        return replica.state();
    }

    /**
     * Returns if this node leads the allocator at this moment.
     *
     * @throws CairnException NOT_LEADER otherwise
     */
    public void requireLeading() {
        replica.read(TreeView::getClass);
    }

    /** Stands for election as the allocator; {@code me} is registered and its ports listen. */
    public ReplicaGroup join(Coordination coordination, Member me) {
        return ReplicaGroup.join(coordination, GROUP, me, replica, clock);
    }

    /** The epoch in which this node leads the allocator, NONE if it does not. */
    public Epoch leading() {
        return status().leading();
    }

    /** How this node does as the allocator. */
    public ReplicaStatus status() {
        return replica.status();
    }

    /** An instance at work, and the deletion of segments that nothing refers to. */
    public record Running(LocalBlockService blocks, Reclaimer reclaimer) implements AutoCloseable {

        public BlockService service() {
            return blocks;
        }

        @Override
        public void close() {
            reclaimer.close();
            blocks.close();
        }
    }

    /**
     * Starts to take and serve bytes; needs a leading allocator.
     *
     * @param instance the name of this instance, the same after a restart
     * @param incarnation never the same
     */
    public Running start(
            String instance, String incarnation, Segments metadata, BlockMonitor monitor, ReclaimMonitor reclaims) {
        LocalBlockService blocks = LocalBlockService.start(
                BlockSettings.defaults(new WriterId(instance, incarnation)), volume, allocator, clock, monitor);
        Reclaimer reclaimer =
                Reclaimer.start(allocator, metadata, List.of(blocks), ReclaimSettings.defaults(), clock, reclaims);
        return new Running(blocks, reclaimer);
    }

    @Override
    public void close() {
        replica.close();
        log.close();
    }
}
