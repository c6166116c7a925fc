package dev.cairn.metadata.extent;

import dev.cairn.api.metadata.MetadataLimits;

/** Borders of blocks. The greatest offset counts as one, since nothing lies behind it. */
public final class Blocks {

    private static final long MASK = MetadataLimits.BLOCK_BYTES - 1L;

    private Blocks() {}

    /** Where the block of a byte begins. */
    public static long floor(long offset) {
        return offset & ~MASK;
    }

    /** The first border at or behind an offset. */
    public static long ceil(long offset) {
        return offset > Long.MAX_VALUE - MASK ? Long.MAX_VALUE : offset + MASK & ~MASK;
    }

    public static boolean isAligned(long offset) {
        return (offset & MASK) == 0;
    }

    /** Whether {@code offset + length - 1}, unsigned, wraps. */
    public static boolean wraps(long offset, long length) {
        return Long.compareUnsigned(offset + length - 1, offset) < 0;
    }

    /** The sum of two unsigned numbers as an offset, at most the greatest one. */
    public static long end(long offset, long length) {
        long end = offset + length;
        return offset < 0 || length < 0 || end < 0 ? Long.MAX_VALUE : end;
    }
}
