package dev.cairn.rpc.metadata;

import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.OpenProto;
import java.time.Duration;

/** Open files as messages, in both directions. */
final class OpenMessages {

    private OpenMessages() {}

    static OpenProto.Lease lease(Duration lease) {
        return OpenProto.Lease.newBuilder()
                .setSeconds(lease.getSeconds())
                .setNanos(lease.getNano())
                .build();
    }

    static Duration readLease(OpenProto.Lease message) {
        return Duration.ofSeconds(message.getSeconds(), message.getNanos());
    }

    static OpenProto.Handle handle(Handle handle) {
        return OpenProto.Handle.newBuilder()
                .setId(handle.id().value())
                .setInode(handle.inode().value())
                .setHolder(handle.holder())
                .setExpires(WireValues.time(handle.expires()))
                .setLease(lease(handle.lease()))
                .setKind(handle.kind().name())
                .build();
    }

    static Handle readHandle(OpenProto.Handle message) {
        return new Handle(
                new HandleId(message.getId()),
                new InodeNumber(message.getInode()),
                message.getHolder(),
                WireValues.time(message.getExpires()),
                readLease(message.getLease()),
                Handle.Kind.valueOf(message.getKind()));
    }
}
