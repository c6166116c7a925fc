package dev.cairn.btree;

/** One change of a tree. The arrays are handed over and must not be changed afterwards. */
public sealed interface Change {

    /** Sets a value, whether or not there was one. */
    record Put(byte[] key, byte[] value) implements Change {}

    /** Removes an item; harmless if there is none. */
    record Delete(byte[] key) implements Change {}

    /**
     * Adds to the counters of an item, which are a vector of 64-bit big-endian numbers. A missing item counts as zeros; an
     * item that is all zeros afterwards vanishes.
     */
    record Add(byte[] key, long[] deltas) implements Change {}

    /** Removes all items from {@code from} inclusive to {@code to} exclusive. */
    record DeleteRange(byte[] from, byte[] to) implements Change {}
}
