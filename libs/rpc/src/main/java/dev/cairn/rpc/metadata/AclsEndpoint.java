package dev.cairn.rpc.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclEntry;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.Acls;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.AclProto;
import dev.cairn.rpc.proto.AclsGrpc;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.MetadataProto;
import io.grpc.stub.StreamObserver;

/** Serves ACLs over gRPC: one method a call, each a translation and nothing else. */
final class AclsEndpoint extends AclsGrpc.AclsImplBase {

    private final Acls acls;
    private final GrpcAnswer answer;

    AclsEndpoint(Acls acls, GrpcAnswer answer) {
        this.acls = acls;
        this.answer = answer;
    }

    private CallContext context(CommonProto.CallContext message) {
        return WireValues.context(message, answer.deadline());
    }

    static AclProto.AccessList message(Acl acl) {
        var message = AclProto.AccessList.newBuilder();
        acl.entries()
                .forEach(entry -> message.addEntries(AclProto.AccessEntry.newBuilder()
                        .setKind(entry.kind().name())
                        .setId(entry.id())
                        .setPermissions(entry.permissions())));
        return message.build();
    }

    static Acl read(AclProto.AccessList message) {
        return new Acl(message.getEntriesList().stream()
                .map(entry ->
                        new AclEntry(AclEntry.Kind.valueOf(entry.getKind()), entry.getId(), entry.getPermissions()))
                .toList());
    }

    @Override
    public void readAcl(AclProto.AclRequest request, StreamObserver<AclProto.AccessList> observer) {
        answer.send(
                observer,
                () -> message(acls.acl(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        AclType.valueOf(request.getType()))));
    }

    @Override
    public void setAcl(AclProto.SetAclRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(
                observer,
                () -> FileMessages.attributes(acls.setAcl(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        AclType.valueOf(request.getType()),
                        read(request.getAcl()))));
    }

    @Override
    public void removeAcl(AclProto.AclRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(
                observer,
                () -> FileMessages.attributes(acls.removeAcl(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        AclType.valueOf(request.getType()))));
    }
}
