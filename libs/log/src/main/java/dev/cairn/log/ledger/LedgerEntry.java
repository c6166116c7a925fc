package dev.cairn.log.ledger;

import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.log.LogEntry;
import java.util.zip.CRC32C;

/**
 * An entry as it lies in a ledger. The first of a ledger is a header without content, so that every ledger of a log has an
 * entry that bookies know of.
 *
 * <pre>
 * crc32c of the rest 4 | version 1 | epoch 8 | index 8 | content
 * </pre>
 */
final class LedgerEntry {

    static final int HEAD_BYTES = 21;
    private static final int CRC_BYTES = 4;
    private static final int VERSION = 1;

    private LedgerEntry() {}

    /** @param position of the entry; for a header that of the entry before it */
    static byte[] encode(Position position, byte[] content) {
        var writer = new ByteWriter(HEAD_BYTES + content.length)
                .int32(0)
                .int8(VERSION)
                .int64(position.epoch().value())
                .int64(position.index())
                .raw(content);
        byte[] bytes = writer.toByteArray();
        int crc = crc(bytes);
        for (int i = 0; i < CRC_BYTES; i++) {
            bytes[i] = (byte) (crc >>> (8 * (CRC_BYTES - 1 - i)));
        }
        return bytes;
    }

    /** @throws CairnException CORRUPT if it is damaged or not the entry of this index */
    static LogEntry decode(long ledger, long number, long index, byte[] bytes) {
        if (bytes.length < HEAD_BYTES) {
            throw damaged(ledger, number, "has " + bytes.length + " bytes");
        }
        var reader = new ByteReader(bytes);
        if (reader.int32() != crc(bytes)) {
            throw damaged(ledger, number, "does not match its checksum");
        }
        int version = reader.int8();
        if (version != VERSION) {
            throw damaged(ledger, number, "has version " + version);
        }
        var position = new Position(new Epoch(reader.int64()), reader.int64());
        if (position.index() != index) {
            throw damaged(ledger, number, "is entry " + position + " where " + index + " belongs");
        }
        return new LogEntry(position, reader.rawArray(reader.remaining()));
    }

    private static int crc(byte[] bytes) {
        var crc = new CRC32C();
        crc.update(bytes, CRC_BYTES, bytes.length - CRC_BYTES);
        return (int) crc.getValue();
    }

    private static CairnException damaged(long ledger, long number, String how) {
        return new CairnException(ErrorCode.CORRUPT, "log", "entry " + number + " of ledger " + ledger + " " + how);
    }
}
