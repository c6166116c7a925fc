package dev.cairn.btree;

import org.jspecify.annotations.Nullable;

/**
 * How a branch refers to a child: by object while it is in memory, by place once it is on disk. Versions of the tree
 * share references, so a place is in use for as long as its reference can be reached.
 *
 * <p>The place is set once, by the checkpoint thread. The node is dropped and loaded again by any thread.
 */
final class ChildRef {

    private volatile @Nullable Place place;
    private volatile @Nullable Node node;

    /** Set by readers, cleared by the eviction clock; a lost update costs at most a reload. */
    volatile boolean recentlyUsed = true;

    private ChildRef(@Nullable Place place, @Nullable Node node) {
        this.place = place;
        this.node = node;
    }

    static ChildRef to(Node node) {
        return new ChildRef(null, node);
    }

    static ChildRef at(Place place) {
        return new ChildRef(place, null);
    }

    @Nullable
    Place place() {
        return place;
    }

    @Nullable
    Node resident() {
        return node;
    }

    void placed(Place at) {
        place = at;
    }

    void loaded(Node fresh) {
        node = fresh;
    }

    /** Drops the node from memory, if it can be loaded again. */
    void evict() {
        if (place != null) {
            node = null;
        }
    }
}
