package dev.cairn.block;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes written chunks durable: one sync for all that wait when it begins. A platform thread of its own, because a sync
 * blocks in the kernel. The number of waiters is bounded by the appends that their lane admits.
 */
final class SyncThread implements AutoCloseable {

    private final TimeSource clock;
    private final BlockMonitor monitor;
    private final Thread thread;

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Condition changed = lock.newCondition();
    private List<Waiter> waiting = new ArrayList<>();
    private boolean closing;

    private SyncThread(String role, TimeSource clock, BlockMonitor monitor) {
        this.clock = clock;
        this.monitor = monitor;
        this.thread = Thread.ofPlatform().name(role).daemon(true).unstarted(this::run);
    }

    static SyncThread start(String role, TimeSource clock, BlockMonitor monitor) {
        SyncThread syncs = new SyncThread(role, clock, monitor);
        syncs.thread.start();
        return syncs;
    }

    /**
     * Completes when everything written to the segment before the call is durable, or with a {@link CairnException}.
     */
    CompletableFuture<Void> sync(SegmentWriter writer) {
        Waiter waiter = new Waiter(writer, new CompletableFuture<>());
        lock.lock();
        try {
            if (closing) {
                throw new CairnException(ErrorCode.UNAVAILABLE, "lifecycle", "the block service is closing");
            }
            waiting.add(waiter);
            changed.signal();
        } finally {
            lock.unlock();
        }
        return waiter.done;
    }

    /** Serves who waits already, then ends the thread. */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signal();
        } finally {
            lock.unlock();
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        List<Waiter> batch = take();
        while (!batch.isEmpty()) {
            Map<SegmentWriter, List<Waiter>> bySegment = new LinkedHashMap<>();
            for (Waiter waiter : batch) {
                bySegment.computeIfAbsent(waiter.writer, _ -> new ArrayList<>()).add(waiter);
            }
            bySegment.forEach(this::syncOne);
            batch = take();
        }
    }

    /** Everything that waits; empty only when closing. */
    private List<Waiter> take() {
        lock.lock();
        try {
            while (waiting.isEmpty() && !closing) {
                changed.awaitUninterruptibly();
            }
            List<Waiter> batch = waiting;
            waiting = new ArrayList<>();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    private void syncOne(SegmentWriter writer, List<Waiter> waiters) {
        long began = clock.nanoTime();
        try {
            writer.sync();
        } catch (IOException | RuntimeException e) {
            writer.fail(e);
            CairnException failed = DiskErrors.failed("sync segment " + writer.segment(), e);
            waiters.forEach(waiter -> waiter.done.completeExceptionally(failed));
            monitor.syncFailed(writer.segment(), e);
            return;
        }
        waiters.forEach(waiter -> waiter.done.complete(null));
        monitor.synced(Duration.ofNanos(clock.nanoTime() - began), waiters.size());
    }

    private record Waiter(SegmentWriter writer, CompletableFuture<Void> done) {}
}
