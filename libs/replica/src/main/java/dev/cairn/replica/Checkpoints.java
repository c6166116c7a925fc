package dev.cairn.replica;

import dev.cairn.btree.Tree;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.TransactionLog;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes checkpoints of what is visible when enough was logged or changed in memory, one at a time on a thread of its own, and
 * trims the log below them. {@link #logged} and {@link #awaitRoom} are for the replica's thread.
 */
final class Checkpoints {

    private static final long ROOM_LOOK_MILLIS = 100;

    private final long intervalBytes;
    private final long dirtyBytesMax;
    private final Tree tree;
    private final TransactionLog log;
    private final TimeSource clock;
    private final Supplier<Visible> visible;
    private final Consumer<CheckpointReport> reports;
    private final ExecutorService thread;
    private final AtomicBoolean isRunning = new AtomicBoolean();

    /** Bytes that a recovery would have to read; those of a checkpoint that is being made are taken off when it is done. */
    private final AtomicLong unsavedBytes = new AtomicLong();

    private final AtomicLong untriedBytes = new AtomicLong();

    Checkpoints(
            ReplicaSettings settings,
            Tree tree,
            TransactionLog log,
            TimeSource clock,
            Supplier<Visible> visible,
            Consumer<CheckpointReport> reports) {
        this.intervalBytes = settings.checkpointLogBytes();
        this.dirtyBytesMax = settings.tree().dirtyBytesMax();
        this.tree = tree;
        this.log = log;
        this.clock = clock;
        this.visible = visible;
        this.reports = reports;
        this.thread = Executors.newSingleThreadExecutor(Thread.ofPlatform()
                .name("checkpoint-" + settings.name())
                .daemon()
                .factory());
    }

    /** Called for what was recovered and for each entry; starts a checkpoint when it is time. */
    void logged(long bytes) {
        unsavedBytes.addAndGet(bytes);
        boolean isDue = untriedBytes.addAndGet(bytes) >= intervalBytes || tree.dirtyBytes() > dirtyBytesMax;
        if (isDue && isRunning.compareAndSet(false, true)) {
            untriedBytes.set(0);
            thread.execute(this::checkpoint);
        }
    }

    /** Waits for the checkpoint under way if memory would otherwise fill up with what it has not written yet. */
    synchronized void awaitRoom() throws InterruptedException {
        while (isRunning.get() && tree.dirtyBytes() > 2 * dirtyBytesMax) {
            wait(ROOM_LOOK_MILLIS);
        }
    }

    private synchronized void tellWaiting() {
        notifyAll();
    }

    /** Whether so much came since the last checkpoint that it can only be because they fail. */
    boolean isFarBehind() {
        return unsavedBytes.get() >= intervalBytes * ReplicaLimits.CHECKPOINT_INTERVALS_MAX
                || tree.dirtyBytes() > dirtyBytesMax * ReplicaLimits.CHECKPOINT_INTERVALS_MAX;
    }

    private void checkpoint() {
        long start = clock.nanoTime();
        long unsaved = unsavedBytes.get();
        Visible state = visible.get();
        Optional<Exception> failure = Optional.empty();
        try {
            if (state.position().isAfter(tree.position())) {
                tree.checkpoint(state.snapshot(), state.position());
            }
            unsavedBytes.addAndGet(-unsaved);
            log.trim(state.position());
        } catch (IOException | RuntimeException e) {
            failure = Optional.of(e);
        } finally {
            isRunning.set(false);
            tellWaiting();
        }
        reports.accept(new CheckpointReport(state.position(), clock.nanoTime() - start, failure));
    }

    /** Makes a last one, so that the next start has little to replay. */
    void requestLast() {
        thread.execute(this::checkpoint);
    }

    /** Closes the tree once nothing uses it any more. Does not wait. */
    CompletableFuture<Void> retire() {
        CompletableFuture<Void> retired = CompletableFuture.runAsync(this::closeTree, thread);
        thread.shutdown();
        return retired;
    }

    private void closeTree() {
        try {
            tree.close();
        } catch (IOException e) {
            reports.accept(new CheckpointReport(tree.position(), 0, Optional.of(e)));
        }
    }
}
