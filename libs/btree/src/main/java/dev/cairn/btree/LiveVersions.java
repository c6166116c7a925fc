package dev.cairn.btree;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * Which published versions somebody may still read: those whose reader has not been collected. Readers hold a version by
 * holding its reader, and so do their cursors; nothing has to be closed. Safe for use by any thread.
 *
 * <p>Readers are small and mostly die young, so that a version is known to be gone soon after it is, and not when old memory is
 * collected.
 */
final class LiveVersions {

    private static final int FIRST_PRUNING = 1_024;

    private static final class Version extends WeakReference<TreeReader> {
        final long generation;

        Version(long generation, TreeReader reader) {
            super(reader);
            this.generation = generation;
        }
    }

    /** Guarded by this, like the number below. In the order of generations. */
    private final List<Version> versions = new ArrayList<>();

    private int pruneAt = FIRST_PRUNING;

    synchronized void add(long generation, TreeReader reader) {
        if (versions.size() >= pruneAt) {
            prune();
            pruneAt = Math.max(FIRST_PRUNING, 2 * versions.size());
        }
        versions.add(new Version(generation, reader));
    }

    private void prune() {
        versions.removeIf(version -> version.refersTo(null));
    }

    /** The generations of the live versions, ascending. */
    synchronized long[] generations() {
        prune();
        return versions.stream().mapToLong(version -> version.generation).toArray();
    }
}
