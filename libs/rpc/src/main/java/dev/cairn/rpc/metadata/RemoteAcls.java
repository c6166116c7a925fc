package dev.cairn.rpc.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.Acls;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.metadata.RemoteMetadata.Calls;
import dev.cairn.rpc.proto.AclProto;
import dev.cairn.rpc.proto.AclsGrpc.AclsBlockingStub;

/** The ACLs of a shard in another process. */
final class RemoteAcls implements Acls {

    private final Calls<AclsBlockingStub> calls;

    RemoteAcls(Calls<AclsBlockingStub> calls) {
        this.calls = calls;
    }

    private static AclProto.AclRequest request(CallContext context, FileRef file, AclType type) {
        return AclProto.AclRequest.newBuilder()
                .setContext(WireValues.context(context))
                .setFile(FileMessages.ref(file))
                .setType(type.name())
                .build();
    }

    @Override
    public Acl acl(CallContext context, FileRef file, AclType type) {
        var request = request(context, file, type);
        return AclsEndpoint.read(calls.call(context, stub -> stub.readAcl(request)));
    }

    @Override
    public Attributes setAcl(CallContext context, FileRef file, AclType type, Acl acl) {
        var request = AclProto.SetAclRequest.newBuilder()
                .setContext(WireValues.context(context))
                .setFile(FileMessages.ref(file))
                .setType(type.name())
                .setAcl(AclsEndpoint.message(acl))
                .build();
        return FileMessages.readAttributes(calls.call(context, stub -> stub.setAcl(request)));
    }

    @Override
    public Attributes removeAcl(CallContext context, FileRef file, AclType type) {
        var request = request(context, file, type);
        return FileMessages.readAttributes(calls.call(context, stub -> stub.removeAcl(request)));
    }
}
