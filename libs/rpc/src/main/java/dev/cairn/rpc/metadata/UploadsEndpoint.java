package dev.cairn.rpc.metadata;

import static dev.cairn.rpc.WireValues.bytes;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.CompleteRequest;
import dev.cairn.api.metadata.PartRef;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.api.metadata.UploadRequest;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.MetadataProto;
import dev.cairn.rpc.proto.UploadsGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.Optional;

/** Serves the multipart uploads of a shard over gRPC: one method a call, each a translation and nothing else. */
final class UploadsEndpoint extends UploadsGrpc.UploadsImplBase {

    private final Uploads uploads;
    private final GrpcAnswer answer;

    UploadsEndpoint(Uploads uploads, GrpcAnswer answer) {
        this.uploads = uploads;
        this.answer = answer;
    }

    private CallContext context(CommonProto.CallContext message) {
        return WireValues.context(message, answer.deadline());
    }

    @Override
    public void beginUpload(MetadataProto.BeginUploadRequest request, StreamObserver<MetadataProto.Upload> observer) {
        answer.send(observer, () -> {
            var upload = new UploadRequest(
                    new InodeNumber(request.getBucket()),
                    bytes(request.getKey()),
                    FileMessages.readNamed(request.getXattrsList()));
            return ContentMessages.upload(uploads.begin(context(request.getContext()), upload));
        });
    }

    @Override
    public void findUpload(MetadataProto.UploadRequest request, StreamObserver<MetadataProto.Upload> observer) {
        answer.send(
                observer,
                () -> ContentMessages.upload(
                        uploads.find(context(request.getContext()), ContentMessages.readKey(request.getUpload()))));
    }

    @Override
    public void putPart(MetadataProto.PutPartRequest request, StreamObserver<MetadataProto.Part> observer) {
        answer.send(
                observer,
                () -> ContentMessages.part(uploads.putPart(
                        context(request.getContext()),
                        ContentMessages.readKey(request.getUpload()),
                        request.getNumber(),
                        ContentMessages.readContent(request.getContent()),
                        bytes(request.getTag()),
                        bytes(request.getChecksum()))));
    }

    @Override
    public void parts(MetadataProto.PartsRequest request, StreamObserver<MetadataProto.PartPage> observer) {
        answer.send(observer, () -> {
            var page = uploads.parts(
                    context(request.getContext()),
                    ContentMessages.readKey(request.getUpload()),
                    request.getAfter(),
                    request.getLimit());
            return MetadataProto.PartPage.newBuilder()
                    .setUpload(ContentMessages.upload(page.upload()))
                    .addAllParts(
                            page.parts().stream().map(ContentMessages::part).toList())
                    .setHasMore(page.hasMore())
                    .build();
        });
    }

    @Override
    public void listUploads(
            MetadataProto.ListUploadsRequest request, StreamObserver<MetadataProto.UploadList> observer) {
        answer.send(observer, () -> {
            Optional<UploadKey> after =
                    request.hasAfter() ? Optional.of(ContentMessages.readKey(request.getAfter())) : Optional.empty();
            var found = uploads.list(
                    context(request.getContext()),
                    new InodeNumber(request.getBucket()),
                    bytes(request.getPrefix()),
                    after,
                    request.getLimit());
            return MetadataProto.UploadList.newBuilder()
                    .addAllUploads(found.stream().map(ContentMessages::upload).toList())
                    .build();
        });
    }

    @Override
    public void completeUpload(
            MetadataProto.CompleteUploadRequest request, StreamObserver<MetadataProto.PutResult> observer) {
        answer.send(observer, () -> {
            List<PartRef> parts = request.getPartsList().stream()
                    .map(part -> new PartRef(part.getNumber(), bytes(part.getTag())))
                    .toList();
            var complete = new CompleteRequest(
                    ContentMessages.readKey(request.getUpload()),
                    parts,
                    bytes(request.getContentTag()),
                    FileMessages.readNamed(request.getXattrsList()),
                    FileMessages.readCondition(request.getCondition()));
            return FileMessages.result(uploads.complete(context(request.getContext()), complete));
        });
    }

    @Override
    public void abortUpload(MetadataProto.UploadRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            uploads.abort(context(request.getContext()), ContentMessages.readKey(request.getUpload()));
            return WireValues.EMPTY;
        });
    }
}
