package dev.cairn.api.block;

/** A large append-only piece of storage that one block-service instance writes. Never reused. */
public record SegmentId(long value) implements Comparable<SegmentId> {

    @Override
    public int compareTo(SegmentId other) {
        return Long.compareUnsigned(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toUnsignedString(value);
    }
}
