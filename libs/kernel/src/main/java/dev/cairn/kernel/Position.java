package dev.cairn.kernel;

import java.util.Comparator;

/**
 * Where a batch stands in a shard's transaction log. Positions are totally ordered: first by epoch, then by the index
 * of the entry. Indexes grow by one and go on across epochs; only the first entry of an epoch may follow a gap-free
 * predecessor of an older epoch.
 *
 * @param epoch the term of the leader that appended the entry
 * @param index 1 for the first entry ever appended to the log
 */
public record Position(Epoch epoch, long index) implements Comparable<Position> {

    /** Before the first entry. */
    public static final Position START = new Position(Epoch.NONE, 0);

    private static final Comparator<Position> ORDER =
            Comparator.comparing(Position::epoch).thenComparingLong(Position::index);

    public Position {
        if (index < 0) {
            throw new IllegalArgumentException("log index must not be negative: " + index);
        }
    }

    public boolean isAfter(Position other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Position other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return epoch + ":" + index;
    }
}
