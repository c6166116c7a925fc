package dev.cairn.block.allocation;

import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.Segments;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Deletes segments in which nothing lives.
 *
 * <ol>
 *   <li>the metadata retires the segment: nothing lives in it, and nothing ever will
 *   <li>the allocator records it as retired
 *   <li>its storage is deleted
 *   <li>the metadata forgets it
 *   <li>the allocator forgets it
 * </ol>
 *
 * <p>Each step is durable before the next and harmless when repeated, so a crash anywhere, or a leader of the past that
 * still works on it, changes nothing: whoever leads goes on where the record stands. Deletion is right in any hands,
 * because a retired segment stays retired.
 *
 * <p>Rounds run on one thread of the reclaimer's own, where the allocator leads; elsewhere a round does nothing.
 */
public final class Reclaimer implements AutoCloseable {

    private static final int PAGE_COUNT = 500;
    private static final long CLOSE_SECONDS_MAX = 10;

    private final Allocator allocator;
    private final Segments metadata;
    private final Map<VolumeId, SegmentStorage> volumes;
    private final ReclaimSettings settings;
    private final TimeSource clock;
    private final ReclaimMonitor monitor;
    private final ScheduledExecutorService rounds;

    private Reclaimer(
            Allocator allocator,
            Segments metadata,
            List<? extends SegmentStorage> volumes,
            ReclaimSettings settings,
            TimeSource clock,
            ReclaimMonitor monitor) {
        this.allocator = allocator;
        this.metadata = metadata;
        this.volumes = volumes.stream().collect(Collectors.toMap(SegmentStorage::volume, volume -> volume));
        this.settings = settings;
        this.clock = clock;
        this.monitor = monitor;
        this.rounds = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("segment-reclaimer").daemon(true).factory());
    }

    /** Starts the rounds. Segments of volumes that are not given are left to others. */
    public static Reclaimer start(
            Allocator allocator,
            Segments metadata,
            List<? extends SegmentStorage> volumes,
            ReclaimSettings settings,
            TimeSource clock,
            ReclaimMonitor monitor) {
        Reclaimer reclaimer = new Reclaimer(allocator, metadata, volumes, settings, clock, monitor);
        long period = settings.period().toMillis();
        var _ = reclaimer.rounds.scheduleWithFixedDelay(reclaimer::round, period, period, TimeUnit.MILLISECONDS);
        return reclaimer;
    }

    /** Ends the rounds, after the step in progress. */
    @Override
    public void close() {
        rounds.shutdown();
        try {
            if (!rounds.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                rounds.shutdownNow();
            }
        } catch (InterruptedException e) {
            rounds.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Takes every segment as far as it goes now. */
    void round() {
        try {
            List<SegmentRecord> page = allocator.segments(new SegmentId(0), PAGE_COUNT);
            while (!page.isEmpty() && !rounds.isShutdown()) {
                reclaim(page);
                page = allocator.segments(new SegmentId(page.getLast().segment().value() + 1), PAGE_COUNT);
            }
        } catch (CairnException e) {
            if (e.code() != ErrorCode.NOT_LEADER) {
                monitor.roundFailed(e);
            }
        } catch (RuntimeException e) {
            // A broken round must not end all rounds.
            monitor.roundFailed(e);
        }
    }

    private void reclaim(List<SegmentRecord> page) {
        Set<SegmentId> dead = dead(page);
        for (SegmentRecord record : page) {
            SegmentStorage storage = volumes.get(record.volume());
            boolean ready = record instanceof SegmentRecord.Retired || dead.contains(record.segment());
            if (storage == null || !ready || rounds.isShutdown()) {
                continue;
            }
            try {
                if (record instanceof SegmentRecord.Retired || retire(record.segment())) {
                    remove(record, storage);
                }
            } catch (CairnException e) {
                monitor.failed(record.segment(), e);
            }
        }
    }

    /** The sealed segments of a page that are old enough and hold nothing that lives. */
    private Set<SegmentId> dead(List<SegmentRecord> page) {
        Instant sealedBefore = clock.now().minus(settings.grace());
        List<SegmentId> old = page.stream()
                .filter(record -> record instanceof SegmentRecord.Sealed sealed
                        && !sealed.since().isAfter(sealedBefore)
                        && volumes.containsKey(record.volume()))
                .map(SegmentRecord::segment)
                .toList();
        if (old.isEmpty()) {
            return Set.of();
        }
        Map<SegmentId, Long> live = new HashMap<>();
        metadata.live(old).forEach(answer -> live.put(answer.segment(), answer.bytes()));
        Set<SegmentId> dead = new HashSet<>(old);
        // One that the metadata does not mention has no live bytes; retiring it checks that.
        dead.removeIf(segment -> live.getOrDefault(segment, 0L) != 0);
        return dead;
    }

    private boolean retire(SegmentId segment) {
        return metadata.retire(segment) && allocator.retire(segment);
    }

    private void remove(SegmentRecord record, SegmentStorage storage) {
        storage.delete(record.segment());
        metadata.forget(record.segment());
        allocator.forget(record.segment());
        monitor.reclaimed(record.segment(), record.bytes());
    }
}
