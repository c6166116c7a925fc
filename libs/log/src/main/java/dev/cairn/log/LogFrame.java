package dev.cairn.log;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One entry as it stands in a file, big-endian:
 *
 * <pre>
 * magic 4 | length of content 4 | crc32c 4 | epoch 8 | index 8 | durable 8 | content
 * </pre>
 *
 * The checksum covers everything behind it and the length. {@code durable} is the index of the last entry that was
 * durable when this one was written: a damaged frame in front of one that says it was durable is corruption, any other is
 * a torn tail.
 */
record LogFrame(Position position, long durable, byte[] content) {

    static final int HEADER_BYTES = 36;
    private static final int MAGIC = 0xCA1D_0601;

    int encodedBytes() {
        return HEADER_BYTES + content.length;
    }

    void encode(ByteBuffer target) {
        target.putInt(MAGIC).putInt(content.length);
        int checksumAt = target.position();
        target.putInt(0)
                .putLong(position.epoch().value())
                .putLong(position.index())
                .putLong(durable)
                .put(content);
        target.putInt(checksumAt, checksum(target.duplicate().position(checksumAt + 4).limit(target.position()), content.length));
    }

    /** The frame at the position of the buffer, which moves behind it; null, with the position kept, if there is no whole one. */
    static @Nullable LogFrame decode(ByteBuffer source) {
        int start = source.position();
        if (source.remaining() < HEADER_BYTES || source.getInt(start) != MAGIC) {
            return null;
        }
        int length = source.getInt(start + 4);
        if (length <= 0 || length > LogLimits.ENTRY_BYTES_MAX || source.remaining() < HEADER_BYTES + length) {
            return null;
        }
        ByteBuffer covered = source.duplicate().position(start + 12).limit(start + HEADER_BYTES + length);
        if (source.getInt(start + 8) != checksum(covered, length)) {
            return null;
        }
        byte[] content = new byte[length];
        source.get(start + HEADER_BYTES, content);
        var position = new Position(new Epoch(source.getLong(start + 12)), source.getLong(start + 20));
        source.position(start + HEADER_BYTES + length);
        return new LogFrame(position, source.getLong(start + 28), content);
    }

    private static int checksum(ByteBuffer covered, int length) {
        CRC32C crc = new CRC32C();
        crc.update(covered);
        crc.update(length >>> 24);
        crc.update(length >>> 16);
        crc.update(length >>> 8);
        crc.update(length);
        return (int) crc.getValue();
    }
}
