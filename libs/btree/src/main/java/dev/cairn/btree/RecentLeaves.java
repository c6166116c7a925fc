package dev.cairn.btree;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The leaves of the present generation that the writer came to last, with the range of keys of each: a key that follows one of
 * its kind needs no descent. Keys of a kind share their first byte; two leaves are kept for each, because a file and its
 * directory are of one kind and come in turn.
 *
 * <p>Writer thread only. It is told when a leaf's range changes.
 */
final class RecentLeaves {

    /** A power of two, above the kinds of keys that come in turn. */
    private static final int KINDS = 16;

    private final @Nullable Leaf[] leaves = new Leaf[2 * KINDS];
    private final byte[][] lows = new byte[2 * KINDS][];
    private final byte[] @Nullable [] highs = new byte[2 * KINDS][];

    /** Of each kind, which of its two leaves was used last: 0 or 1. */
    private final int[] last = new int[KINDS];

    private static int kind(byte[] key) {
        return key[0] & (KINDS - 1);
    }

    /** The leaf in whose range the key lies, if it is a recent one. */
    @Nullable
    Leaf find(byte[] key) {
        int kind = kind(key);
        int at = 2 * kind + last[kind];
        if (!holds(at, key)) {
            at ^= 1;
            if (!holds(at, key)) {
                return null;
            }
            last[kind] ^= 1;
        }
        return leaves[at];
    }

    private boolean holds(int at, byte[] key) {
        byte[] high = highs[at];
        return leaves[at] != null
                && Arrays.compareUnsigned(key, lows[at]) >= 0
                && (high == null || Arrays.compareUnsigned(key, high) < 0);
    }

    /**
     * Notes the leaf of a key, instead of the one of its kind that was not used for longest.
     *
     * @param low the leaf's keys are not below
     * @param high and below this; null if it is the last leaf
     */
    void note(byte[] key, Leaf leaf, byte[] low, byte @Nullable [] high) {
        int kind = kind(key);
        last[kind] ^= 1;
        int at = 2 * kind + last[kind];
        leaves[at] = leaf;
        lows[at] = low;
        highs[at] = high;
    }

    /** Forgets all, because leaves came, went or were published. */
    void clear() {
        Arrays.fill(leaves, null);
    }
}
