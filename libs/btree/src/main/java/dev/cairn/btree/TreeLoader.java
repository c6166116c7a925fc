package dev.cairn.btree;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.disk.Disk;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Builds a whole tree from items in ascending order, with full leaves, and puts it in the place of the one that is there.
 *
 * <pre>
 *  append ...                         | publish
 *  tree.loading: pages as they fill   | last pages, superblock, sync | rename to tree, sync of names
 *  tree:         as it was                                           | the loaded tree
 * </pre>
 *
 * <p><b>Memory.</b> One open page a level; a page is written when it is full.
 *
 * <p><b>Crashes.</b> Until the rename is durable the disk has the tree it had, or none; from then on the loaded one. What is
 * left of a broken load is deleted by the next {@link Tree#open} or load.
 *
 * <p><b>Threads.</b> Used by one thread. No {@link Tree} of the same disk may be open or be opened meanwhile.
 */
public final class TreeLoader implements AutoCloseable {

    private static final long GENERATION = 1;
    private static final long SEQUENCE = 1;
    private static final byte[] IN_ITS_PAGE = {};

    /** Nothing but PUBLISHED follows on WRITING by success, nothing at all on FAILED. */
    private enum State {
        WRITING,
        FAILED,
        PUBLISHED
    }

    private final Disk disk;
    private final DiskFile file;
    private final int pageBytes;
    private final long treeId = new SecureRandom().nextLong();
    private final PageWriter writer;

    /** The last branch of each level, the one above the leaves first. */
    private final List<Branch> branches = new ArrayList<>();

    private Leaf leaf;
    private byte[] leafSeparator = Branch.LOWEST;
    private byte @Nullable [] last;
    private long items;
    private State state = State.WRITING;

    private TreeLoader(Disk disk, DiskFile file, int pageBytes) {
        this.disk = disk;
        this.file = file;
        this.pageBytes = pageBytes;
        this.leaf = new Leaf(GENERATION, pageBytes);
        this.writer =
                new PageWriter(file, new PageCodec(treeId, pageBytes), new SpaceMap(TreeFile.PAGES_START), SEQUENCE);
    }

    /** Begins a load. The tree that the disk has stays what it is until {@link #publish}. */
    public static TreeLoader begin(Disk disk, TreeSettings settings) throws IOException {
        disk.delete(TreeFile.LOADING_NAME);
        return new TreeLoader(disk, disk.open(TreeFile.LOADING_NAME), settings.pageBytes());
    }

    /**
     * Adds the next item. The arrays are handed over. After any failure the load can only be closed.
     *
     * @throws CairnException EINVAL if the key is not above the one before
     * @throws IllegalArgumentException for a key or value over the limits
     * @throws IOException if the disk fails or is full
     */
    public void append(byte[] key, byte[] value) throws IOException {
        begin();
        TreeLimits.requireKey(key);
        TreeLimits.requireValue(value);
        if (last != null && Arrays.compareUnsigned(last, key) >= 0) {
            throw new CairnException(
                    ErrorCode.EINVAL, "order", "item " + items + " of the load is not above the one before it");
        }
        add(key, value);
        last = key;
        items++;
        state = State.WRITING;
    }

    /** What fails from here on leaves a failed load behind. */
    private void begin() {
        if (state != State.WRITING) {
            throw new IllegalStateException("the load is over: " + state);
        }
        state = State.FAILED;
    }

    private void add(byte[] key, byte[] value) throws IOException {
        ChildRef large = null;
        byte[] inline = value;
        if (TreeLimits.isLarge(value.length, pageBytes)) {
            large = ChildRef.at(writer.write(new LargeValue(GENERATION, value)));
            inline = IN_ITS_PAGE;
        }
        if (leaf.insert(leaf.size(), key, inline, large)) {
            return;
        }
        byte[] separator = Branch.shortestBetween(leaf.key(leaf.size() - 1), key);
        hang(0, leafSeparator, writer.write(leaf));
        leafSeparator = separator;
        leaf = leaf.successor();
        leaf.insert(0, key, inline, large);
    }

    /** Adds a child to the last branch of a level; writes that branch when it is full. */
    private void hang(int level, byte[] separator, Place child) throws IOException {
        if (level == branches.size()) {
            branches.add(new Branch(GENERATION));
        }
        Branch branch = branches.get(level);
        branch.append(separator, ChildRef.at(child));
        if (branch.bytes() > pageBytes && branch.size() > 2) {
            branches.set(level, branch.splitOff());
            hang(level + 1, branch.separator(0), writer.write(branch));
        }
    }

    /**
     * Ends the load: the tree of the disk is the loaded one, as the state of a log position, and is durable. When it fails
     * the disk has the tree it had, unless the very last sync failed: then it has one of the two.
     */
    public void publish(Position position) throws IOException {
        begin();
        Place root = writeOpenPages();
        new Superblock(SEQUENCE, treeId, root, position, items, 1 + branches.size()).write(file);
        file.sync();
        disk.rename(TreeFile.LOADING_NAME, TreeFile.NAME);
        disk.syncNames();
        state = State.PUBLISHED;
    }

    private Place writeOpenPages() throws IOException {
        byte[] separator = leafSeparator;
        Place place = writer.write(leaf);
        // A level may be added on the way.
        for (int level = 0; level < branches.size(); level++) {
            hang(level, separator, place);
            Branch branch = branches.get(level);
            separator = branch.separator(0);
            place = writer.write(branch);
        }
        return place;
    }

    /** Closes the file; gives up the load if it was not published. */
    @Override
    public void close() throws IOException {
        file.close();
        if (state != State.PUBLISHED) {
            state = State.FAILED;
            disk.delete(TreeFile.LOADING_NAME);
        }
    }
}
