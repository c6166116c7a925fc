package dev.cairn.rpc.replica;

import dev.cairn.btree.Change;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.replica.StateStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32C;

/**
 * Writes a state as bytes.
 *
 * <pre>
 * version 1 | epoch 8 | index 8
 *   | length 4 | crc32c of the items 4 | (key length varint | key | value length varint | value)...    repeated
 *   | 0 as length 4 | number of all items 8
 * </pre>
 */
final class StateWriter {

    static final int VERSION = 1;

    /** A chunk ends behind the item that makes it as large as this. */
    static final int CHUNK_BYTES = 256 << 10;

    private StateWriter() {}

    static void write(StateStream state, OutputStream target) throws IOException {
        var out = new DataOutputStream(target);
        out.writeByte(VERSION);
        out.writeLong(state.position().epoch().value());
        out.writeLong(state.position().index());
        long items = 0;
        var chunk = new ByteWriter();
        Change.Put item;
        while ((item = state.next()) != null) {
            chunk.varint(item.key().length).raw(item.key());
            chunk.varint(item.value().length).raw(item.value());
            items++;
            if (chunk.length() >= CHUNK_BYTES) {
                write(chunk.toByteArray(), out);
                chunk = new ByteWriter();
            }
        }
        if (chunk.length() > 0) {
            write(chunk.toByteArray(), out);
        }
        out.writeInt(0);
        out.writeLong(items);
        out.flush();
    }

    private static void write(byte[] chunk, DataOutputStream out) throws IOException {
        out.writeInt(chunk.length);
        out.writeInt(checksum(chunk));
        out.write(chunk);
    }

    static int checksum(byte[] chunk) {
        var crc = new CRC32C();
        crc.update(chunk);
        return (int) crc.getValue();
    }
}
