package dev.cairn.rpc.replica;

import dev.cairn.btree.Change;
import dev.cairn.btree.TreeLimits;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import dev.cairn.replica.StateStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads what {@link StateWriter} wrote; anything else, and anything less, is an IOException. */
final class StateReader implements StateStream {

    private static final int CHUNK_BYTES_MAX =
            StateWriter.CHUNK_BYTES + TreeLimits.KEY_BYTES_MAX + TreeLimits.VALUE_BYTES_MAX + 16;

    private final DataInputStream in;
    private final Position position;
    private ByteReader chunk = new ByteReader(new byte[0]);
    private long items;
    private boolean isComplete;

    StateReader(InputStream source) throws IOException {
        this.in = new DataInputStream(source);
        int version = in.readUnsignedByte();
        if (version != StateWriter.VERSION) {
            throw new IOException("a state of version " + version);
        }
        this.position = new Position(new Epoch(in.readLong()), in.readLong());
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public Change.@Nullable Put next() throws IOException {
        while (chunk.remaining() == 0) {
            if (isComplete || !readChunk()) {
                return null;
            }
        }
        try {
            items++;
            return new Change.Put(field(), field());
        } catch (CairnException e) {
            throw new IOException("item " + items + " of the state is broken", e);
        }
    }

    private byte[] field() {
        return chunk.rawArray(Math.toIntExact(chunk.varint()));
    }

    /** False behind the last one. */
    private boolean readChunk() throws IOException {
        int length = in.readInt();
        if (length == 0) {
            long expected = in.readLong();
            if (expected != items) {
                throw new IOException("a state of " + expected + " items came with " + items);
            }
            isComplete = true;
            return false;
        }
        if (length < 0 || length > CHUNK_BYTES_MAX) {
            throw new IOException("a chunk of " + length + " bytes");
        }
        int checksum = in.readInt();
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new IOException("the state ends in the middle of a chunk");
        }
        if (StateWriter.checksum(bytes) != checksum) {
            throw new IOException("a chunk behind item " + items + " does not match its checksum");
        }
        chunk = new ByteReader(bytes);
        return true;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
