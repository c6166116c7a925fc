package dev.cairn.btree;

import java.util.Arrays;

/**
 * Children with the keys that separate them: everything in child i is at least separator i, and below separator i + 1. The
 * first separator stands for the low end of the branch and is never compared. Heads, the first four bytes of the separators
 * behind the prefix they share, decide most comparisons.
 *
 * <p>Versions share separators and heads until one of them gets or loses a child: most changes below a branch replace children
 * only, and in random directories a batch copies nearly every branch.
 */
final class Branch extends Node {

    /** The separator in front of all keys. */
    static final byte[] LOWEST = new byte[0];

    private static final int CHILD_OVERHEAD_BYTES = 22;
    private static final int FIRST_CAPACITY = 8;

    private byte[][] separators;
    private int[] heads;
    private ChildRef[] children;

    /** Whether an older version has the same separators and heads. */
    private boolean sharesKeys;

    private int size;
    private int bytes;

    /** What the separators but the first one share, at least. */
    private int prefixLength;

    private int lastInsert = -2;

    Branch(long generation) {
        this(
                generation,
                new byte[FIRST_CAPACITY][],
                new int[FIRST_CAPACITY],
                new ChildRef[FIRST_CAPACITY],
                0,
                PageCodec.HEADER_BYTES);
    }

    private Branch(long generation, byte[][] separators, int[] heads, ChildRef[] children, int size, int bytes) {
        super(generation);
        this.separators = separators;
        this.heads = heads;
        this.children = children;
        this.size = size;
        this.bytes = bytes;
    }

    @Override
    int bytes() {
        return bytes;
    }

    int size() {
        return size;
    }

    /** This branch, if it may still be changed in the generation, else a copy that may. */
    Branch forWriting(long present) {
        return generation == present ? this : copy(present);
    }

    /** The shortest prefix of {@code above} that is still above {@code below}. */
    static byte[] shortestBetween(byte[] below, byte[] above) {
        int mismatch = Arrays.mismatch(below, above);
        return Arrays.copyOf(above, Math.min(above.length, mismatch + 1));
    }

    Branch copy(long present) {
        var copy = new Branch(present, separators, heads, children.clone(), size, bytes);
        copy.sharesKeys = true;
        copy.prefixLength = prefixLength;
        copy.lastInsert = lastInsert;
        return copy;
    }

    byte[] separator(int index) {
        return separators[index];
    }

    ChildRef child(int index) {
        return children[index];
    }

    private static int head(byte[] key, int from) {
        int head = 0;
        for (int i = from; i < from + Integer.BYTES; i++) {
            head = head << 8 | (i < key.length ? key[i] & 0xFF : 0);
        }
        return head;
    }

    /** The child in whose range the key lies. */
    int indexOf(byte[] key) {
        if (size <= 1) {
            return 0;
        }
        byte[] any = separators[1];
        int common = Math.min(prefixLength, key.length);
        int order = Arrays.compareUnsigned(key, 0, common, any, 0, common);
        if (order != 0 || common < prefixLength) {
            return order > 0 ? size - 1 : 0;
        }
        int head = head(key, prefixLength);
        int low = 1;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int compared = Integer.compareUnsigned(heads[middle], head);
            if (compared == 0) {
                compared = Arrays.compareUnsigned(separators[middle], key);
            }
            if (compared <= 0) {
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
            children = Arrays.copyOf(children, size + size / 4 + 1);
        }
        ownKeys(children.length);
        System.arraycopy(separators, index, separators, index + 1, size - index);
        System.arraycopy(heads, index, heads, index + 1, size - index);
        System.arraycopy(children, index, children, index + 1, size - index);
        separators[index] = separator;
        children[index] = child;
        size++;
        bytes += separator.length + CHILD_OVERHEAD_BYTES;
        lastInsert = index;
        if (index == 0) {
            headsAnew();
        } else {
            noteHead(index);
        }
    }

    /** Makes separators and heads this version's own, with room for so many. */
    private void ownKeys(int capacity) {
        if (sharesKeys || separators.length < capacity) {
            separators = Arrays.copyOf(separators, capacity);
            heads = Arrays.copyOf(heads, capacity);
            sharesKeys = false;
        }
    }

    private void noteHead(int index) {
        byte[] separator = separators[index];
        byte[] neighbour = separators[index == 1 ? Math.min(2, size - 1) : 1];
        int mismatch = Arrays.mismatch(separator, neighbour);
        boolean sharesPrefix = size > 2 && (mismatch < 0 || mismatch >= prefixLength);
        if (sharesPrefix) {
            heads[index] = head(separator, prefixLength);
        } else {
            headsAnew();
        }
    }

    private void headsAnew() {
        int common = size > 1 ? separators[1].length : 0;
        for (int i = 2; i < size; i++) {
            int mismatch = Arrays.mismatch(separators[1], separators[i]);
            common = Math.min(common, mismatch < 0 ? separators[i].length : mismatch);
        }
        prefixLength = common;
        for (int i = 1; i < size; i++) {
            heads[i] = head(separators[i], common);
        }
    }

    /** Removes a child; the next one takes over the low end of its range, so nothing falls below the first separator. */
    void remove(int index) {
        ownKeys(children.length);
        byte[] low = separators[index];
        int gone = index == 0 && size > 1 ? 1 : index;
        bytes -= separators[gone].length + CHILD_OVERHEAD_BYTES;
        System.arraycopy(separators, index + 1, separators, index, size - index - 1);
        System.arraycopy(heads, index + 1, heads, index, size - index - 1);
        System.arraycopy(children, index + 1, children, index, size - index - 1);
        size--;
        if (index == 0 && size > 0) {
            separators[0] = low;
        }
        separators[size] = low;
        // A reference that stayed behind the end would keep the place of its page from being free.
        Arrays.fill(children, size, size + 1, null);
        lastInsert = -2;
    }

    void append(byte[] separator, ChildRef child) {
        insert(size, separator, child);
    }

    Branch splitOff() {
        int from = lastInsert == size - 1 ? size - 1 : size / 2;
        return splitOff(from);
    }

    private Branch splitOff(int from) {
        var right = new Branch(generation);
        for (int i = from; i < size; i++) {
            right.append(separators[i], children[i]);
        }
        right.lastInsert = lastInsert >= from ? lastInsert - from : -2;
        while (size > from) {
            remove(size - 1);
        }
        headsAnew();
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
