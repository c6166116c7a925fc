package dev.cairn.btree;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What readers see of a leaf: items in key order. A prefix that all keys share; for each item the head of its key, and where
 * its cell begins; and an array of {@link Cells} that is shared with older versions.
 *
 * <p>A head is the first four bytes behind the prefix, so that a search looks into cells, which are cold memory, about once.
 *
 * <p>Only {@link Leaf} changes the fields, and only while no reader knows of the version.
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

    private static final VarHandle BIG_ENDIAN_INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    byte[] prefix;

    /** A cell is never changed while a published version can see it. */
    byte[] cells;

    /** In the order of the keys; read as signed numbers. */
    int[] heads;

    /** Where cells begin, as unsigned numbers. */
    short[] offsets;

    int size;

    /** Bytes of the cells of the items. */
    int live;

    /** What large cells refer to, by the number that is their value. May have holes until the next rewrite. */
    @Nullable
    ChildRef[] large;

    LeafItems(long generation, byte[] prefix, byte[] cells, int[] heads, short[] offsets) {
        super(generation);
        this.prefix = prefix;
        this.cells = cells;
        this.heads = heads;
        this.offsets = offsets;
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

    byte[] cells() {
        return cells;
    }

    @Nullable
    ChildRef[] large() {
        return large;
    }

    /** Where the cell of an item begins. */
    int offset(int index) {
        return offsets[index] & 0xFFFF;
    }

    /** The head of a key, or of a cell; what is missing counts as zero. */
    static int head(byte[] bytes, int from, int length) {
        if (length >= Integer.BYTES) {
            return (int) BIG_ENDIAN_INT.get(bytes, from) ^ Integer.MIN_VALUE;
        }
        int head = 0;
        for (int i = 0; i < length; i++) {
            head |= (bytes[from + i] & 0xFF) << (24 - 8 * i);
        }
        return head ^ Integer.MIN_VALUE;
    }

    final int headAt(int offset) {
        return head(cells, Cells.restStart(cells, offset), Cells.restLength(cells, offset));
    }

    byte[] key(int index) {
        int offset = offset(index);
        int rest = Cells.restLength(cells, offset);
        byte[] key = Arrays.copyOf(prefix, prefix.length + rest);
        System.arraycopy(cells, Cells.restStart(cells, offset), key, prefix.length, rest);
        return key;
    }

    boolean isLarge(int index) {
        return Cells.isLarge(cells, offset(index));
    }

    /** The value of an item that is not large, as a new array. */
    byte[] value(int index) {
        return Cells.value(cells, offset(index));
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
        int at = Cells.valueStart(cells, offset);
        return (cells[at] & 0xFF) << 8 | (cells[at + 1] & 0xFF);
    }

    /** The key against all keys: below, above, or (0) among them as far as the prefix tells. */
    private int comparePrefix(byte[] key) {
        int common = Math.min(prefix.length, key.length);
        int order = Arrays.compareUnsigned(key, 0, common, prefix, 0, common);
        return order != 0 || key.length >= prefix.length ? order : -1;
    }

    private int compareRest(byte[] key, int head, int index) {
        int order = Integer.compare(head, heads[index]);
        if (order != 0) {
            return order;
        }
        int offset = offset(index);
        int start = Cells.restStart(cells, offset);
        return Arrays.compareUnsigned(
                key, prefix.length, key.length, cells, start, start + Cells.restLength(cells, offset));
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
