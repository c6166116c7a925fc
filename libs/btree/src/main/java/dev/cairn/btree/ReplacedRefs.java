package dev.cairn.btree;

import java.util.ArrayList;
import java.util.List;

/**
 * References that the working tree has left behind and that no checkpoint has left behind yet. One that is not on disk is not
 * held: only a checkpoint of an older version can still put it there, and then tells. Safe for use by any thread.
 */
final class ReplacedRefs {

    /** Guarded by this, like the marks in all references. */
    private final List<ChildRef> placed = new ArrayList<>();

    /** Notes what is in the tree no more from a generation on. */
    synchronized void note(long generation, List<ChildRef> refs) {
        for (ChildRef ref : refs) {
            ref.markReplaced(generation);
            if (ref.isSettled()) {
                hold(ref);
            }
        }
    }

    /** Notes what a checkpoint has placed, also if it failed later. */
    synchronized void settle(List<ChildRef> refs) {
        for (ChildRef ref : refs) {
            ref.settle();
            if (ref.replaced() != ChildRef.PRESENT) {
                hold(ref);
            }
        }
    }

    private void hold(ChildRef ref) {
        // Only old versions may want the node, and can load it.
        ref.evict();
        placed.add(ref);
    }

    /** Hands out what no durable tree has any more once the checkpoint of a generation is durable. */
    synchronized List<ChildRef> takeUpTo(long generation) {
        List<ChildRef> taken = new ArrayList<>();
        placed.removeIf(ref -> {
            boolean isLeft = ref.replaced() <= generation;
            if (isLeft) {
                taken.add(ref);
            }
            return isLeft;
        });
        return taken;
    }
}
