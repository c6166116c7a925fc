package dev.cairn.btree;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.disk.Disk;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * The file of a tree: superblocks, pages, free space, and checkpoints. Checkpoint and verification exclude each other; the
 * writer only adds to the list of replaced references.
 */
final class TreeFile implements AutoCloseable {

    static final String NAME = "tree";
    /** A tree that a {@link TreeLoader} writes and that does not count yet. */
    static final String LOADING_NAME = "tree.loading";

    static final long PAGES_START = 2L * TreeLimits.BLOCK_BYTES;

    private final DiskFile file;
    private final Pages pages;
    private final PageCodec codec;
    private final SpaceMap space;
    private final FreedPlaces freed;

    private final LiveVersions versions = new LiveVersions();
    private final ReplacedRefs replaced = new ReplacedRefs();
    private final DirtyPages dirty = new DirtyPages();

    private volatile Superblock durable;

    /** Of the snapshot that is durable. Guarded by this. */
    private long durableGeneration;

    private TreeFile(DiskFile file, Superblock durable, TreeSettings settings) {
        this.file = file;
        this.durable = durable;
        this.codec = new PageCodec(durable.treeId(), settings.pageBytes());
        this.pages = new Pages(file, codec, settings.cacheBytes());
        this.space = new SpaceMap(PAGES_START);
        this.freed = new FreedPlaces(space, versions);
    }

    static TreeFile open(Disk disk, TreeSettings settings) throws IOException {
        disk.delete(LOADING_NAME);
        DiskFile file = new FailStopFile(disk.open(NAME));
        try {
            disk.syncNames();
            Superblock newest = newestSuperblock(file).orElse(null);
            if (newest == null) {
                newest = firstSuperblock(file);
            }
            // Also if it was there: perhaps its sync failed, and then it is seen until the power goes and not longer.
            newest.write(file);
            file.sync();
            var tree = new TreeFile(file, newest, settings);
            if (newest.sequence() > 0) {
                tree.occupy(newest.root(), newest.height());
            }
            return tree;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** Of a tree that begins. There are no pages before it is durable. */
    private static Superblock firstSuperblock(DiskFile file) throws IOException {
        if (file.size() > PAGES_START) {
            throw new CairnException(
                    ErrorCode.CORRUPT,
                    "superblock",
                    "neither superblock, at byte 0 and " + TreeLimits.BLOCK_BYTES + ", is whole and of a known format");
        }
        return new Superblock(0, new SecureRandom().nextLong(), new Place(0, 0, 0, false), Position.START, 0, 1);
    }

    private static Optional<Superblock> newestSuperblock(DiskFile file) throws IOException {
        Optional<Superblock> newest = Optional.empty();
        for (int slot = 0; slot < 2; slot++) {
            ByteBuffer block = ByteBuffer.allocate(Superblock.BYTES);
            file.read((long) slot * TreeLimits.BLOCK_BYTES, block);
            Optional<Superblock> found = Superblock.decode(block.array());
            if (found.isPresent()
                    && (newest.isEmpty()
                            || found.get().sequence() > newest.get().sequence())) {
                newest = found;
            }
        }
        return newest;
    }

    /** Marks what a page and all below it take. Leaves without large values are not read: their parents know their places. */
    private void occupy(Place place, int height) {
        space.occupy(place.offset(), place.occupied());
        if (height == 1 && !place.hasLarge()) {
            return;
        }
        switch (pages.read(place)) {
            case Branch branch -> {
                for (int i = 0; i < branch.size(); i++) {
                    occupyChild(branch.child(i), height - 1);
                }
            }
            case Leaf leaf -> {
                for (ChildRef large : leaf.large()) {
                    if (large != null) {
                        occupyChild(large, 0);
                    }
                }
            }
            case LargeValue large -> {}
        }
    }

    private void occupyChild(ChildRef child, int height) {
        Place place = child.place();
        if (place != null && height == 0) {
            space.occupy(place.offset(), place.occupied());
        } else if (place != null) {
            occupy(place, height);
        }
    }

    /** An editor that starts from what was opened. Whoever holds that root holds all its places, so this keeps none. */
    TreeEditor editor(int pageBytes) {
        ChildRef root = durable.sequence() == 0 ? ChildRef.to(new Leaf(0, pageBytes)) : ChildRef.at(durable.root());
        return new TreeEditor(pages, dirty, pageBytes, root, durable.items(), durable.height());
    }

    Superblock durable() {
        return durable;
    }

    /** A version that is about to be seen, and what it has no more. */
    void published(Snapshot version, List<ChildRef> replacedRefs) {
        versions.add(version.generation(), version.reader());
        replaced.note(version.generation(), replacedRefs);
    }

    synchronized void checkpoint(Snapshot snapshot, Position position) throws IOException {
        if (snapshot.generation() < durableGeneration) {
            throw new IllegalArgumentException("a newer snapshot is durable; pages of this one may be gone");
        }
        freed.reclaim();
        long sequence = durable.sequence() + 1;
        var writer = new PageWriter(file, codec, space, sequence);
        dirty.checkpointBegins(snapshot.generation());
        try {
            writer.writeBelow(snapshot.root());
            file.sync();
            Place root = writer.placeOf(snapshot.root());
            var next = new Superblock(sequence, durable.treeId(), root, position, snapshot.items(), snapshot.height());
            next.write(file);
            file.sync();
            durable = next;
            durableGeneration = snapshot.generation();
            dirty.checkpointDone();
        } finally {
            dirty.checkpointFailed();
            // Also after a failed write: what was written before it stays placed, and the next checkpoint refers to it.
            replaced.settle(writer.written());
            writer.written().forEach(pages::admit);
            Reference.reachabilityFence(snapshot);
        }
        for (ChildRef ref : replaced.takeUpTo(snapshot.generation())) {
            freed.add(ref);
        }
    }

    long dirtyBytes() {
        return dirty.bytes();
    }

    TreeStatistics statistics(Snapshot snapshot) {
        return new TreeStatistics(
                snapshot.items(),
                snapshot.height(),
                space.endOfFile(),
                space.freeBytes(),
                pages.residentBytes(),
                dirty.bytes(),
                pages.loads());
    }

    TreeScrub scrub() {
        return new TreeScrub(pages);
    }

    synchronized VerifyReport verify(int pageBytes) {
        return new Verification(pages, durable, pageBytes).run();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
