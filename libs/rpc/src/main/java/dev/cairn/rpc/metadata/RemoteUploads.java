package dev.cairn.rpc.metadata;

import static dev.cairn.rpc.WireValues.bytes;
import static dev.cairn.rpc.WireValues.context;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.CompleteRequest;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.Part;
import dev.cairn.api.metadata.PartPage;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.api.metadata.UploadRequest;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.metadata.RemoteMetadata.Calls;
import dev.cairn.rpc.proto.MetadataProto;
import dev.cairn.rpc.proto.UploadsGrpc.UploadsBlockingStub;
import java.util.List;
import java.util.Optional;

/** The multipart uploads of a shard in another process. */
final class RemoteUploads implements Uploads {

    private final Calls<UploadsBlockingStub> calls;

    RemoteUploads(Calls<UploadsBlockingStub> calls) {
        this.calls = calls;
    }

    @Override
    public Upload begin(CallContext context, UploadRequest upload) {
        var request = MetadataProto.BeginUploadRequest.newBuilder()
                .setContext(context(context))
                .setBucket(upload.bucket().value())
                .setKey(bytes(upload.key()))
                .addAllXattrs(FileMessages.named(upload.xattrs()))
                .build();
        return ContentMessages.readUpload(calls.call(context, stub -> stub.beginUpload(request)));
    }

    @Override
    public Upload find(CallContext context, UploadKey upload) {
        return ContentMessages.readUpload(calls.call(context, stub -> stub.findUpload(request(context, upload))));
    }

    @Override
    public Part putPart(
            CallContext context, UploadKey upload, int number, NewContent content, Bytes tag, Bytes checksum) {
        var request = MetadataProto.PutPartRequest.newBuilder()
                .setContext(context(context))
                .setUpload(ContentMessages.key(upload))
                .setNumber(number)
                .setContent(ContentMessages.content(content))
                .setTag(bytes(tag))
                .setChecksum(bytes(checksum))
                .build();
        return ContentMessages.readPart(calls.call(context, stub -> stub.putPart(request)));
    }

    @Override
    public PartPage parts(CallContext context, UploadKey upload, int after, int limit) {
        var request = MetadataProto.PartsRequest.newBuilder()
                .setContext(context(context))
                .setUpload(ContentMessages.key(upload))
                .setAfter(after)
                .setLimit(limit)
                .build();
        MetadataProto.PartPage page = calls.call(context, stub -> stub.parts(request));
        return new PartPage(
                ContentMessages.readUpload(page.getUpload()),
                page.getPartsList().stream().map(ContentMessages::readPart).toList(),
                page.getHasMore());
    }

    @Override
    public List<Upload> list(
            CallContext context, InodeNumber bucket, Bytes prefix, Optional<UploadKey> after, int limit) {
        var request = MetadataProto.ListUploadsRequest.newBuilder()
                .setContext(context(context))
                .setBucket(bucket.value())
                .setPrefix(bytes(prefix))
                .setLimit(limit);
        after.ifPresent(key -> request.setAfter(ContentMessages.key(key)));
        return calls.call(context, stub -> stub.listUploads(request.build())).getUploadsList().stream()
                .map(ContentMessages::readUpload)
                .toList();
    }

    @Override
    public PutResult complete(CallContext context, CompleteRequest complete) {
        var request = MetadataProto.CompleteUploadRequest.newBuilder()
                .setContext(context(context))
                .setUpload(ContentMessages.key(complete.upload()))
                .setContentTag(bytes(complete.contentTag()))
                .addAllXattrs(FileMessages.named(complete.xattrs()))
                .setCondition(FileMessages.condition(complete.condition()));
        complete.parts()
                .forEach(part -> request.addParts(MetadataProto.PartRef.newBuilder()
                        .setNumber(part.number())
                        .setTag(bytes(part.tag()))));
        return FileMessages.readResult(calls.call(context, stub -> stub.completeUpload(request.build())));
    }

    @Override
    public void abort(CallContext context, UploadKey upload) {
        calls.call(context, stub -> stub.abortUpload(request(context, upload)));
    }

    private static MetadataProto.UploadRequest request(CallContext context, UploadKey upload) {
        return MetadataProto.UploadRequest.newBuilder()
                .setContext(context(context))
                .setUpload(ContentMessages.key(upload))
                .build();
    }
}
