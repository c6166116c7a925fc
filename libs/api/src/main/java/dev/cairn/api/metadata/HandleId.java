package dev.cairn.api.metadata;

/** Names a {@link Handle}; never given out twice. Its top 16 bits are the shard that keeps it. */
public record HandleId(long value) implements Comparable<HandleId> {

    /** In front of all handles. */
    public static final HandleId NONE = new HandleId(0);

    @Override
    public int compareTo(HandleId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(value);
    }
}
