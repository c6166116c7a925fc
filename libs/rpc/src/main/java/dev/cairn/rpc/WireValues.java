package dev.cairn.rpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.RequestId;
import dev.cairn.rpc.proto.CommonProto;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** The values that every message uses, in both directions. */
public final class WireValues {

    public static final CommonProto.Empty EMPTY = CommonProto.Empty.getDefaultInstance();

    private WireValues() {}

    public static ByteString bytes(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.asReadOnlyBuffer());
    }

    public static Bytes bytes(ByteString bytes) {
        return Bytes.wrap(bytes.toByteArray());
    }

    public static ByteString uuid(UUID id) {
        return ByteString.copyFrom(ByteBuffer.allocate(Long.BYTES * 2)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .flip());
    }

    public static UUID uuid(ByteString bytes) {
        ByteBuffer buffer = bytes.asReadOnlyByteBuffer();
        if (buffer.remaining() != Long.BYTES * 2) {
            throw new IllegalArgumentException("an id has 16 bytes, not " + buffer.remaining());
        }
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    public static CommonProto.Time time(Instant time) {
        return CommonProto.Time.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    public static Instant time(CommonProto.Time time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }

    public static CommonProto.CallContext context(CallContext context) {
        var message = CommonProto.CallContext.newBuilder()
                .setUid(context.caller().uid())
                .setGid(context.caller().gid())
                .addAllGroups(context.caller().groups())
                .setUmask(context.caller().umask())
                .setSession(uuid(context.request().session()))
                .setSlot(context.request().slot())
                .setNumber(context.request().number());
        context.caller().privileges().forEach(privilege -> message.addPrivileges(privilege.name()));
        return message.build();
    }

    public static CallContext context(CommonProto.CallContext message, Deadline deadline) {
        Set<Privilege> privileges = new HashSet<>();
        message.getPrivilegesList().forEach(name -> privileges.add(Privilege.valueOf(name)));
        var caller = new Caller(
                message.getUid(),
                message.getGid(),
                Set.copyOf(message.getGroupsList()),
                message.getUmask(),
                privileges);
        var request = new RequestId(uuid(message.getSession()), message.getSlot(), message.getNumber());
        return new CallContext(caller, request, deadline);
    }
}
