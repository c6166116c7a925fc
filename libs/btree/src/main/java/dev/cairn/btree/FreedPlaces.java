package dev.cairn.btree;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Places that the durable tree does not refer to but that some version may still. Each is given back when no live version is
 * of a generation in which the page was in the tree. Checkpoint thread only.
 */
final class FreedPlaces {

    /** A page that was in the versions from {@code born} on, and no more in {@code replaced}. */
    private record Waiting(Place place, long born, long replaced) {}

    private final SpaceMap space;
    private final LiveVersions versions;
    private List<Waiting> waiting = new ArrayList<>();

    FreedPlaces(SpaceMap space, LiveVersions versions) {
        this.space = space;
        this.versions = versions;
    }

    /** A reference that is in no durable tree any more. */
    void add(ChildRef ref) {
        Place place = ref.place();
        if (place == null) {
            throw new IllegalStateException("a page that never came to disk has no place to give back");
        }
        waiting.add(new Waiting(place, ref.born(), ref.replaced()));
    }

    /** Frees what no version can reach. */
    void reclaim() {
        long[] live = versions.generations();
        List<Waiting> still = new ArrayList<>();
        for (Waiting page : waiting) {
            if (isReachable(page, live)) {
                still.add(page);
            } else {
                space.release(page.place.offset(), page.place.occupied());
            }
        }
        waiting = still;
    }

    private static boolean isReachable(Waiting page, long[] live) {
        int found = Arrays.binarySearch(live, page.born);
        int first = found >= 0 ? found : -found - 1;
        return first < live.length && live[first] < page.replaced;
    }
}
