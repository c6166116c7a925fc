package dev.cairn.block;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.TimeSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Appends of one kind: the open segment they share and the thread that syncs it. When the segment is full, the first
 * who needs more opens the next one and the others wait for the same outcome.
 */
final class AppendLane implements AutoCloseable {

    private static final long CLOSE_SECONDS_MAX = 10;

    private final SegmentSupply supply;
    private final SyncThread syncs;
    private final int appendsMax;
    private final Semaphore permits;
    private final TimeSource clock;

    /** The open segment, or the attempt to open one; null before the first append and after a failed attempt. */
    private final AtomicReference<@Nullable CompletableFuture<SegmentWriter>> current = new AtomicReference<>();

    AppendLane(SegmentSupply supply, SyncThread syncs, int appendsMax, TimeSource clock) {
        this.supply = supply;
        this.syncs = syncs;
        this.appendsMax = appendsMax;
        this.permits = new Semaphore(appendsMax);
        this.clock = clock;
    }

    /** Waits for a place among the appends in progress; {@link #leave} gives it back. */
    void enter(Deadline deadline) {
        Waits.acquire(permits, deadline, clock);
    }

    void leave() {
        permits.release();
    }

    /** Room for a chunk, in the open segment or a new one. */
    SegmentWriter.Region reserve(long bytes, Deadline deadline) {
        while (true) {
            CompletableFuture<SegmentWriter> now = current.get();
            if (now == null) {
                next(null, bytes);
                continue;
            }
            Optional<SegmentWriter.Region> region =
                    Waits.until(deadline, clock, now).reserve(bytes);
            if (region.isPresent()) {
                return region.get();
            }
            Waits.check(deadline, clock);
            next(now, bytes);
        }
    }

    CompletableFuture<Void> sync(SegmentWriter writer) {
        return syncs.sync(writer);
    }

    /** Waits a little for the appends in progress and admits no others. Who takes longer fails at the next sync. */
    void awaitIdle() {
        try {
            var _ = permits.tryAcquire(appendsMax, CLOSE_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Serves the syncs that wait, then hands the open segment over to be sealed. */
    @Override
    public void close() {
        syncs.close();
        CompletableFuture<SegmentWriter> last = current.get();
        if (last != null && last.isDone() && !last.isCompletedExceptionally()) {
            supply.finish(last.join());
        }
    }

    /** Opens the next segment on a thread of its own: no caller's interrupt or deadline may spoil it for the others. */
    private void next(@Nullable CompletableFuture<SegmentWriter> full, long bytesLeast) {
        CompletableFuture<SegmentWriter> next = new CompletableFuture<>();
        if (!current.compareAndSet(full, next)) {
            return;
        }
        if (full != null) {
            supply.finish(full.join());
        }
        Thread.ofVirtual().name("block-segment-opener").start(() -> {
            try {
                next.complete(supply.open(bytesLeast));
            } catch (RuntimeException | Error e) {
                current.compareAndSet(next, null);
                next.completeExceptionally(
                        e instanceof CairnException ? e : DiskErrors.failed("open the next segment", e));
            }
        });
    }
}
