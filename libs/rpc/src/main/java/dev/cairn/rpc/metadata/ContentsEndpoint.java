package dev.cairn.rpc.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Contents;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.ContentsGrpc;
import dev.cairn.rpc.proto.MetadataProto;
import io.grpc.stub.StreamObserver;

/** Serves the contents of a shard over gRPC: one method a call, each a translation and nothing else. */
final class ContentsEndpoint extends ContentsGrpc.ContentsImplBase {

    private final Contents contents;
    private final GrpcAnswer answer;

    ContentsEndpoint(Contents contents, GrpcAnswer answer) {
        this.contents = contents;
        this.answer = answer;
    }

    private CallContext context(CommonProto.CallContext message) {
        return WireValues.context(message, answer.deadline());
    }

    @Override
    public void plan(MetadataProto.PlanRequest request, StreamObserver<MetadataProto.ReadPlan> observer) {
        answer.send(
                observer,
                () -> ContentMessages.plan(contents.plan(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        request.getFrom(),
                        request.getTo(),
                        FileMessages.byteSet(request.getXattrsList()))));
    }

    @Override
    public void extents(MetadataProto.ExtentsRequest request, StreamObserver<MetadataProto.ExtentList> observer) {
        answer.send(observer, () -> {
            var extents = contents.extents(
                    context(request.getContext()),
                    new ContentId(request.getContent()),
                    request.getDataVersion(),
                    request.getFrom(),
                    request.getTo(),
                    request.getLimit());
            return MetadataProto.ExtentList.newBuilder()
                    .addAllExtents(ContentMessages.extentMessages(extents))
                    .build();
        });
    }

    @Override
    public void beginContent(
            MetadataProto.ContextRequest request, StreamObserver<MetadataProto.ContentRequest> observer) {
        answer.send(
                observer,
                () -> MetadataProto.ContentRequest.newBuilder()
                        .setContent(
                                contents.begin(context(request.getContext())).value())
                        .build());
    }

    @Override
    public void appendContent(MetadataProto.AppendContentRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            contents.append(
                    context(request.getContext()),
                    new ContentId(request.getContent()),
                    ContentMessages.readExtents(request.getExtentsList()));
            return WireValues.EMPTY;
        });
    }

    @Override
    public void dropContent(MetadataProto.ContentRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            contents.drop(context(request.getContext()), new ContentId(request.getContent()));
            return WireValues.EMPTY;
        });
    }
}
