package dev.cairn.rpc.metadata;

import static dev.cairn.rpc.WireValues.context;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.ReadPlan;
import dev.cairn.kernel.Bytes;
import dev.cairn.rpc.metadata.RemoteMetadata.Calls;
import dev.cairn.rpc.proto.ContentsGrpc.ContentsBlockingStub;
import dev.cairn.rpc.proto.MetadataProto;
import java.util.List;
import java.util.Set;

/** The contents of a shard in another process. */
final class RemoteContents implements Contents {

    private final Calls<ContentsBlockingStub> calls;

    RemoteContents(Calls<ContentsBlockingStub> calls) {
        this.calls = calls;
    }

    @Override
    public ReadPlan plan(CallContext context, FileRef file, long from, long to, Set<Bytes> xattrs) {
        var request = MetadataProto.PlanRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setFrom(from)
                .setTo(to)
                .addAllXattrs(FileMessages.byteStrings(xattrs))
                .build();
        return ContentMessages.readPlan(calls.call(context, stub -> stub.plan(request)));
    }

    @Override
    public List<Extent> extents(
            CallContext context, ContentId content, long dataVersion, long from, long to, int limit) {
        var request = MetadataProto.ExtentsRequest.newBuilder()
                .setContext(context(context))
                .setContent(content.value())
                .setDataVersion(dataVersion)
                .setFrom(from)
                .setTo(to)
                .setLimit(limit)
                .build();
        return ContentMessages.readExtents(
                calls.call(context, stub -> stub.extents(request)).getExtentsList());
    }

    @Override
    public ContentId begin(CallContext context) {
        var request = MetadataProto.ContextRequest.newBuilder()
                .setContext(context(context))
                .build();
        return new ContentId(
                calls.call(context, stub -> stub.beginContent(request)).getContent());
    }

    @Override
    public void append(CallContext context, ContentId content, List<Extent> extents) {
        var request = MetadataProto.AppendContentRequest.newBuilder()
                .setContext(context(context))
                .setContent(content.value())
                .addAllExtents(ContentMessages.extentMessages(extents))
                .build();
        calls.call(context, stub -> stub.appendContent(request));
    }

    @Override
    public void drop(CallContext context, ContentId content) {
        var request = MetadataProto.ContentRequest.newBuilder()
                .setContext(context(context))
                .setContent(content.value())
                .build();
        calls.call(context, stub -> stub.dropContent(request));
    }
}
