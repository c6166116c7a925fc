package dev.cairn.block;

/**
 * Where the parts of a chunk lie.
 *
 * <pre>
 * chunk                +64                    +64 + dataBytes             multiple of 64
 *   | header, 64 bytes | data, contiguous | CRC32C of each 64 KiB | CRC32C of those | unused |
 * </pre>
 */
final class ChunkLayout {

    static final int HEADER_BYTES = 64;

    /** The unit of verification: a read of any part checks the whole block, so it is the least a cold read costs. */
    static final int BLOCK_BYTES = 64 << 10;

    /** Chunks begin at multiples of this, so a scrub can find them behind a run that was never finished. */
    static final int ALIGNMENT = 64;

    private ChunkLayout() {}

    static int blocks(long dataBytes) {
        return Math.toIntExact((dataBytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
    }

    /** Bytes of that block; only the last one of a chunk may be short. */
    static int blockBytes(long dataBytes, int block) {
        return (int) Math.min(BLOCK_BYTES, dataBytes - (long) block * BLOCK_BYTES);
    }

    static int trailerBytes(long dataBytes) {
        return 4 * (blocks(dataBytes) + 1);
    }

    /** Bytes a chunk occupies in its segment. */
    static long footprint(long dataBytes) {
        return align(HEADER_BYTES + dataBytes + trailerBytes(dataBytes));
    }

    private static long align(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }
}
