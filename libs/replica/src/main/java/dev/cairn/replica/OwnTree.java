package dev.cairn.replica;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tree of one replica through its terms: opened when it is needed, dropped when it may hold what no log does, replaced by
 * the state of another replica when it is damaged or the log no longer reaches back to it.
 *
 * <pre>
 *            opened                 damaged, or behind the log
 *  absent ------------> present ------------------------------> needs state
 *     ^                    |                                        |
 *     |____________________| a term broke off                       | a peer gave its own
 *     |_____________________________________________________________|
 * </pre>
 *
 * <p>Only the worker calls this, but for {@link #present} and {@link #needsState}, which anybody may ask.
 */
final class OwnTree {

    private final Surroundings around;
    private final Worker worker;
    private final Worker background;
    private final Consumer<CheckpointReport> checkpointed;

    private volatile @Nullable ReplicatedTree present;
    private volatile boolean needsState;

    private boolean isRestoring;

    /** Done when the trees that were dropped are closed. */
    private CompletableFuture<Void> dropped = CompletableFuture.completedFuture(null);

    OwnTree(Surroundings around, Worker worker, Worker background, Consumer<CheckpointReport> checkpointed) {
        this.around = around;
        this.worker = worker;
        this.background = background;
        this.checkpointed = checkpointed;
    }

    /** Null while it is not open. */
    @Nullable
    ReplicatedTree present() {
        return present;
    }

    /** Whether the tree is damaged or too old for the log, and no other replica has given its state yet. */
    boolean needsState() {
        return needsState;
    }

    boolean isRestoring() {
        return isRestoring;
    }

    /** Done when it may be opened again. */
    CompletableFuture<Void> dropped() {
        return dropped;
    }

    private ReplicatedTree opened() throws IOException {
        ReplicatedTree tree = present;
        if (tree == null) {
            tree = ReplicatedTree.open(around, background, checkpointed);
            try {
                // So that the others keep for this replica what it has not.
                around.log().trim(tree.visible().position());
            } catch (IOException | RuntimeException e) {
                dropped = tree.close();
                throw e;
            }
            present = tree;
        }
        return tree;
    }

    /** Applies some of what is logged and not here yet; false if there is nothing to do just now. */
    boolean catchUp() throws IOException {
        return dropped.isDone() && !isMemoryFull() && opened().catchUp() > 0;
    }

    private boolean isMemoryFull() {
        ReplicatedTree tree = present;
        return tree != null && tree.checkpoints().isMemoryFull();
    }

    /** Applies all that is logged, a part at a time so that others get at the worker. A tree that fails is dropped. */
    CompletableFuture<Void> catchUpToEnd() {
        try {
            ReplicatedTree tree = opened();
            if (tree.checkpoints().isMemoryFull()) {
                return behindCheckpoint().thenComposeAsync(nothing -> catchUpToEnd(), worker);
            }
            return tree.catchUp() > 0
                    ? CompletableFuture.runAsync(() -> {}, worker).thenComposeAsync(nothing -> catchUpToEnd(), worker)
                    : CompletableFuture.completedFuture(null);
        } catch (IOException | RuntimeException e) {
            drop();
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Done when the checkpoint that is under way is. */
    private CompletableFuture<Void> behindCheckpoint() {
        return CompletableFuture.runAsync(() -> {}, background);
    }

    /** A tree that holds what was logged and nothing else goes on; another one is opened again when it is needed. */
    void afterTerm() {
        ReplicatedTree tree = present;
        Throwable damage = tree == null ? null : tree.damage();
        if (damage != null) {
            needsState |= hasSource() && ReplicatedTree.isTreeDamage(damage);
            drop();
        } else if (tree != null) {
            tree.checkpoints().request();
        }
    }

    void afterFollowingFailed(Throwable failure) {
        needsState = hasSource() && ReplicatedTree.isBeyondTheLog(failure);
        ReplicatedTree tree = present;
        if (tree != null && (needsState || tree.damage() != null)) {
            drop();
        }
    }

    private boolean hasSource() {
        return !around.source().equals(StateSource.NONE);
    }

    private void drop() {
        ReplicatedTree tree = present;
        if (tree != null) {
            present = null;
            dropped = tree.close();
        }
    }

    /** Takes the state of another replica, in the background; done, on the worker, when it has or could not. */
    CompletableFuture<Void> restore() {
        drop();
        isRestoring = true;
        dropped = dropped.thenRunAsync(this::restoreNow, background);
        return dropped.handleAsync(
                (nothing, failure) -> {
                    isRestoring = false;
                    return null;
                },
                worker);
    }

    private void restoreNow() {
        try {
            Restorer.restore(around).ifPresent(position -> {
                needsState = false;
                around.monitor().restored(position);
            });
        } catch (IOException | RuntimeException e) {
            around.monitor().followingFailed(e);
        }
    }

    /** With a last checkpoint, unless it is damaged. */
    CompletableFuture<Void> close() {
        ReplicatedTree tree = present;
        if (tree != null && tree.damage() == null) {
            tree.checkpoints().request();
        }
        drop();
        return dropped;
    }
}
