package dev.cairn.kernel;

/**
 * The identity of an inode, unsigned 64 bits, never given out twice. The top 16 bits are its home shard, the rest a
 * counter that never goes back.
 */
public record InodeNumber(long value) implements Comparable<InodeNumber> {

    /** The root directory. */
    public static final InodeNumber ROOT = new InodeNumber(1);

    /** Numbers below this one are reserved on every shard. */
    public static final long FIRST_COUNTER = 1024;

    private static final int SHARD_SHIFT = 48;

    public static InodeNumber of(ShardId shard, long counter) {
        if (counter <= 0 || counter >= 1L << SHARD_SHIFT) {
            throw new IllegalArgumentException("inode counter out of range: " + counter);
        }
        return new InodeNumber(((long) shard.value() << SHARD_SHIFT) | counter);
    }

    /** Parses unsigned decimal text, the form in which numbers travel in JSON and URLs. */
    public static InodeNumber parse(String text) {
        return new InodeNumber(Long.parseUnsignedLong(text));
    }

    public ShardId shard() {
        return new ShardId((int) (value >>> SHARD_SHIFT));
    }

    @Override
    public int compareTo(InodeNumber other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(value);
    }
}
