package dev.cairn.btree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A leaf as the writer changes it.
 *
 * <p>A version is changed only by the writer and only in its own generation; its copies may be. They share the array of
 * {@link Cells}: new ones go below those that an older version can see. They share the heads until an item comes or goes. So a
 * copy costs two to six bytes an item.
 */
final class Leaf extends LeafItems {

    /** The value in the cell of a large item is its number in the table. */
    private static final int NUMBER_BYTES = 2;

    private static final int FIRST_SLOTS = 16;

    /** Inserts near each other, in a row, that make a run: keys that ascend, more or less. */
    private static final int RUN_LENGTH = 4;

    private static final int RUN_DISTANCE = 3;

    /** Prefixes are made longer, and hot pages written anew, when that gains at least this part of a page. */
    private static final int GAIN_DIVISOR = 16;

    private static final int HOT_DIVISOR = 8;

    /** Room for more items in the arrays of a copy: for one that comes alone, and for a run. */
    private static final int SPARE_SLOTS = 4;

    private static final int SPARE_DIVISOR = 4;

    private final int pageBytes;

    /** Below is room for cells. Moves on from version to version; there is one newest version. */
    private int low;

    /** Whether an older version has the same heads. */
    private boolean sharesHeads;

    /** Cells from here on may be seen by older versions. */
    private int sharedFrom;

    private int lastInsert = -RUN_DISTANCE - 1;
    private int run;

    Leaf(long generation, int pageBytes) {
        this(generation, pageBytes, NO_PREFIX, pageBytes, FIRST_SLOTS);
    }

    /** An empty leaf with room for so much. */
    private Leaf(long generation, int pageBytes, byte[] prefix, int cellBytes, int slots) {
        this(generation, pageBytes, prefix, new byte[cellBytes], new int[slots], new short[slots]);
        this.low = cellBytes;
        this.sharedFrom = cellBytes;
    }

    private Leaf(long generation, int pageBytes, byte[] prefix, byte[] cells, int[] heads, short[] offsets) {
        super(generation, prefix, cells, heads, offsets);
        this.pageBytes = pageBytes;
    }

    /** A leaf as it was read: cells lie in the page, at {@code offsets}. There is no room in it. */
    static Leaf loaded(int pageBytes, byte[] prefix, byte[] page, short[] offsets, @Nullable ChildRef[] large) {
        var leaf = new Leaf(0, pageBytes, prefix, page, new int[offsets.length], offsets);
        leaf.size = offsets.length;
        leaf.large = large;
        for (int i = 0; i < offsets.length; i++) {
            int offset = leaf.offset(i);
            leaf.live += Cells.length(page, offset);
            leaf.heads[i] = leaf.headAt(offset);
        }
        return leaf;
    }

    /** This leaf, if it may still be changed in the generation, else a copy that may. */
    Leaf forWriting(long present) {
        if (generation == present) {
            return this;
        }
        var copy = new Leaf(present, pageBytes, prefix, cells, heads, Arrays.copyOf(offsets, size + spareSlots()));
        copy.sharesHeads = true;
        copy.size = size;
        copy.live = live;
        copy.low = low;
        copy.sharedFrom = low;
        copy.large = large.length == 0 ? large : large.clone();
        copy.lastInsert = lastInsert;
        copy.run = run;
        return copy;
    }

    private int spareSlots() {
        return SPARE_SLOTS + (run > 0 ? size / SPARE_DIVISOR : 0);
    }

    /** An empty leaf for the keys above those of this one. They are likely to share its prefix. */
    Leaf successor() {
        return new Leaf(generation, pageBytes, prefix, pageBytes, heads.length);
    }

    /** As {@link #find}, for a key that may go on a run. */
    int findNear(byte[] key) {
        int next = lastInsert + 1;
        if (run > 0 && next > 0 && next <= size && startsWithPrefix(key)) {
            int head = head(key, prefix.length, key.length - prefix.length);
            if (head > heads[next - 1] && (next == size || head < heads[next])) {
                return -next - 1;
            }
        }
        return find(key);
    }

    private int addCell(byte[] key, byte[] value, boolean isLarge) {
        low -= Cells.bytesOf(key.length - prefix.length, value.length);
        Cells.write(cells, low, key, prefix.length, value, isLarge);
        return low;
    }

    private int addCell(byte[] other, int offset, int length) {
        low -= length;
        System.arraycopy(other, offset, cells, low, length);
        return low;
    }

    private void ownHeads(int capacity) {
        if (sharesHeads || heads.length < capacity) {
            heads = Arrays.copyOf(heads, Math.max(capacity, size + spareSlots()));
            sharesHeads = false;
        }
    }

    private void addSlot(int index, int offset) {
        ownHeads(size + 1);
        if (size == offsets.length) {
            offsets = Arrays.copyOf(offsets, size + spareSlots());
        }
        System.arraycopy(heads, index, heads, index + 1, size - index);
        System.arraycopy(offsets, index, offsets, index + 1, size - index);
        heads[index] = headAt(offset);
        offsets[index] = (short) offset;
        size++;
    }

    private void removeSlot(int index) {
        ownHeads(size);
        System.arraycopy(heads, index + 1, heads, index, size - index - 1);
        System.arraycopy(offsets, index + 1, offsets, index, size - index - 1);
        size--;
    }

    /**
     * Gives an item another value.
     *
     * @param ref the page of a large value, whose {@code value} then is not used
     * @return false, and nothing has changed, if the leaf must be split first
     */
    boolean replace(int index, byte[] value, @Nullable ChildRef ref) {
        int offset = offset(index);
        boolean canOverwrite = ref == null
                && offset < sharedFrom
                && !Cells.isLarge(cells, offset)
                && Cells.valueLength(cells, offset) == value.length;
        if (canOverwrite) {
            System.arraycopy(value, 0, cells, Cells.valueStart(cells, offset), value.length);
            return true;
        }
        int before = Cells.length(cells, offset);
        int after = Cells.bytesOf(Cells.restLength(cells, offset), ref == null ? value.length : NUMBER_BYTES);
        int growth = after - before + (ref == null || Cells.isLarge(cells, offset) ? 0 : LARGE_BYTES);
        if (size > 1 && bytes() + growth > pageBytes) {
            return false;
        }
        if (low < after) {
            if (size > 1 && bytes() > pageBytes - pageBytes / HOT_DIVISOR) {
                // Rewriting a full page would make room for a few values only, again and again.
                return false;
            }
            rewrite(prefix, Math.max(0, growth) + after);
            offset = offset(index);
        }
        byte[] key = key(index);
        byte[] stored = ref == null ? value : largeCell(offset, ref);
        if (ref == null) {
            forgetLarge(offset);
        }
        live += after - before;
        offsets[index] = (short) addCell(key, stored, ref != null);
        return true;
    }

    /** The number of a large value as its cell holds it; an item that has one keeps its number. */
    private byte[] largeCell(int offset, ChildRef ref) {
        int number;
        if (offset >= 0 && Cells.isLarge(cells, offset)) {
            number = largeNumber(offset);
        } else {
            number = large.length;
            large = Arrays.copyOf(large, number + 1);
        }
        large[number] = ref;
        return new byte[] {(byte) (number >> 8), (byte) number};
    }

    private void forgetLarge(int offset) {
        if (Cells.isLarge(cells, offset)) {
            large[largeNumber(offset)] = null;
        }
    }

    /** Adds an item; false, and nothing has changed, if the leaf must be split first. */
    boolean insert(int index, byte[] key, byte[] value, @Nullable ChildRef ref) {
        if (!startsWithPrefix(key)) {
            if (!shortenPrefix(key)) {
                return false;
            }
        }
        int length = Cells.bytesOf(key.length - prefix.length, ref == null ? value.length : NUMBER_BYTES);
        int growth = length + SLOT_BYTES + (ref == null ? 0 : LARGE_BYTES);
        if (size > 0 && bytes() + growth > pageBytes) {
            if (!lengthenPrefix(key)) {
                return false;
            }
            return insert(index, key, value, ref);
        }
        if (low < length) {
            rewrite(prefix, growth);
        }
        byte[] stored = ref == null ? value : largeCell(-1, ref);
        addSlot(index, addCell(key, stored, ref != null));
        live += length;
        run = Math.abs(index - lastInsert - 1) <= RUN_DISTANCE ? run + 1 : 0;
        lastInsert = index;
        return true;
    }

    /** Makes room in the prefix for a key that does not share it; false if the keys that are there then do not fit. */
    private boolean shortenPrefix(byte[] key) {
        if (size == 0) {
            prefix = NO_PREFIX;
            return true;
        }
        int common = Arrays.mismatch(prefix, key);
        int growth = (prefix.length - common) * (size - 1) + 2 * size;
        if (size > 1 && bytes() + growth > pageBytes) {
            return false;
        }
        rewrite(Arrays.copyOf(prefix, common), 0);
        return true;
    }

    /** When the leaf is full: takes out of the cells what all keys have come to share, if that gains enough. */
    private boolean lengthenPrefix(byte[] key) {
        byte[] first = key(0);
        byte[] last = key(size - 1);
        int common = Math.min(commonLength(first, last), Math.min(commonLength(first, key), commonLength(last, key)));
        if ((common - prefix.length) * (size - 1) < pageBytes / GAIN_DIVISOR) {
            return false;
        }
        rewrite(Arrays.copyOf(first, common), 0);
        return true;
    }

    private static int commonLength(byte[] left, byte[] right) {
        int mismatch = Arrays.mismatch(left, right);
        return mismatch < 0 ? left.length : mismatch;
    }

    /** Moves the live cells to an array of their own, with another prefix if that is asked for. */
    private void rewrite(byte[] nextPrefix, int spare) {
        boolean isSamePrefix = nextPrefix.length == prefix.length;
        int shortening = isSamePrefix ? 0 : Math.max(0, prefix.length - nextPrefix.length) + 2;
        int capacity = Math.max(pageBytes, live + shortening * size + spare);
        var fresh = new Leaf(generation, pageBytes, nextPrefix, capacity, 0);
        fresh.large = large.length == 0 ? large : new ChildRef[large.length];
        int count = 0;
        int total = 0;
        for (int i = size - 1; i >= 0; i--) {
            int offset = offset(i);
            int moved;
            if (Cells.isLarge(cells, offset)) {
                byte[] number = {(byte) (count >> 8), (byte) count};
                fresh.large[count++] = large[largeNumber(offset)];
                moved = fresh.addCell(key(i), number, true);
            } else if (isSamePrefix) {
                moved = fresh.addCell(cells, offset, Cells.length(cells, offset));
            } else {
                moved = fresh.addCell(key(i), Cells.value(cells, offset), false);
            }
            total += Cells.length(fresh.cells, moved);
            offsets[i] = (short) moved;
        }
        cells = fresh.cells;
        low = fresh.low;
        sharedFrom = cells.length;
        live = total;
        large = count == large.length ? fresh.large : Arrays.copyOf(fresh.large, count);
        if (!isSamePrefix) {
            prefix = nextPrefix;
            ownHeads(size);
            for (int i = 0; i < size; i++) {
                heads[i] = headAt(offset(i));
            }
        }
    }

    void remove(int index) {
        int offset = offset(index);
        forgetLarge(offset);
        live -= Cells.length(cells, offset);
        removeSlot(index);
        lastInsert = -RUN_DISTANCE - 1;
        run = 0;
        if (size == 0) {
            large = NO_LARGE;
        }
    }

    /**
     * Moves the upper part to a new leaf because an item at {@code index} does not fit. In a run of ascending keys only what
     * lies right of the run moves, so that runs leave full pages behind. One of the leaves may be empty afterwards: then it
     * is for the item.
     */
    Leaf splitOff(int index, byte[] key) {
        int from = splitPoint(index, key);
        var right = new Leaf(generation, pageBytes, prefix, Math.max(pageBytes, live), FIRST_SLOTS + size - from);
        for (int i = from; i < size; i++) {
            right.take(this, i);
        }
        right.run = from == index ? run : 0;
        right.lastInsert = lastInsert - from;
        for (int i = size - 1; i >= from; i--) {
            int offset = offset(i);
            live -= Cells.length(cells, offset);
            forgetLarge(offset);
        }
        size = from;
        return right;
    }

    private int splitPoint(int index, byte[] key) {
        boolean isInRun = run >= RUN_LENGTH && index > 0 && Math.abs(index - lastInsert - 1) <= RUN_DISTANCE;
        if (isInRun || !startsWithPrefix(key)) {
            return index;
        }
        int half = half();
        return half == size && index < size ? half - 1 : half;
    }

    /** Appends an item of another leaf whose prefix is the same. */
    private void take(Leaf other, int index) {
        int offset = other.offset(index);
        int moved = other.isLarge(index)
                ? addCell(other.key(index), largeCell(-1, other.largeValue(index)), true)
                : addCell(other.cells, offset, Cells.length(other.cells, offset));
        addSlot(size, moved);
        live += Cells.length(cells, moved);
    }

    private int half() {
        int bytes = 0;
        int point = 0;
        while (point < size - 1 && bytes < live / 2) {
            bytes += Cells.length(cells, offset(point++)) + SLOT_BYTES;
        }
        return Math.max(1, point);
    }

    /** A leaf of the items of two neighbours; null if they fill more than {@code bytesMax}. */
    static @Nullable Leaf joined(long generation, int pageBytes, Leaf left, Leaf right, int bytesMax) {
        if (left.bytes() + right.bytes() > bytesMax) {
            return null;
        }
        var joined = new Leaf(generation, pageBytes);
        if (left.size > 0 && right.size > 0) {
            byte[] first = left.key(0);
            joined.prefix = Arrays.copyOf(first, commonLength(first, right.key(right.size - 1)));
        }
        for (Leaf part : new Leaf[] {left, right}) {
            for (int i = 0; i < part.size; i++) {
                boolean isLarge = part.isLarge(i);
                byte[] value = isLarge ? NO_PREFIX : part.value(i);
                if (!joined.insert(joined.size, part.key(i), value, isLarge ? part.largeValue(i) : null)
                        || joined.bytes() > bytesMax) {
                    return null;
                }
            }
        }
        joined.run = 0;
        return joined;
    }
}
