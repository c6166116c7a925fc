package dev.cairn.btree;

import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * References that the working tree has left behind and that no checkpoint has left behind yet. One that is not on disk is
 * held weakly: if nobody can reach it any more, it never gets there. Safe for use by any thread.
 */
final class ReplacedRefs {

    private static final int FIRST_PRUNING = 1_024;

    private record Placed(long generation, ChildRef ref) {}

    private static final class Unplaced extends WeakReference<ChildRef> {
        final long generation;

        Unplaced(long generation, ChildRef ref) {
            super(ref);
            this.generation = generation;
        }
    }

    /** Guarded by this, like those below. */
    private final Deque<Placed> placed = new ArrayDeque<>();

    private List<Unplaced> unplaced = new ArrayList<>();
    private int pruneAt = FIRST_PRUNING;

    synchronized void note(long generation, List<ChildRef> refs) {
        for (ChildRef ref : refs) {
            if (ref.place() != null) {
                // Only old snapshots may want it, and can load it.
                ref.evict();
                placed.addLast(new Placed(generation, ref));
            } else {
                unplaced.add(new Unplaced(generation, ref));
            }
        }
        if (unplaced.size() >= pruneAt) {
            unplaced.removeIf(mark -> mark.refersTo(null));
            pruneAt = Math.max(FIRST_PRUNING, 2 * unplaced.size());
        }
    }

    /** Hands out what no durable tree has any more once the checkpoint of a generation is durable. */
    synchronized List<ChildRef> takeUpTo(long generation) {
        List<ChildRef> taken = new ArrayList<>();
        placed.removeIf(entry -> {
            boolean isLeft = entry.generation <= generation;
            if (isLeft) {
                taken.add(entry.ref);
            }
            return isLeft;
        });
        return taken;
    }

    /** Holds what a checkpoint has placed; its snapshot must still be reachable, so that nothing has been forgotten. */
    synchronized void holdPlaced() {
        List<Unplaced> still = new ArrayList<>();
        for (Unplaced mark : unplaced) {
            ChildRef ref = mark.get();
            if (ref != null && ref.place() != null) {
                ref.evict();
                placed.addLast(new Placed(mark.generation, ref));
            } else if (ref != null) {
                still.add(mark);
            }
        }
        unplaced = still;
    }
}
