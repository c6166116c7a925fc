package dev.cairn.btree;

import java.util.Arrays;

/**
 * Children with the keys that separate them: everything in child i is at least separator i, and below separator i + 1. The
 * first separator is empty on the left edge of the tree and never compared.
 */
final class Branch extends Node {

    private static final int CHILD_OVERHEAD_BYTES = 18;

    private byte[][] separators;
    private ChildRef[] children;
    private int size;
    private int bytes;
    private int lastInsert = -2;

    Branch(long generation) {
        this(generation, new byte[8][], new ChildRef[8], 0, 0);
    }

    private Branch(long generation, byte[][] separators, ChildRef[] children, int size, int bytes) {
        super(generation);
        this.separators = separators;
        this.children = children;
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
    Branch forWriting(long present) {
        if (generation == present) {
            return this;
        }
        int capacity = size + size / 8 + 2;
        var copy = new Branch(
                present, Arrays.copyOf(separators, capacity), Arrays.copyOf(children, capacity), size, bytes);
        copy.lastInsert = lastInsert;
        return copy;
    }

    byte[] separator(int index) {
        return separators[index];
    }

    ChildRef child(int index) {
        return children[index];
    }

    /** The child in whose range the key lies. */
    int indexOf(byte[] key) {
        int low = 1;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            if (Arrays.compareUnsigned(separators[middle], key) <= 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return low - 1;
    }

    void setChild(int index, ChildRef child) {
        children[index] = child;
    }

    void insert(int index, byte[] separator, ChildRef child) {
        if (size == children.length) {
            separators = Arrays.copyOf(separators, size * 2);
            children = Arrays.copyOf(children, size * 2);
        }
        System.arraycopy(separators, index, separators, index + 1, size - index);
        System.arraycopy(children, index, children, index + 1, size - index);
        separators[index] = separator;
        children[index] = child;
        size++;
        bytes += separator.length + CHILD_OVERHEAD_BYTES;
        lastInsert = index;
    }

    /** Removes a child; the next one takes over the low end of its range, so nothing falls below the first separator. */
    void remove(int index) {
        byte[] low = separators[index];
        int gone = index == 0 && size > 1 ? 1 : index;
        bytes -= separators[gone].length + CHILD_OVERHEAD_BYTES;
        System.arraycopy(separators, index + 1, separators, index, size - index - 1);
        System.arraycopy(children, index + 1, children, index, size - index - 1);
        size--;
        if (index == 0 && size > 0) {
            separators[0] = low;
        }
        separators[size] = low;
        children[size] = children[Math.max(0, size - 1)];
        lastInsert = -2;
    }

    void append(byte[] separator, ChildRef child) {
        insert(size, separator, child);
    }

    Branch splitOff() {
        int from = lastInsert == size - 1 ? size - 1 : size / 2;
        var right = new Branch(generation);
        for (int i = from; i < size; i++) {
            right.append(separators[i], children[i]);
        }
        right.lastInsert = lastInsert >= from ? lastInsert - from : -2;
        while (size > from) {
            remove(size - 1);
        }
        return right;
    }

    /** Takes all children of a branch that lies right of this one and begins at {@code low}. */
    void join(byte[] low, Branch right) {
        for (int i = 0; i < right.size; i++) {
            append(i == 0 ? low : right.separators[i], right.children[i]);
        }
        lastInsert = -2;
    }
}
