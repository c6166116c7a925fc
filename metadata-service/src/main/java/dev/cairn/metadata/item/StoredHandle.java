package dev.cairn.metadata.item;

import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.time.Instant;

/** A handle as a value; its id is the key. Fields as in {@link Handle}. */
public record StoredHandle(InodeNumber inode, int holder, Instant expires, Duration lease, Handle.Kind kind) {

    private static final int VERSION = 1;

    public byte[] encode() {
        var writer = new ByteWriter(48)
                .int8(VERSION)
                .int8(code(kind))
                .int64(inode.value())
                .int32(holder);
        InodeCodec.time(writer, expires);
        return writer.varint(lease.toMillis()).toByteArray();
    }

    public static StoredHandle decode(byte[] value) {
        var reader = new ByteReader(value);
        InodeCodec.requireVersion(reader, VERSION, "handle");
        Handle.Kind kind = kind(reader.int8());
        var handle = new StoredHandle(
                new InodeNumber(reader.int64()),
                reader.int32(),
                InodeCodec.time(reader),
                Duration.ofMillis(reader.varint()),
                kind);
        reader.expectEnd();
        return handle;
    }

    private static int code(Handle.Kind kind) {
        return switch (kind) {
            case OPENED -> 0;
            case TEMPORARY -> 1;
            case EXCLUSIVE -> 2;
        };
    }

    private static Handle.Kind kind(int code) {
        return switch (code) {
            case 0 -> Handle.Kind.OPENED;
            case 1 -> Handle.Kind.TEMPORARY;
            case 2 -> Handle.Kind.EXCLUSIVE;
            default -> throw new CairnException(ErrorCode.CORRUPT, "record", "a handle of kind " + code);
        };
    }

    public Handle named(HandleId id) {
        return new Handle(id, inode, holder, expires, lease, kind);
    }

    public boolean hasExpired(Instant now) {
        return !now.isBefore(expires);
    }

    /** The same for a lease from now on. */
    public StoredHandle until(Instant now, Duration newLease) {
        return new StoredHandle(inode, holder, now.plus(newLease), newLease, kind);
    }

    public StoredHandle as(Handle.Kind newKind) {
        return new StoredHandle(inode, holder, expires, lease, newKind);
    }
}
