package dev.cairn.btree;

import java.util.Arrays;

/** Items in key order. */
final class Leaf extends Node {

    /** What an item takes beside its key and value. */
    private static final int ITEM_OVERHEAD_BYTES = 6;

    private static final int FIRST_CAPACITY = 8;

    private byte[][] keys;
    private byte[][] values;
    private int size;
    private int bytes;

    /** Where the last insert went, to tell runs of ascending keys from random ones. */
    private int lastInsert = -2;

    Leaf(long generation) {
        this(generation, new byte[FIRST_CAPACITY][], new byte[FIRST_CAPACITY][], 0, 0);
    }

    private Leaf(long generation, byte[][] keys, byte[][] values, int size, int bytes) {
        super(generation);
        this.keys = keys;
        this.values = values;
        this.size = size;
        this.bytes = bytes;
    }

    @Override
    int bytes() {
        return bytes;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    Leaf forWriting(long present) {
        if (generation == present) {
            return this;
        }
        int capacity = Math.max(FIRST_CAPACITY, size + size / 8 + 1);
        var copy = new Leaf(present, Arrays.copyOf(keys, capacity), Arrays.copyOf(values, capacity), size, bytes);
        copy.lastInsert = lastInsert;
        return copy;
    }

    byte[] key(int index) {
        return keys[index];
    }

    byte[] value(int index) {
        return values[index];
    }

    /** The index of the key, or {@code -(insertion point) - 1}. */
    int find(byte[] key) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = Arrays.compareUnsigned(keys[middle], key);
            if (order < 0) {
                low = middle + 1;
            } else if (order > 0) {
                high = middle - 1;
            } else {
                return middle;
            }
        }
        return -(low + 1);
    }

    /** The index of the first key that is not below. */
    int ceiling(byte[] key) {
        int index = find(key);
        return index >= 0 ? index : -index - 1;
    }

    void replace(int index, byte[] value) {
        bytes += value.length - values[index].length;
        values[index] = value;
    }

    void insert(int index, byte[] key, byte[] value) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        System.arraycopy(keys, index, keys, index + 1, size - index);
        System.arraycopy(values, index, values, index + 1, size - index);
        keys[index] = key;
        values[index] = value;
        size++;
        bytes += itemBytes(index);
        lastInsert = index;
    }

    void remove(int index) {
        bytes -= itemBytes(index);
        System.arraycopy(keys, index + 1, keys, index, size - index - 1);
        System.arraycopy(values, index + 1, values, index, size - index - 1);
        size--;
        keys[size] = keys[Math.max(0, size - 1)];
        values[size] = values[Math.max(0, size - 1)];
        lastInsert = -2;
    }

    /** For loading a page: items come in order. */
    void append(byte[] key, byte[] value) {
        insert(size, key, value);
    }

    private int itemBytes(int index) {
        return keys[index].length + values[index].length + ITEM_OVERHEAD_BYTES;
    }

    /**
     * Moves the upper part to a new leaf. In a run of ascending inserts only what lies right of the run moves, so that runs
     * leave full pages behind.
     */
    Leaf splitOff() {
        int from = splitPoint();
        var right = new Leaf(generation);
        for (int i = from; i < size; i++) {
            right.append(keys[i], values[i]);
        }
        right.lastInsert = lastInsert >= from ? lastInsert - from : -2;
        while (size > from) {
            remove(size - 1);
        }
        return right;
    }

    private int splitPoint() {
        if (lastInsert == size - 1) {
            return size - 1;
        }
        int half = 0;
        int point = 0;
        while (point < size - 1 && half < bytes / 2) {
            half += itemBytes(point++);
        }
        return Math.max(1, point);
    }

    /** Takes all items of a leaf that lies right of this one. */
    void join(Leaf right) {
        for (int i = 0; i < right.size; i++) {
            append(right.keys[i], right.values[i]);
        }
        lastInsert = -2;
    }
}
