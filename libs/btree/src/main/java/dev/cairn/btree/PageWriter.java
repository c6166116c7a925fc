package dev.cairn.btree;

import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Writes the pages of one checkpoint, or of one load, children before parents. Used by one thread. */
final class PageWriter {

    /** Keeps the log's syncs from queueing behind a long one of ours. */
    private static final long SYNC_EVERY_BYTES = 64L << 20;

    private final DiskFile file;
    private final PageCodec codec;
    private final SpaceMap space;
    private final long checkpoint;
    private final List<ChildRef> written = new ArrayList<>();
    private long sinceSync;

    PageWriter(DiskFile file, PageCodec codec, SpaceMap space, long checkpoint) {
        this.file = file;
        this.codec = codec;
        this.space = space;
        this.checkpoint = checkpoint;
    }

    /** What {@link #writeBelow} has placed. */
    List<ChildRef> written() {
        return written;
    }

    Place placeOf(ChildRef ref) {
        Place place = ref.place();
        if (place == null) {
            throw new IllegalStateException("a page was not written");
        }
        return place;
    }

    /** Writes what hangs from a reference as far as it is not on disk. */
    void writeBelow(ChildRef ref) throws IOException {
        Node node = ref.resident();
        if (ref.place() != null || node == null) {
            return;
        }
        switch (node) {
            case Branch branch -> {
                for (int i = 0; i < branch.size(); i++) {
                    writeBelow(branch.child(i));
                }
            }
            case Leaf leaf -> {
                for (ChildRef large : leaf.large()) {
                    if (large != null) {
                        writeBelow(large);
                    }
                }
            }
            case LargeValue large -> {}
        }
        ref.placed(write(node));
        written.add(ref);
    }

    /** Writes one page; what it refers to must be on disk. */
    Place write(Node node) throws IOException {
        byte[] page = codec.encode(node, checkpoint);
        long occupied = Place.occupied(page.length);
        long offset = space.allocate(occupied);
        try {
            int crc = PageCodec.seal(page, offset);
            file.write(offset, ByteBuffer.wrap(page));
            sinceSync += occupied;
            if (sinceSync >= SYNC_EVERY_BYTES) {
                file.sync();
                sinceSync = 0;
            }
            boolean hasLarge = node instanceof Leaf leaf && leaf.large().length > 0;
            return new Place(offset, page.length, crc, hasLarge);
        } catch (IOException e) {
            space.release(offset, occupied);
            throw e;
        }
    }
}
