package dev.cairn.btree;

import org.jspecify.annotations.Nullable;

/**
 * How a branch refers to a child: by object while it is in memory, by place once it is on disk. Versions of the tree
 * share references; the generations in which they do tell when the place is free.
 *
 * <p>The place is set once, by the checkpoint thread. The node is dropped and loaded again by any thread.
 */
final class ChildRef {

    /** Instead of a generation: it is in the working tree. */
    static final long PRESENT = Long.MAX_VALUE;

    private final long born;
    private volatile @Nullable Place place;
    private volatile @Nullable Node node;

    /** The generation from which on it is not in the tree. Guarded by the {@link ReplacedRefs}, like the flag below. */
    private long replaced = PRESENT;

    /** Whether it is known to be on disk, and not only to a checkpoint that is going on. */
    private boolean isSettled;

    /** Set by readers, cleared by the eviction clock; a lost or late update costs at most a reload. */
    private boolean recentlyUsed = true;

    private ChildRef(long born, @Nullable Place place, @Nullable Node node) {
        this.born = born;
        this.place = place;
        this.node = node;
    }

    static ChildRef to(Node node) {
        return new ChildRef(node.generation, null, node);
    }

    /** What a page refers to: it may be in any version. */
    static ChildRef at(Place place) {
        var ref = new ChildRef(0, place, null);
        ref.isSettled = true;
        return ref;
    }

    /** The first generation that may have it. */
    long born() {
        return born;
    }

    long replaced() {
        return replaced;
    }

    void markReplaced(long generation) {
        replaced = generation;
    }

    boolean isSettled() {
        return isSettled;
    }

    void settle() {
        isSettled = true;
    }

    @Nullable
    Place place() {
        return place;
    }

    @Nullable
    Node resident() {
        return node;
    }

    /** Notes a use. Mostly it only looks: a write of each reader would move the line between their caches. */
    void use() {
        if (!recentlyUsed) {
            recentlyUsed = true;
        }
    }

    /** Whether it was used since this was last asked. */
    boolean takeUse() {
        boolean isUsed = recentlyUsed;
        recentlyUsed = false;
        return isUsed;
    }

    void placed(Place at) {
        place = at;
    }

    /** Installs a node that was read; answers the one that counts, which another thread may have installed before. */
    synchronized Node loaded(Node fresh) {
        Node present = node;
        if (present != null) {
            return present;
        }
        node = fresh;
        return fresh;
    }

    /** Drops the node from memory, if it can be loaded again. Branches stay: each would load its children anew. */
    synchronized void evict() {
        if (place != null && !(node instanceof Branch)) {
            node = null;
        }
    }
}
