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

    /**
     * What a leaf that was dropped refers to. Whoever loads it again must get the same objects, because a place is known to
     * be free by its reference being unreachable.
     */
    private @Nullable ChildRef @Nullable [] keptLarge;

    /** Set by readers, cleared by the eviction clock; a lost or late update costs at most a reload. */
    private boolean recentlyUsed = true;

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

    /** Notes a use. Most readers only look: a write of each would move the line between their caches. */
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
        if (fresh instanceof Leaf leaf && keptLarge != null) {
            leaf.adoptLarge(keptLarge);
        }
        node = fresh;
        return fresh;
    }

    /**
     * Drops the node from memory, if it can be loaded again. A branch stays: one that is loaded again would refer to its
     * children by other objects than the versions before and after it do.
     */
    synchronized void evict() {
        if (place != null && !(node instanceof Branch)) {
            if (node instanceof Leaf leaf && leaf.large().length > 0) {
                keptLarge = leaf.large();
            }
            node = null;
        }
    }
}
