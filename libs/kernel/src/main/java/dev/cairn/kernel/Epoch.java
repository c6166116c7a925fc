package dev.cairn.kernel;

/**
 * The term number of a leader. It is raised by compare-and-set in ZooKeeper before a leader serves, never goes back,
 * and travels with every log entry, grant and call so that a receiver can refuse a leader of the past.
 *
 * @param value 0 means "before the first leader"
 */
public record Epoch(long value) implements Comparable<Epoch> {

    /** No leader has served yet. */
    public static final Epoch NONE = new Epoch(0);

    public Epoch {
        if (value < 0) {
            throw new IllegalArgumentException("epoch must not be negative: " + value);
        }
    }

    public Epoch next() {
        return new Epoch(Math.addExact(value, 1));
    }

    public boolean isBefore(Epoch other) {
        return value < other.value;
    }

    @Override
    public int compareTo(Epoch other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
