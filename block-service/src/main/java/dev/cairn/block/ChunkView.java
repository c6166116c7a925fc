package dev.cairn.block;

import dev.cairn.api.block.Location;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The stored bytes of one chunk, as they are. The first of them are read at once and kept, enough to hold all of a
 * small chunk, so that a small cold read costs one disk operation. Not thread-safe.
 */
final class ChunkView {

    private final DiskFile file;
    private final Location location;
    private final byte[] head;

    private ChunkView(DiskFile file, Location location, byte[] head) {
        this.file = file;
        this.location = location;
        this.head = head;
    }

    static ChunkView open(DiskFile file, Location location) throws DamagedChunkException {
        long least = location.skip() + location.length();
        byte[] head = new byte
                [least <= BlockLimits.STREAM_BUFFER_BYTES
                        ? (int) (ChunkLayout.HEADER_BYTES + least + ChunkLayout.trailerBytes(least))
                        : ChunkLayout.HEADER_BYTES];
        readFully(file, location, 0, head, head.length);
        return new ChunkView(file, location, head);
    }

    /** The header, which is that of the location's chunk. */
    ChunkHeader header() throws DamagedChunkException {
        ChunkHeader header = ChunkHeader.decode(head);
        if (!header.segment().equals(location.segment()) || header.chunk() != location.chunk()) {
            throw new DamagedChunkException("a chunk of segment " + header.segment() + " offset " + header.chunk());
        }
        if (header.crc32c() != location.crc32c()) {
            throw new DamagedChunkException("another chunk");
        }
        if (location.skip() + location.length() > header.dataBytes()) {
            throw new DamagedChunkException("a chunk of " + header.dataBytes() + " bytes only");
        }
        return header;
    }

    ChunkChecksums checksums(ChunkHeader header) throws DamagedChunkException {
        byte[] trailer = new byte[ChunkLayout.trailerBytes(header.dataBytes())];
        read(ChunkLayout.HEADER_BYTES + header.dataBytes(), trailer, trailer.length);
        return ChunkChecksums.decode(trailer, header);
    }

    /** Fills {@code target} with data bytes from {@code from} on, counted from the first of the chunk. */
    void data(long from, byte[] target, int count) throws DamagedChunkException {
        read(ChunkLayout.HEADER_BYTES + from, target, count);
    }

    private void read(long offset, byte[] target, int count) throws DamagedChunkException {
        if (offset + count <= head.length) {
            System.arraycopy(head, (int) offset, target, 0, count);
        } else {
            readFully(file, location, offset, target, count);
        }
    }

    static void readFully(DiskFile file, Location location, long offset, byte[] target, int count)
            throws DamagedChunkException {
        int got;
        try {
            got = file.read(location.chunk() + offset, ByteBuffer.wrap(target, 0, count));
        } catch (IOException e) {
            throw DiskErrors.failed("read segment " + location.segment(), e);
        }
        if (got < count) {
            throw new DamagedChunkException("the segment ends within the chunk");
        }
    }
}
