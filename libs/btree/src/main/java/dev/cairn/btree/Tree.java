package dev.cairn.btree;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * A copy-on-write B+tree on disk, with one writer and any number of readers.
 *
 * <pre>
 *  working root (writer)     published root (readers)       durable root (superblock)
 *        |                          |                               |
 *     [Branch]------------------ [Branch]                        [page]
 *     /      \__________________/   |   \                       /   |   \
 *  [Leaf']                    [Leaf] [Leaf]               [page] [page] [page]
 *
 *  file:  | superblock A | superblock B | pages of whole blocks, free runs between them ...
 * </pre>
 *
 * <pre>
 *  leaf, version 1:  prefix | heads | offsets            |        cells, shared:
 *  leaf, version 2:  prefix | heads | offsets            |   free ... | v2 | v1 v1 v1 |
 * </pre>
 *
 * An item has the head of its key and the offset of its cell. New cells go below those that an older version can see, and heads
 * are shared until an item comes or goes, so a copy of a leaf is a copy of a tenth of the page. In the same way a copy of a branch
 * is a copy of the references to its children. A value above a quarter of a page has a page of its own.
 *
 * <p><b>Versions.</b> {@link #apply} changes the working state: a node made since the last {@link #publish} in place, any
 * other as a copy. {@code publish} makes the working root the one that {@link #snapshot} returns, with one volatile write.
 * Readers take no lock; the garbage collector keeps the nodes that a reader still holds.
 *
 * <p><b>Threads.</b> One thread applies and publishes. Any one other thread at a time makes checkpoints, while the writer
 * goes on. Snapshots are for any thread.
 *
 * <p><b>Checkpoints.</b> The pages of a snapshot that are not yet on disk are written to free places, children before
 * parents; sync; then the older of the two superblocks is replaced; sync. What a crash leaves:
 *
 * <ul>
 *   <li>before the second sync is done: the older checkpoint, whole, because no page it reaches was touched;
 *   <li>a torn superblock: its checksum fails, and the other one counts;
 *   <li>after it: the new checkpoint.
 * </ul>
 *
 * The pages it did not come to refer to are found free by the next start, which rebuilds the map of free space from the
 * branches.
 *
 * <p><b>Space.</b> A page that was replaced is free when a checkpoint without it is durable <em>and</em> no snapshot can
 * reach it any more. Each reference to a page knows the generations in which it was in the tree; which snapshots, and cursors of
 * theirs, are still held is known from the garbage collector, by a weak reference to each. A reader of an old snapshot can therefore
 * always load what it needs, and nobody closes anything.
 *
 * <p><b>Memory.</b> Leaves and large values that are on disk are dropped, by a clock, above {@link TreeSettings#cacheBytes}, and loaded again
 * when they are touched. A loaded page is checked before it is used; a damaged one is {@link ErrorCode#CORRUPT} and never
 * data.
 */
public final class Tree implements AutoCloseable {

    private final TreeSettings settings;
    private final TreeFile file;
    private final TreeEditor editor;
    private volatile Snapshot published;

    private Tree(TreeSettings settings, TreeFile file) {
        this.settings = settings;
        this.file = file;
        this.editor = file.editor(settings.pageBytes());
        this.published = editor.freeze();
        file.published(published, editor.takeReplaced());
    }

    /**
     * Opens the tree of a disk, in the state of its newest whole checkpoint; an empty one if there is none.
     *
     * @throws CairnException CORRUPT if a branch of it is damaged, or both superblocks
     */
    public static Tree open(Disk disk, TreeSettings settings) throws IOException {
        return new Tree(settings, TreeFile.open(disk, settings));
    }

    /** The log position of the newest durable checkpoint, {@link Position#START} if there is none. */
    public Position position() {
        return file.durable().position();
    }

    /**
     * Changes the working state, as if one change came after the other. Writer thread.
     *
     * @throws IllegalArgumentException for a key or value over the limits; nothing has changed then
     */
    public void apply(List<Change> changes) {
        for (Change change : changes) {
            TreeLimits.require(change);
        }
        for (Change change : ChangeOrder.grouped(changes)) {
            switch (change) {
                case Change.Put(byte[] key, byte[] value) -> editor.put(key, value);
                case Change.Delete(byte[] key) -> editor.delete(key);
                case Change.Add(byte[] key, long[] deltas) -> add(key, deltas);
                case Change.DeleteRange(byte[] from, byte[] to) -> editor.deleteRange(from, to);
            }
        }
    }

    private void add(byte[] key, long[] deltas) {
        byte[] stored = editor.reader().get(key);
        ByteBuffer before = ByteBuffer.wrap(stored == null ? new byte[0] : stored);
        int counters = Math.max(before.remaining() / Long.BYTES, deltas.length);
        ByteBuffer after = ByteBuffer.allocate(counters * Long.BYTES);
        boolean isZero = true;
        for (int i = 0; i < counters; i++) {
            long old = before.remaining() >= Long.BYTES ? before.getLong() : 0;
            long sum = old + (i < deltas.length ? deltas[i] : 0);
            isZero &= sum == 0;
            after.putLong(sum);
        }
        if (isZero) {
            editor.delete(key);
        } else {
            editor.put(key, after.array());
        }
    }

    /** The working state with everything applied so far. Writer thread; what it returns is valid until the next change. */
    public TreeView working() {
        return editor.reader();
    }

    /** Makes the working state visible to readers. Writer thread. */
    public Snapshot publish() {
        Snapshot next = editor.freeze();
        file.published(next, editor.takeReplaced());
        published = next;
        return next;
    }

    /** The newest published version. */
    public Snapshot snapshot() {
        return published;
    }

    /**
     * Makes a snapshot durable as the state of a log position. When it returns the checkpoint is on disk; when it fails the
     * previous one still is.
     *
     * @throws IllegalArgumentException if a newer snapshot is durable: pages of this one may be gone
     */
    public void checkpoint(Snapshot snapshot, Position position) throws IOException {
        file.checkpoint(snapshot, position);
    }

    /**
     * Memory of pages that no checkpoint has written yet, about: it cannot be dropped, so the owner makes a checkpoint when it
     * becomes more than {@link TreeSettings#dirtyBytesMax} and lets the writer wait at twice as much. Any thread.
     */
    public long dirtyBytes() {
        return file.dirtyBytes();
    }

    public TreeStatistics statistics() {
        return file.statistics(published);
    }

    /** Reads the whole newest checkpoint past the cache and checks it; waits for a running checkpoint. */
    public VerifyReport verify() {
        return file.verify(settings.pageBytes());
    }

    /** A reader of all pages, a few at a time, that looks for damage. */
    public TreeScrub scrub() {
        return file.scrub();
    }

    /** Closes the file. What was not checkpointed is gone; the log brings it back. */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
