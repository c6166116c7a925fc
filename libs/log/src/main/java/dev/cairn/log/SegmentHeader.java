package dev.cairn.log;

import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import java.util.zip.CRC32C;

/**
 * What a segment file begins with, big-endian; durable before the file has its name:
 *
 * <pre>
 * magic 4 | version 4 | salt 8 | epoch 8 and index 8 of the entry before the first one | crc32c 4
 * </pre>
 *
 * @param salt random, of this life of the file
 */
record SegmentHeader(long salt, Position previous) {

    static final int BYTES = 36;

    private static final int MAGIC = 0xCA1D_0602;
    private static final int VERSION = 1;
    private static final int CHECKED_BYTES = BYTES - Integer.BYTES;

    long firstIndex() {
        return previous.index() + 1;
    }

    byte[] encode() {
        var writer = new ByteWriter(BYTES)
                .int32(MAGIC)
                .int32(VERSION)
                .int64(salt)
                .int64(previous.epoch().value())
                .int64(previous.index());
        return writer.int32(checksum(writer.toByteArray())).toByteArray();
    }

    /** @throws CairnException CORRUPT if these are not the bytes of a header */
    static SegmentHeader decode(byte[] bytes, String file) {
        var reader = new ByteReader(bytes);
        byte[] checked = reader.rawArray(CHECKED_BYTES);
        if (reader.int32() != checksum(checked)) {
            throw corrupt("the header of " + file + " is damaged");
        }
        var fields = new ByteReader(checked);
        if (fields.int32() != MAGIC) {
            throw corrupt(file + " is no segment of a log");
        }
        int version = fields.int32();
        if (version != VERSION) {
            throw corrupt(file + " has version " + version + ", which is not known here");
        }
        return new SegmentHeader(fields.int64(), new Position(new Epoch(fields.int64()), fields.int64()));
    }

    private static CairnException corrupt(String message) {
        return new CairnException(ErrorCode.CORRUPT, "log", message);
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
