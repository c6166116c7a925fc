package dev.cairn.replica;

import dev.cairn.btree.Snapshot;
import dev.cairn.btree.Tree;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.log.LogEntry;
import dev.cairn.log.LogReader;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An open tree on its way along the log. While the replica follows, {@link #catchUp} applies what others logged; in a term
 * the changes are applied before they are logged, and {@link #durable} says when they are. Used on the replica's worker,
 * except where it is said otherwise.
 */
final class ReplicatedTree {

    private static final Set<String> TREE_REASONS = Set.of("page", "superblock");
    private static final Set<String> LOG_REASONS = Set.of("trimmed", "position");

    private final Surroundings around;
    private final Tree tree;
    private final Checkpoints checkpoints;
    private final Position checkpoint;

    private volatile Visible visible;
    private volatile @Nullable Throwable damage;

    private @Nullable LogReader reader;
    private long entries;
    private long bytes;

    private ReplicatedTree(Surroundings around, Tree tree, Worker background, Consumer<CheckpointReport> reports) {
        this.around = around;
        this.tree = tree;
        this.checkpoint = tree.position();
        this.visible = new Visible(tree.publish(), checkpoint);
        this.checkpoints = new Checkpoints(around, tree, background, () -> visible, reports);
    }

    /**
     * Opens the tree as its newest checkpoint left it.
     *
     * @param reports is told of each checkpoint, by the background worker; there is more room than before
     */
    static ReplicatedTree open(Surroundings around, Worker background, Consumer<CheckpointReport> reports)
            throws IOException {
        Tree tree = Tree.open(around.disk(), around.settings().tree());
        return new ReplicatedTree(around, tree, background, reports);
    }

    Tree tree() {
        return tree;
    }

    Checkpoints checkpoints() {
        return checkpoints;
    }

    /** What readers see. Any thread. */
    Visible visible() {
        return visible;
    }

    /** Where the tree stood when it was opened, and what was applied from the log since. */
    Recovery progress(long nanos) {
        return new Recovery(checkpoint, visible.position(), entries, bytes, nanos);
    }

    /** Notes that the changes up to a snapshot are durable. Called in the order of the positions, by any thread. */
    void durable(Snapshot snapshot, Position position) {
        visible = new Visible(snapshot, position);
    }

    /**
     * Applies what is durable in the log, for a while; answers how many entries, 0 at the end of the log.
     *
     * @throws CairnException also when the log does not reach back to, or up to, the tree
     */
    int catchUp() throws IOException {
        LogReader from = reader;
        if (from == null) {
            from = around.log().read(visible.position());
            reader = from;
        }
        var chunk = new Chunk(visible.position());
        try {
            LogEntry entry;
            while (chunk.hasRoom() && (entry = from.next()) != null) {
                apply(entry);
                chunk.add(entry);
            }
        } catch (IOException | RuntimeException e) {
            stopReading();
            throw e;
        } finally {
            publish(chunk);
        }
        return chunk.entries;
    }

    private void apply(LogEntry entry) {
        try {
            tree.apply(BatchCodec.read(entry.content()));
        } catch (RuntimeException e) {
            damage = e;
            throw e;
        }
    }

    private void publish(Chunk chunk) {
        if (damage == null && chunk.entries > 0) {
            visible = new Visible(tree.publish(), chunk.end);
            entries += chunk.entries;
            bytes += chunk.bytes;
            checkpoints.logged(chunk.bytes);
        }
    }

    /** Entries that are applied in one go. */
    private static final class Chunk {

        private Position end;
        private int entries;
        private long bytes;

        Chunk(Position start) {
            this.end = start;
        }

        boolean hasRoom() {
            return entries < ReplicaLimits.CHUNK_ENTRIES_MAX && bytes < ReplicaLimits.CHUNK_BYTES_MAX;
        }

        void add(LogEntry entry) {
            end = entry.position();
            entries++;
            bytes += entry.content().length;
        }
    }

    /** Makes the next {@link #catchUp} begin at what is visible. */
    void stopReading() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }

    /** Whether the tree is at the end of a log that was just opened. */
    void requireEnd() {
        Position end = around.log().end();
        if (!visible.position().equals(end)) {
            throw new CairnException(
                    ErrorCode.CORRUPT, "position", "the log ends at " + end + " and the tree at " + visible.position());
        }
    }

    /** Notes that a page cannot be read, or that the working state is not what was logged. Any thread. */
    void markDamaged(Throwable why) {
        damage = why;
    }

    /** Why this tree has to be dropped, if it has. Any thread. */
    @Nullable
    Throwable damage() {
        return damage;
    }

    /** Whether a failure says that pages of the tree cannot be read. */
    static boolean isTreeDamage(Throwable failure) {
        return failure instanceof CairnException known
                && known.code() == ErrorCode.CORRUPT
                && TREE_REASONS.contains(known.reason());
    }

    /** Whether the log cannot bring this tree, if it is readable at all, to where the others are. */
    static boolean isBeyondTheLog(Throwable failure) {
        return isTreeDamage(failure)
                || (failure instanceof CairnException known && LOG_REASONS.contains(known.reason()));
    }

    /** Closes the tree behind the checkpoints that were asked for. Does not wait. */
    CompletableFuture<Void> close() {
        stopReading();
        return checkpoints.closeTree();
    }
}
