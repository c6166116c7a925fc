package dev.cairn.block;

import dev.cairn.api.block.SegmentId;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;

/**
 * The first 64 bytes of a chunk.
 *
 * <pre>
 *  0 magic "CNCK"   4 version   6 block size, power of two   8 owner   16 file offset   24 data bytes
 * 32 segment       40 chunk offset   48 CRC32C of the data   52 zeros   60 CRC32C of bytes 0 to 59
 * </pre>
 *
 * <p>A header names its own place, so one that was copied or written to the wrong offset shows.
 *
 * @param owner what the bytes are for, see {@code BlockService.append}
 * @param fileOffset offset of the first data byte in the owner's content
 * @param dataBytes length of the data
 * @param segment the segment the chunk lies in
 * @param chunk offset of this header in the segment
 * @param crc32c CRC32C of all the data, the identity of the chunk
 */
record ChunkHeader(long owner, long fileOffset, long dataBytes, SegmentId segment, long chunk, int crc32c) {

    private static final int MAGIC = 0x434E434B;
    private static final int VERSION = 1;
    private static final int BLOCK_SHIFT = Integer.numberOfTrailingZeros(ChunkLayout.BLOCK_BYTES);
    private static final int CRC_AT = ChunkLayout.HEADER_BYTES - 4;
    private static final int RESERVED_BYTES = 8;

    byte[] encode() {
        byte[] covered = new ByteWriter(ChunkLayout.HEADER_BYTES)
                .int32(MAGIC)
                .int16(VERSION)
                .int16(BLOCK_SHIFT)
                .int64(owner)
                .int64(fileOffset)
                .int64(dataBytes)
                .int64(segment.value())
                .int64(chunk)
                .int32(crc32c)
                .raw(new byte[RESERVED_BYTES])
                .toByteArray();
        return new ByteWriter(ChunkLayout.HEADER_BYTES)
                .raw(covered)
                .int32(Crc32c.of(covered, 0, covered.length))
                .toByteArray();
    }

    /**
     * Reads the header at the beginning of {@code stored}.
     *
     * @throws DamagedChunkException unless it is whole and of a version known here
     */
    static ChunkHeader decode(byte[] stored) throws DamagedChunkException {
        ByteReader reader = new ByteReader(stored, 0, ChunkLayout.HEADER_BYTES);
        if (reader.int32() != MAGIC) {
            throw new DamagedChunkException("no chunk header");
        }
        if (Crc32c.of(stored, 0, CRC_AT) != new ByteReader(stored, CRC_AT, ChunkLayout.HEADER_BYTES).int32()) {
            throw new DamagedChunkException("header checksum");
        }
        int version = reader.int16();
        int blockShift = reader.int16();
        if (version != VERSION || blockShift != BLOCK_SHIFT) {
            throw new DamagedChunkException("chunk version " + version + " with blocks of 2^" + blockShift);
        }
        ChunkHeader header = new ChunkHeader(
                reader.int64(),
                reader.int64(),
                reader.int64(),
                new SegmentId(reader.int64()),
                reader.int64(),
                reader.int32());
        if (header.dataBytes <= 0 || header.dataBytes > BlockLimits.CHUNK_BYTES_MAX) {
            throw new DamagedChunkException("a chunk of " + header.dataBytes + " bytes");
        }
        return header;
    }
}
