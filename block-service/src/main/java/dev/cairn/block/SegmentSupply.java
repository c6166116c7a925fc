package dev.cairn.block;

import dev.cairn.api.block.SegmentId;
import dev.cairn.block.allocation.LeaseRequest;
import dev.cairn.block.allocation.SegmentLease;
import dev.cairn.block.allocation.SegmentLeases;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Opens segments for the lanes and seals them when they are done with. Seals run on one thread of their own and are
 * repeated until the allocator took them; what a crash leaves open is sealed at the next start, at the length its file
 * has then.
 */
final class SegmentSupply implements AutoCloseable {

    private static final long CLOSE_SECONDS_MAX = 10;

    private final BlockSettings settings;
    private final SegmentStore store;
    private final SegmentLeases leases;
    private final BlockMonitor monitor;
    private final ScheduledExecutorService sealer;

    /** Segments leased by this incarnation and not yet sealed. */
    private final Map<SegmentId, SegmentWriter> unsealed = new ConcurrentHashMap<>();

    /** Whether the allocator knows the volume. Two threads may both tell it, which is harmless. */
    private volatile boolean announced;

    SegmentSupply(BlockSettings settings, SegmentStore store, SegmentLeases leases, BlockMonitor monitor) {
        this.settings = settings;
        this.store = store;
        this.leases = leases;
        this.monitor = monitor;
        this.sealer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("block-sealer").daemon(true).factory());
    }

    /**
     * Announces the volume and seals what earlier incarnations left open. What fails is tried again later: it does not
     * keep the instance from reading.
     */
    void start() {
        try {
            announce();
            takeOver();
        } catch (CairnException e) {
            monitor.takeOverFailed(e);
            again(this::start);
        }
    }

    /** A new segment, ready for appends. */
    SegmentWriter open(long bytesLeast) {
        announce();
        SegmentLease lease = leases.lease(new LeaseRequest(
                settings.writer(), store.volume(), settings.zone(), settings.segmentBytes(), bytesLeast));
        try {
            SegmentWriter writer = new SegmentWriter(lease, store.create(lease.segment()), store);
            unsealed.put(lease.segment(), writer);
            monitor.segmentLeased(lease.segment());
            return writer;
        } catch (IOException e) {
            seal(lease, 0);
            throw DiskErrors.failed("create segment " + lease.segment(), e);
        }
    }

    /** Takes no more appends, and is sealed when those in progress are done. */
    void finish(SegmentWriter writer) {
        writer.close(end -> seal(writer.lease(), end));
    }

    /** Waits for the seals in progress, then closes the files. Appends must have ended. */
    @Override
    public void close() {
        // What cannot be sealed now is sealed by the next incarnation.
        sealer.shutdown();
        try {
            if (!sealer.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                sealer.shutdownNow();
            }
        } catch (InterruptedException e) {
            sealer.shutdownNow();
            Thread.currentThread().interrupt();
        }
        List.copyOf(unsealed.values()).forEach(this::closeFile);
    }

    private void announce() {
        if (!announced) {
            leases.announce(store.volume(), store.usage().totalBytes());
            announced = true;
        }
    }

    private void takeOver() {
        List<SegmentLease> earlier =
                new ArrayList<>(leases.openLeases(settings.writer().instance()));
        earlier.removeIf(lease ->
                lease.writer().equals(settings.writer()) || !lease.volume().equals(store.volume()));
        for (SegmentLease lease : earlier) {
            long end = durableEnd(lease.segment());
            leases.seal(lease, end);
            monitor.segmentSealed(lease.segment(), end);
        }
    }

    private long durableEnd(SegmentId segment) {
        try {
            Optional<DiskFile> found = store.open(segment);
            if (found.isEmpty()) {
                return 0;
            }
            try (DiskFile file = found.get()) {
                file.sync();
                return file.size();
            }
        } catch (IOException e) {
            throw DiskErrors.failed("take over segment " + segment, e);
        }
    }

    private void seal(SegmentLease lease, long end) {
        try {
            sealer.execute(() -> sealNow(lease, end));
        } catch (RejectedExecutionException closing) {
            monitor.sealFailed(lease.segment(), closing);
        }
    }

    private void sealNow(SegmentLease lease, long end) {
        try {
            leases.seal(lease, end);
            monitor.segmentSealed(lease.segment(), end);
        } catch (RuntimeException e) {
            monitor.sealFailed(lease.segment(), e);
            if (e instanceof CairnException failure && failure.code().isRetryable()) {
                again(() -> sealNow(lease, end));
                return;
            }
        }
        SegmentWriter writer = unsealed.remove(lease.segment());
        if (writer != null) {
            closeFile(writer);
        }
    }

    private void again(Runnable task) {
        try {
            var _ = sealer.schedule(task, settings.sealRetry().toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closing) {
            // The next incarnation seals it.
            return;
        }
    }

    private void closeFile(SegmentWriter writer) {
        try {
            writer.closeFile();
        } catch (IOException e) {
            monitor.syncFailed(writer.segment(), e);
        }
    }
}
