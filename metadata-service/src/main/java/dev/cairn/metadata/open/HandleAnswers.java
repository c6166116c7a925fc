package dev.cairn.metadata.open;

import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.TemporaryFile;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.metadata.item.StoredHandle;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.replica.ResponseCodec;

/** How the answers of these changes are kept for repeats. */
final class HandleAnswers {

    static final ResponseCodec<Handle> HANDLE = new ResponseCodec<>() {
        @Override
        public byte[] encode(Handle handle) {
            return write(new ByteWriter(), handle).toByteArray();
        }

        @Override
        public Handle decode(byte[] bytes) {
            return read(new ByteReader(bytes));
        }
    };

    static final ResponseCodec<TemporaryFile> TEMPORARY_FILE = new ResponseCodec<>() {
        @Override
        public byte[] encode(TemporaryFile file) {
            return write(new ByteWriter(), file.handle())
                    .raw(Answers.ATTRIBUTES.encode(file.attributes()))
                    .toByteArray();
        }

        @Override
        public TemporaryFile decode(byte[] bytes) {
            var reader = new ByteReader(bytes);
            Handle handle = read(reader);
            return new TemporaryFile(handle, Answers.ATTRIBUTES.decode(reader.rawArray(reader.remaining())));
        }
    };

    private HandleAnswers() {}

    private static ByteWriter write(ByteWriter writer, Handle handle) {
        var stored = new StoredHandle(handle.inode(), handle.holder(), handle.expires(), handle.lease(), handle.kind());
        return writer.int64(handle.id().value()).bytes(stored.encode());
    }

    private static Handle read(ByteReader reader) {
        var id = new HandleId(reader.int64());
        return StoredHandle.decode(reader.byteArray()).named(id);
    }
}
