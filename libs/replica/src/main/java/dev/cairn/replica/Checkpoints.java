package dev.cairn.replica;

import dev.cairn.btree.Tree;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Makes checkpoints of what is visible when enough was logged or changed in memory, one at a time on the background worker,
 * and trims the log below them. Any thread.
 */
final class Checkpoints {

    private final Surroundings around;
    private final long intervalBytes;
    private final long dirtyBytesMax;
    private final Tree tree;
    private final Worker background;
    private final Supplier<Visible> visible;
    private final Consumer<CheckpointReport> reports;
    private final AtomicBoolean isRunning = new AtomicBoolean();

    /** Bytes that a recovery would have to read; those of a checkpoint that is being made are taken off when it is done. */
    private final AtomicLong unsavedBytes = new AtomicLong();

    private final AtomicLong untriedBytes = new AtomicLong();

    Checkpoints(
            Surroundings around,
            Tree tree,
            Worker background,
            Supplier<Visible> visible,
            Consumer<CheckpointReport> reports) {
        this.around = around;
        this.intervalBytes = around.settings().checkpointLogBytes();
        this.dirtyBytesMax = around.settings().tree().dirtyBytesMax();
        this.tree = tree;
        this.background = background;
        this.visible = visible;
        this.reports = reports;
    }

    /** Called for what was applied or logged; starts a checkpoint when it is time. */
    void logged(long bytes) {
        unsavedBytes.addAndGet(bytes);
        boolean isDue = untriedBytes.addAndGet(bytes) >= intervalBytes || tree.dirtyBytes() > dirtyBytesMax;
        if (isDue && isRunning.compareAndSet(false, true)) {
            untriedBytes.set(0);
            background.execute(this::checkpoint);
        }
    }

    /** Whether the writer has to wait for the checkpoint under way, whose report says that it may go on. */
    boolean isMemoryFull() {
        return tree.dirtyBytes() > 2 * dirtyBytesMax && isRunning.get();
    }

    /** Whether so much came since the last checkpoint that it can only be because they fail. */
    boolean isFarBehind() {
        return unsavedBytes.get() >= intervalBytes * ReplicaLimits.CHECKPOINT_INTERVALS_MAX
                || tree.dirtyBytes() > dirtyBytesMax * ReplicaLimits.CHECKPOINT_INTERVALS_MAX;
    }

    private void checkpoint() {
        long start = around.clock().nanoTime();
        long unsaved = unsavedBytes.get();
        Visible state = visible.get();
        Optional<Exception> failure = Optional.empty();
        try {
            if (state.position().isAfter(tree.position())) {
                tree.checkpoint(state.snapshot(), state.position());
            }
            unsavedBytes.addAndGet(-unsaved);
            around.log().trim(state.position());
        } catch (IOException | RuntimeException e) {
            failure = Optional.of(e);
        } finally {
            isRunning.set(false);
        }
        reports.accept(new CheckpointReport(state.position(), around.clock().nanoTime() - start, failure));
    }

    /** Makes one now, so that the next start has little to replay. */
    void request() {
        isRunning.set(true);
        background.execute(this::checkpoint);
    }

    /** Closes the tree behind the checkpoint that is under way. Does not wait. */
    CompletableFuture<Void> closeTree() {
        var closed = new CompletableFuture<Void>();
        background.execute(() -> {
            try {
                tree.close();
            } catch (IOException e) {
                reports.accept(new CheckpointReport(tree.position(), 0, Optional.of(e)));
            } finally {
                closed.complete(null);
            }
        });
        return closed;
    }
}
