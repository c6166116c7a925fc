package dev.cairn.replica;

import dev.cairn.btree.Change;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes as they stand in a log entry: version byte, then one record a change to the end of the entry: kind, key, and a
 * value (put), deltas (add), the end of the range (delete range), or nothing (delete).
 */
final class BatchCodec {

    private static final int VERSION = 1;
    private static final int PUT = 1;
    private static final int DELETE = 2;
    private static final int ADD = 3;
    private static final int DELETE_RANGE = 4;

    /** What the changes of a small command take; those of a larger one cost a copy more. */
    private static final int CHANGES_BYTES = 1_024;

    /** What an entry without changes takes. */
    static final int BEGIN_BYTES = 1;

    private BatchCodec() {}

    /** An entry without changes; encoded changes are appended to it. */
    static ByteWriter begin() {
        return new ByteWriter(4_096).int8(VERSION);
    }

    static byte[] encode(List<Change> changes) {
        var writer = new ByteWriter(CHANGES_BYTES);
        for (Change change : changes) {
            switch (change) {
                case Change.Put(byte[] key, byte[] value) ->
                    writer.int8(PUT).bytes(key).bytes(value);
                case Change.Delete(byte[] key) -> writer.int8(DELETE).bytes(key);
                case Change.Add(byte[] key, long[] deltas) -> {
                    writer.int8(ADD).bytes(key).varint(deltas.length);
                    for (long delta : deltas) {
                        writer.int64(delta);
                    }
                }
                case Change.DeleteRange(byte[] from, byte[] to) ->
                    writer.int8(DELETE_RANGE).bytes(from).bytes(to);
            }
        }
        return writer.toByteArray();
    }

    /** The changes of an entry. @throws CairnException CORRUPT if it is not one */
    static List<Change> read(byte[] entry) {
        var reader = new ByteReader(entry);
        int version = reader.int8();
        if (version != VERSION) {
            throw new CairnException(ErrorCode.CORRUPT, "batch", "a log entry of version " + version);
        }
        List<Change> changes = new ArrayList<>();
        while (reader.remaining() > 0) {
            changes.add(readChange(reader));
        }
        return changes;
    }

    private static Change readChange(ByteReader reader) {
        int kind = reader.int8();
        byte[] key = reader.byteArray();
        return switch (kind) {
            case PUT -> new Change.Put(key, reader.byteArray());
            case DELETE -> new Change.Delete(key);
            case ADD -> new Change.Add(key, readDeltas(reader));
            case DELETE_RANGE -> new Change.DeleteRange(key, reader.byteArray());
            default -> throw new CairnException(ErrorCode.CORRUPT, "batch", "a change of kind " + kind);
        };
    }

    private static long[] readDeltas(ByteReader reader) {
        long count = reader.varint();
        if (count < 0 || count > reader.remaining() / Long.BYTES) {
            throw new CairnException(ErrorCode.CORRUPT, "batch", "a change with " + count + " deltas");
        }
        long[] deltas = new long[(int) count];
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = reader.int64();
        }
        return deltas;
    }
}
