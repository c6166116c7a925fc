package dev.cairn.kernel;

/**
 * A partition of the metadata: one B-tree, one transaction log, one leader at a time.
 *
 * @param value 0 to 65,535; it is the top 16 bits of every inode number whose home the shard is
 */
public record ShardId(int value) implements Comparable<ShardId> {

    /** The shard of the root directory. */
    public static final ShardId FIRST = new ShardId(0);

    public ShardId {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("shard must be 0 to 65535: " + value);
        }
    }

    @Override
    public int compareTo(ShardId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
