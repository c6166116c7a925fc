package dev.cairn.log;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One entry as it stands in a segment, big-endian:
 *
 * <pre>
 * magic 4 | length of content 4 | crc32c 4 | epoch 8 | index 8 | durable 8 | content
 * </pre>
 *
 * The checksum covers the salt of the segment, the length, and everything behind the checksum; the salt keeps frames of a
 * file's earlier life, and frames that somebody put into the content of an entry, from ever being taken for frames.
 * {@code durable} is the index of the last entry that was durable when this one was written: a damaged frame in front of one
 * that says it was durable is corruption, any other is a torn tail.
 */
record LogFrame(Position position, long durable, byte[] content) {

    static final int HEADER_BYTES = 36;
    static final int MAGIC = 0xCA1D_0601;

    private static final int CHECKSUM_AT = 8;
    private static final int COVERED_FROM = 12;

    int encodedBytes() {
        return HEADER_BYTES + content.length;
    }

    void encode(ByteBuffer target, long salt) {
        int start = target.position();
        target.putInt(MAGIC)
                .putInt(content.length)
                .putInt(0)
                .putLong(position.epoch().value())
                .putLong(position.index())
                .putLong(durable)
                .put(content);
        target.putInt(start + CHECKSUM_AT, checksum(target, start, content.length, salt));
    }

    /** The frame at the position of the buffer, which moves behind it; null, with the position kept, if there is no whole one. */
    static @Nullable LogFrame decode(ByteBuffer source, long salt) {
        int start = source.position();
        if (source.remaining() < HEADER_BYTES || source.getInt(start) != MAGIC) {
            return null;
        }
        int length = source.getInt(start + 4);
        if (length <= 0 || length > LogLimits.ENTRY_BYTES_MAX || source.remaining() < HEADER_BYTES + length) {
            return null;
        }
        if (source.getInt(start + CHECKSUM_AT) != checksum(source, start, length, salt)) {
            return null;
        }
        byte[] content = new byte[length];
        source.get(start + HEADER_BYTES, content);
        var position = new Position(new Epoch(source.getLong(start + 12)), source.getLong(start + 20));
        source.position(start + HEADER_BYTES + length);
        return new LogFrame(position, source.getLong(start + 28), content);
    }

    private static int checksum(ByteBuffer frame, int start, int length, long salt) {
        CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.allocate(12).putLong(salt).putInt(length).flip());
        crc.update(frame.duplicate().limit(start + HEADER_BYTES + length).position(start + COVERED_FROM));
        return (int) crc.getValue();
    }
}
