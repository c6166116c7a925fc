package dev.cairn.metadata.shard;

import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.ByteReader;
import dev.cairn.metadata.item.Keys;
import java.time.Instant;

/**
 * Hands out change sequences: milliseconds in the high bits, a counter in the low 22, always greater than the last one.
 * A wall clock that jumps back only slows the milliseconds down. The replica's thread.
 */
public final class SeqClock {

    private static final int COUNTER_BITS = 22;

    private long last;

    /** Starts behind everything that is durable. */
    public void startBehind(TreeView state) {
        last = newest(state);
    }

    public long next(Instant now) {
        last = Math.max(last + 1, now.toEpochMilli() << COUNTER_BITS);
        return last;
    }

    /** The greatest sequence in a version of the tree: everything up to it is there, for sequences only grow. */
    public static long newest(TreeView state) {
        byte[] floor = state.get(Keys.seqFloor());
        long newest = floor == null ? 0 : new ByteReader(floor).int64();
        for (Keys.SeqZone zone : Keys.SeqZone.values()) {
            Cursor cursor = state.scanBackward(zone.end(), zone.start());
            if (cursor.next()) {
                newest = Math.max(newest, Keys.seqPosition(cursor.key()).seq());
            }
        }
        return Math.max(newest, forgotten(state));
    }

    /** A sequence that only a deletion had stays used when that is forgotten. */
    private static long forgotten(TreeView state) {
        byte[] trimmed = state.get(Keys.trimmedDeletions());
        return trimmed == null ? 0 : new ByteReader(trimmed).int64();
    }

    /** The first sequence that a change at this time could have. */
    public static long firstAt(Instant time) {
        return Math.max(0, time.toEpochMilli()) << COUNTER_BITS;
    }
}
