package dev.cairn.btree;

/** Limits of a tree, each with its reason. */
public final class TreeLimits {

    /** An entry key holds a name of up to 1,024 bytes behind its directory; separators of this size still leave a branch some children. */
    public static final int KEY_BYTES_MAX = 1_100;
    /** The largest extended attribute with its codec. */
    public static final int VALUE_BYTES_MAX = 65_535;

    /** Places on disk are multiples of it. */
    static final int BLOCK_BYTES = 4_096;
    /** A value larger than this part of a page gets a page of its own, so that leaves can always be split well. */
    static final int LARGE_VALUE_DIVISOR = 4;
    /** A page joins its neighbour when it is emptier than this part of the page size ... */
    static final int MERGE_BELOW_DIVISOR = 4;
    /** ... and both together fill no more than this percentage, so that the next insert does not split them again. */
    static final int MERGE_FILL_PERCENT = 70;
    /** Levels of a tree; 16 KiB pages of the longest keys reach 2^64 items long before. */
    static final int HEIGHT_MAX = 40;

    private TreeLimits() {}

    /** What is not there need not be within the limits to be removed. */
    static void require(Change change) {
        switch (change) {
            case Change.Put(byte[] key, byte[] value) -> {
                requireKey(key);
                requireValueBytes(value.length);
            }
            case Change.Add(byte[] key, long[] deltas) -> {
                requireKey(key);
                requireValueBytes((long) deltas.length * Long.BYTES);
            }
            case Change.Delete delete -> {}
            case Change.DeleteRange range -> {}
        }
    }

    static void requireKey(byte[] key) {
        if (key.length == 0 || key.length > KEY_BYTES_MAX) {
            throw new IllegalArgumentException("a key has 1 to " + KEY_BYTES_MAX + " bytes, not " + key.length);
        }
    }

    static void requireValue(byte[] value) {
        requireValueBytes(value.length);
    }

    private static void requireValueBytes(long bytes) {
        if (bytes > VALUE_BYTES_MAX) {
            throw new IllegalArgumentException("a value has at most " + VALUE_BYTES_MAX + " bytes, not " + bytes);
        }
    }

    /** Whether a value of so many bytes gets a page of its own. */
    static boolean isLarge(int valueBytes, int pageBytes) {
        return valueBytes > pageBytes / LARGE_VALUE_DIVISOR;
    }
}
