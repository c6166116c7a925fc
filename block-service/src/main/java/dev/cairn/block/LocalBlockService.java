package dev.cairn.block;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.block.Body;
import dev.cairn.api.block.LocalRange;
import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.block.allocation.SegmentLeases;
import dev.cairn.block.allocation.SegmentStorage;
import dev.cairn.block.allocation.VolumeId;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Lifecycle;
import dev.cairn.kernel.TimeSource;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * One block-service instance over one volume.
 *
 * <p>A location is answered after a sync that began when all its bytes were written, so it outlives a crash. What was
 * written and not answered is garbage: dead bytes in a segment that is reclaimed as a whole. Appends and reads run on
 * their callers' threads, safe for any number of them; an interrupt ends only the call of its own thread. Syncs and
 * seals have threads of their own.
 *
 * <p>{@link #close} ends the appends and seals the open segments. After a crash the next incarnation seals them when it
 * starts.
 */
public final class LocalBlockService implements BlockService, SegmentStorage, AutoCloseable {

    private final BlockSettings settings;
    private final SegmentStore store;
    private final TimeSource clock;
    private final BlockMonitor monitor;
    private final Lifecycle lifecycle = new Lifecycle("block service");
    private final SegmentSupply supply;
    private final AppendLanes lanes;
    private final OpenSegments segments;
    private final ChunkReader reader;

    private LocalBlockService(
            BlockSettings settings, SegmentStore store, SegmentLeases leases, TimeSource clock, BlockMonitor monitor) {
        this.settings = settings;
        this.store = store;
        this.clock = clock;
        this.monitor = monitor;
        this.supply = new SegmentSupply(settings, store, leases, monitor);
        this.lanes = new AppendLanes(
                new AppendLane(
                        supply,
                        SyncThread.start("block-sync-small", clock, monitor),
                        BlockLimits.SMALL_APPENDS_MAX,
                        clock),
                new AppendLane(
                        supply,
                        SyncThread.start("block-sync-large", clock, monitor),
                        BlockLimits.LARGE_APPENDS_MAX,
                        clock));
        this.segments = new OpenSegments(store, BlockLimits.OPEN_SEGMENTS_MAX);
        this.reader = new ChunkReader(
                segments,
                new VerifiedChunks(BlockLimits.VERIFIED_CHUNKS_MAX, settings.verifyAgainAfter(), clock),
                clock,
                monitor);
    }

    /** Starts an instance. It reads at once; it appends as soon as the allocator answers. */
    public static LocalBlockService start(
            BlockSettings settings, SegmentStore store, SegmentLeases leases, TimeSource clock, BlockMonitor monitor) {
        LocalBlockService service = new LocalBlockService(settings, store, leases, clock, monitor);
        service.lifecycle.become(Lifecycle.State.STARTING);
        service.supply.start();
        service.lifecycle.become(Lifecycle.State.RUNNING);
        return service;
    }

    @Override
    public List<Location> append(long owner, long fileOffset, Body body, Deadline deadline) throws IOException {
        lifecycle.requireRunning();
        List<Location> locations = new BodyAppender(owner, fileOffset, body, deadline, clock, settings, lanes).append();
        monitor.appended(locations.stream().mapToLong(Location::length).sum());
        return locations;
    }

    @Override
    public void read(Location location, OutputStream target, Deadline deadline) throws IOException {
        lifecycle.requireRunning();
        reader.read(location, target, deadline);
        monitor.read(location.length());
    }

    @Override
    public Optional<LocalRange> localRange(Location location) {
        lifecycle.requireRunning();
        reader.verify(location);
        monitor.read(location.length());
        return store.file(location.segment())
                .map(file -> new LocalRange(
                        file, location.chunk() + ChunkLayout.HEADER_BYTES + location.skip(), location.length()));
    }

    @Override
    public VolumeUsage usage() {
        return store.usage();
    }

    @Override
    public VolumeId volume() {
        return store.volume();
    }

    @Override
    public void delete(SegmentId segment) {
        try {
            store.delete(segment);
        } catch (IOException e) {
            throw DiskErrors.failed("delete segment " + segment, e);
        }
        segments.forget(segment);
        monitor.segmentDeleted(segment);
    }

    @Override
    public void close() {
        if (lifecycle.beginClose()) {
            lanes.close();
            supply.close();
            segments.close();
            lifecycle.become(Lifecycle.State.CLOSED);
        }
    }
}
