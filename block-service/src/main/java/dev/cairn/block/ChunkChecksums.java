package dev.cairn.block;

import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The CRC32C of each block of a chunk, and the CRC32C of the whole that follows from them. Collects them while the data
 * passes, or holds those of a stored chunk. Not thread-safe.
 */
final class ChunkChecksums {

    private static final int FULL_BLOCK_SHIFT = Crc32c.shift(ChunkLayout.BLOCK_BYTES);

    private int[] blocks;
    private long bytes;
    private final CRC32C running = new CRC32C();

    private ChunkChecksums(int[] blocks, long bytes) {
        this.blocks = blocks;
        this.bytes = bytes;
    }

    /** For data to come, about {@code expectedBytes} of it. */
    static ChunkChecksums collecting(long expectedBytes) {
        return new ChunkChecksums(new int[ChunkLayout.blocks(expectedBytes)], 0);
    }

    /**
     * The checksums of a stored chunk.
     *
     * @throws DamagedChunkException unless they are whole and belong to a chunk with that header
     */
    static ChunkChecksums decode(byte[] trailer, ChunkHeader header) throws DamagedChunkException {
        int tableBytes = trailer.length - 4;
        if (Crc32c.of(trailer, 0, tableBytes) != new ByteReader(trailer, tableBytes, trailer.length).int32()) {
            throw new DamagedChunkException("checksum of the checksums");
        }
        ByteReader reader = new ByteReader(trailer, 0, tableBytes);
        int[] blocks = new int[tableBytes / 4];
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = reader.int32();
        }
        ChunkChecksums checksums = new ChunkChecksums(blocks, header.dataBytes());
        if (checksums.identity() != header.crc32c()) {
            throw new DamagedChunkException("checksums of another chunk");
        }
        return checksums;
    }

    void update(byte[] data, int from, int count) {
        int at = from;
        int rest = count;
        while (rest > 0) {
            int inBlock = (int) (bytes % ChunkLayout.BLOCK_BYTES);
            int step = Math.min(rest, ChunkLayout.BLOCK_BYTES - inBlock);
            if (inBlock == 0) {
                running.reset();
            }
            running.update(data, at, step);
            int block = (int) (bytes / ChunkLayout.BLOCK_BYTES);
            if (block == blocks.length) {
                blocks = Arrays.copyOf(blocks, Math.max(4, blocks.length * 2));
            }
            blocks[block] = (int) running.getValue();
            bytes += step;
            at += step;
            rest -= step;
        }
    }

    long bytes() {
        return bytes;
    }

    /** The CRC32C of all the data. */
    int identity() {
        int count = ChunkLayout.blocks(bytes);
        int joined = 0;
        for (int i = 0; i < count; i++) {
            int length = ChunkLayout.blockBytes(bytes, i);
            int shift = length == ChunkLayout.BLOCK_BYTES ? FULL_BLOCK_SHIFT : Crc32c.shift(length);
            joined = Crc32c.multiply(shift, joined) ^ blocks[i];
        }
        return joined;
    }

    byte[] trailer() {
        int count = ChunkLayout.blocks(bytes);
        ByteWriter writer = new ByteWriter(4 * (count + 1));
        for (int i = 0; i < count; i++) {
            writer.int32(blocks[i]);
        }
        byte[] table = writer.toByteArray();
        return writer.int32(Crc32c.of(table, 0, table.length)).toByteArray();
    }

    boolean matches(int block, byte[] data, int from, int count) {
        return Crc32c.of(data, from, count) == blocks[block];
    }
}
