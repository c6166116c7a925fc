package dev.cairn.rpc.metadata;

import static dev.cairn.rpc.WireValues.context;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.DirectAttributes;
import dev.cairn.api.metadata.DirectChange;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.metadata.RemoteMetadata.Calls;
import dev.cairn.rpc.proto.AttributesProto;
import dev.cairn.rpc.proto.DirectAttributesGrpc.DirectAttributesBlockingStub;
import dev.cairn.rpc.proto.MetadataProto;

/** The direct attributes of a shard in another process. */
final class RemoteDirectAttributes implements DirectAttributes {

    private final Calls<DirectAttributesBlockingStub> calls;

    RemoteDirectAttributes(Calls<DirectAttributesBlockingStub> calls) {
        this.calls = calls;
    }

    @Override
    public Attributes read(CallContext context, FileRef file) {
        var request = MetadataProto.FileRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .build();
        return FileMessages.readAttributes(calls.call(context, stub -> stub.readAttributes(request)));
    }

    @Override
    public Attributes set(CallContext context, FileRef file, DirectChange change) {
        var request = AttributesProto.SetDirectlyRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setSizeOffline(change.isSizeOffline());
        change.dataVersion().ifPresent(request::setDataVersion);
        change.size().ifPresent(request::setSize);
        change.ctime().ifPresent(ctime -> request.setCtime(WireValues.time(ctime)));
        change.crtime().ifPresent(crtime -> request.setCrtime(WireValues.time(crtime)));
        change.retention().ifPresent(request::setRetention);
        change.project().ifPresent(request::setProject);
        return FileMessages.readAttributes(calls.call(context, stub -> stub.setDirectly(request.build())));
    }

    @Override
    public Attributes setMore(CallContext context, FileRef file, More more) {
        var request = AttributesProto.SetattrMoreRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setDataVersion(more.dataVersion())
                .setSize(more.size())
                .setOffline(more.isOffline())
                .setCtime(WireValues.time(more.ctime()))
                .setCrtime(WireValues.time(more.crtime()))
                .build();
        return FileMessages.readAttributes(calls.call(context, stub -> stub.setattrMore(request)));
    }
}
