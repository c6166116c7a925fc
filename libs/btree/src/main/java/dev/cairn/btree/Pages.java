package dev.cairn.btree;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Loads pages and keeps the loaded and the checkpointed ones within a budget.
 *
 * <p>Only leaves and large values are dropped: branches are about one in a hundred pages. A clock passes over those that are on disk and
 * drops those not used since it last came by. Changed pages do not count until a checkpoint has written them. Safe for use
 * by any thread.
 */
final class Pages {

    /** Weak, so that a page which no version refers to any more is not kept, nor its place. */
    private record Resident(WeakReference<ChildRef> ref, int bytes) {}

    private final DiskFile file;
    private final PageCodec codec;
    private final long budget;
    private final AtomicLong loads = new AtomicLong();

    /** Guarded by itself, together with the count below. */
    private final Deque<Resident> clock = new ArrayDeque<>();

    private long residentBytes;

    Pages(DiskFile file, PageCodec codec, long budget) {
        this.file = file;
        this.codec = codec;
        this.budget = budget;
    }

    /** The node, from memory or disk. */
    Node node(ChildRef ref) {
        Node node = ref.resident();
        if (node != null) {
            ref.use();
            return node;
        }
        return load(ref);
    }

    private Node load(ChildRef ref) {
        Place place = ref.place();
        if (place == null) {
            // Another thread installed the node between two looks; it is dropped only once it has a place.
            return node(ref);
        }
        Node fresh = read(place);
        Node node = ref.loaded(fresh);
        ref.use();
        loads.incrementAndGet();
        if (node == fresh) {
            admit(ref);
        }
        return node;
    }

    /** The value of an item of a leaf, as a new array. */
    byte[] value(Leaf leaf, int index) {
        if (!leaf.isLarge(index)) {
            return leaf.value(index);
        }
        return ((LargeValue) node(leaf.largeValue(index))).value().clone();
    }

    /** Reads a page past the cache. A loaded node belongs to no generation that is still written. */
    Node read(Place place) {
        ByteBuffer page = ByteBuffer.allocate(place.length());
        try {
            file.read(place.offset(), page);
        } catch (IOException e) {
            throw new CairnException(ErrorCode.EIO, "page", "page at byte " + place.offset() + " cannot be read", e);
        }
        if (page.hasRemaining()) {
            throw new CairnException(
                    ErrorCode.CORRUPT, "page", "page at byte " + place.offset() + ": the file ends before it does");
        }
        return codec.decode(page.array(), place);
    }

    /** Counts a page, if it can be dropped from now on, and drops others if there are too many. */
    void admit(ChildRef ref) {
        Node node = ref.resident();
        if (node == null || node instanceof Branch) {
            return;
        }
        int bytes = node.bytes();
        synchronized (clock) {
            clock.addLast(new Resident(new WeakReference<>(ref), bytes));
            residentBytes += bytes;
            // Twice around is enough: the second time nothing has been used since the first.
            for (int looks = 2 * clock.size(); residentBytes > budget && looks > 0; looks--) {
                Resident oldest = clock.removeFirst();
                ChildRef candidate = oldest.ref.get();
                if (candidate != null && candidate.takeUse()) {
                    clock.addLast(oldest);
                } else {
                    if (candidate != null) {
                        candidate.evict();
                    }
                    residentBytes -= oldest.bytes;
                }
            }
        }
    }

    long residentBytes() {
        synchronized (clock) {
            return residentBytes;
        }
    }

    long loads() {
        return loads.get();
    }
}
