package dev.cairn.btree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What readers see of a leaf: items in key order. A prefix that all keys share, an array of slots of the version's own, and
 * {@link Cells} shared with older versions.
 *
 * <pre>
 * slot:  first two bytes of the key's rest (16 bits) | where the cell begins (16 bits)
 * </pre>
 *
 * Only {@link Leaf} changes the fields, and only while no reader knows of the version.
 */
abstract sealed class LeafItems extends Node permits Leaf {

    /** Kind, count, prefix length and length of the table of large values, beside the header. */
    static final int FIXED_BYTES = PageCodec.HEADER_BYTES + 7;
    /** On disk: the head is made again from the cell. */
    static final int SLOT_BYTES = 2;
    /** A place in the table of large values. */
    static final int LARGE_BYTES = 16;

    static final @Nullable ChildRef[] NO_LARGE = {};
    static final byte[] NO_PREFIX = {};

    private static final int OFFSET_MASK = 0xFFFF;

    byte[] prefix;
    Cells cells;
    int[] slots;
    int size;

    /** Bytes of the cells that slots refer to. */
    int live;

    /** What large cells refer to, by the number that is their value. May have holes until the next rewrite. */
    @Nullable
    ChildRef[] large;

    LeafItems(long generation, byte[] prefix, Cells cells, int[] slots) {
        super(generation);
        this.prefix = prefix;
        this.cells = cells;
        this.slots = slots;
        this.large = NO_LARGE;
    }

    int size() {
        return size;
    }

    @Override
    int bytes() {
        return FIXED_BYTES + prefix.length + SLOT_BYTES * size + LARGE_BYTES * large.length + live;
    }

    byte[] prefix() {
        return prefix;
    }

    Cells cells() {
        return cells;
    }

    @Nullable
    ChildRef[] large() {
        return large;
    }

    /** Takes over the references that this leaf had before it was dropped from memory. */
    void adoptLarge(@Nullable ChildRef[] before) {
        large = before;
    }

    /** Where the cell of an item begins. */
    int offset(int index) {
        return slots[index] & OFFSET_MASK;
    }

    final int slot(int offset) {
        return headAt(offset) << 16 | offset;
    }

    private int headAt(int offset) {
        return head(cells.bytes, cells.restStart(offset), cells.restLength(offset));
    }

    /** The first two bytes as a number; what is missing counts as zero. */
    private static int head(byte[] bytes, int from, int length) {
        int first = length > 0 ? bytes[from] & 0xFF : 0;
        int second = length > 1 ? bytes[from + 1] & 0xFF : 0;
        return first << 8 | second;
    }

    byte[] key(int index) {
        int offset = offset(index);
        int rest = cells.restLength(offset);
        byte[] key = Arrays.copyOf(prefix, prefix.length + rest);
        System.arraycopy(cells.bytes, cells.restStart(offset), key, prefix.length, rest);
        return key;
    }

    boolean isLarge(int index) {
        return cells.isLarge(offset(index));
    }

    /** The value of an item that is not large, as a new array. */
    byte[] value(int index) {
        return cells.value(offset(index));
    }

    /** Where the value of a large item hangs. */
    ChildRef largeValue(int index) {
        ChildRef ref = large[largeNumber(offset(index))];
        if (ref == null) {
            throw new IllegalStateException("a large value has no page");
        }
        return ref;
    }

    final int largeNumber(int offset) {
        int at = cells.valueStart(offset);
        return (cells.bytes[at] & 0xFF) << 8 | (cells.bytes[at + 1] & 0xFF);
    }

    /** How the key of an item compares. */
    int compareKey(int index, byte[] key) {
        int order = comparePrefix(key);
        return order != 0 ? -order : -compareRest(key, head(key, prefix.length, key.length - prefix.length), index);
    }

    /** The key against all keys: below, above, or (0) among them as far as the prefix tells. */
    private int comparePrefix(byte[] key) {
        int common = Math.min(prefix.length, key.length);
        int order = Arrays.compareUnsigned(key, 0, common, prefix, 0, common);
        return order != 0 || key.length >= prefix.length ? order : -1;
    }

    private int compareRest(byte[] key, int head, int index) {
        int slot = slots[index];
        int order = Integer.compare(head, slot >>> 16);
        if (order != 0) {
            return order;
        }
        int offset = slot & OFFSET_MASK;
        int start = cells.restStart(offset);
        return Arrays.compareUnsigned(
                key, prefix.length, key.length, cells.bytes, start, start + cells.restLength(offset));
    }

    /** The index of the key, or {@code -(insertion point) - 1}. */
    int find(byte[] key) {
        int order = comparePrefix(key);
        if (order != 0) {
            return order < 0 ? -1 : -size - 1;
        }
        int head = head(key, prefix.length, key.length - prefix.length);
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = compareRest(key, head, middle);
            if (compared > 0) {
                low = middle + 1;
            } else if (compared < 0) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -low - 1;
    }

    /** The index of the first key that is not below. */
    int ceiling(byte[] key) {
        int index = find(key);
        return index >= 0 ? index : -index - 1;
    }

    final boolean startsWithPrefix(byte[] key) {
        return key.length >= prefix.length && comparePrefix(key) == 0;
    }
}
