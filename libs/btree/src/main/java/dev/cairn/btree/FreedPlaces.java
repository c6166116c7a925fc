package dev.cairn.btree;

import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashSet;
import java.util.Set;

/**
 * Places that no durable tree refers to but that some snapshot may still. Each is given back once its reference object has
 * been collected. Checkpoint thread only.
 */
final class FreedPlaces {

    private static final class Watch extends PhantomReference<ChildRef> {
        final Place place;

        Watch(ChildRef ref, Place place, ReferenceQueue<ChildRef> queue) {
            super(ref, queue);
            this.place = place;
        }
    }

    private final SpaceMap space;
    private final ReferenceQueue<ChildRef> unreachable = new ReferenceQueue<>();
    private final Set<Watch> watched = new HashSet<>();

    FreedPlaces(SpaceMap space) {
        this.space = space;
    }

    /** A reference that is in no durable tree any more. One that never came to disk has no place to give back. */
    void watch(ChildRef ref) {
        Place place = ref.place();
        if (place != null) {
            watched.add(new Watch(ref, place, unreachable));
        }
    }

    /** Frees what has become unreachable. */
    void reclaim() {
        Reference<? extends ChildRef> collected;
        while ((collected = unreachable.poll()) != null) {
            if (collected instanceof Watch watch && watched.remove(watch)) {
                space.release(watch.place.offset(), watch.place.occupied());
            }
        }
    }
}
