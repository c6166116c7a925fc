package dev.cairn.block;

import dev.cairn.block.allocation.WriterId;
import java.time.Duration;

/**
 * Settings of one block-service instance.
 *
 * @param writer who leases segments here
 * @param zone where the instance stands, for the allocator's choice; may be empty
 * @param segmentBytes size of a segment
 * @param chunkBytesMax data bytes of a chunk; a longer body is cut
 * @param verifyAgainAfter how long a verified chunk is trusted before it is read and checked again
 * @param sealRetry pause before a seal that the allocator did not take is repeated
 */
public record BlockSettings(
        WriterId writer,
        String zone,
        long segmentBytes,
        int chunkBytesMax,
        Duration verifyAgainAfter,
        Duration sealRetry) {

    public static final long SEGMENT_BYTES_DEFAULT = 1L << 30;

    public BlockSettings {
        if (chunkBytesMax < ChunkLayout.BLOCK_BYTES || chunkBytesMax > BlockLimits.CHUNK_BYTES_MAX) {
            throw new IllegalArgumentException("chunkBytesMax must be " + ChunkLayout.BLOCK_BYTES + " to "
                    + BlockLimits.CHUNK_BYTES_MAX + ": " + chunkBytesMax);
        }
        if (segmentBytes < ChunkLayout.footprint(chunkBytesMax)) {
            throw new IllegalArgumentException("a chunk of " + chunkBytesMax + " bytes needs a segment of "
                    + ChunkLayout.footprint(chunkBytesMax) + ", not " + segmentBytes);
        }
    }

    public static BlockSettings defaults(WriterId writer) {
        return new BlockSettings(
                writer,
                "",
                SEGMENT_BYTES_DEFAULT,
                BlockLimits.CHUNK_BYTES_MAX,
                Duration.ofDays(1),
                Duration.ofSeconds(1));
    }

    public BlockSettings withSegments(long bytes, int chunkBytes) {
        return new BlockSettings(writer, zone, bytes, chunkBytes, verifyAgainAfter, sealRetry);
    }

    public BlockSettings inZone(String newZone) {
        return new BlockSettings(writer, newZone, segmentBytes, chunkBytesMax, verifyAgainAfter, sealRetry);
    }

    int pieceBytes() {
        return Math.min(BlockLimits.PIECE_BYTES, chunkBytesMax);
    }
}
