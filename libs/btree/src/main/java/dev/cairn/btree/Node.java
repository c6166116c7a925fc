package dev.cairn.btree;

/**
 * A page in memory. It may be changed in place by the writer for as long as it is newer than the last publish; from then
 * on it is immutable and readers walk it without locks.
 */
abstract sealed class Node permits LeafItems, Branch, LargeValue {

    /** The generation in which the node was made. */
    final long generation;

    Node(long generation) {
        this.generation = generation;
    }

    /** The bytes of its page, at most. */
    abstract int bytes();
}
