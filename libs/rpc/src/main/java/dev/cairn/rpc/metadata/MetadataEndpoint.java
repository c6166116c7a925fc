package dev.cairn.rpc.metadata;

import static dev.cairn.rpc.WireValues.bytes;
import static dev.cairn.rpc.WireValues.time;

import dev.cairn.api.CallContext;
import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.CompleteRequest;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.ObjectListRequest;
import dev.cairn.api.metadata.ObjectPage;
import dev.cairn.api.metadata.PartRef;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.api.metadata.UploadRequest;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.MetadataGrpc;
import dev.cairn.rpc.proto.MetadataProto;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Serves a {@link MetadataService} over gRPC: one method a call, each a translation and nothing else. */
public final class MetadataEndpoint extends MetadataGrpc.MetadataImplBase {

    private final MetadataService metadata;
    private final GrpcAnswer answer;

    public MetadataEndpoint(MetadataService metadata, GrpcAnswer answer) {
        this.metadata = metadata;
        this.answer = answer;
    }

    private CallContext context(CommonProto.CallContext message) {
        return WireValues.context(message, answer.deadline());
    }

    // Namespace

    @Override
    public void lookup(MetadataProto.LookupRequest request, StreamObserver<MetadataProto.FileView> observer) {
        answer.send(
                observer,
                () -> FileMessages.view(metadata.namespace()
                        .lookup(
                                context(request.getContext()),
                                FileMessages.readRef(request.getFile()),
                                FileMessages.byteSet(request.getXattrsList()))));
    }

    @Override
    public void create(MetadataProto.CreateRequest request, StreamObserver<MetadataProto.FileView> observer) {
        answer.send(
                observer,
                () -> FileMessages.view(metadata.namespace()
                        .create(
                                context(request.getContext()),
                                FileMessages.readPath(request.getPath()),
                                PutRequest.Parents.valueOf(request.getParents()),
                                newEntry(request))));
    }

    private static NewEntry newEntry(MetadataProto.CreateRequest request) {
        return switch (request.getEntryCase()) {
            case DIRECTORY ->
                new NewEntry.Directory(
                        request.getDirectory().getMode(),
                        NewEntry.NameRule.valueOf(request.getDirectory().getNames()),
                        FileMessages.readNamed(request.getDirectory().getXattrsList()));
            case SYMLINK -> new NewEntry.Symlink(bytes(request.getSymlink()));
            case ENTRY_NOT_SET -> throw new IllegalArgumentException("a create without an entry");
        };
    }

    @Override
    public void put(MetadataProto.PutRequest request, StreamObserver<MetadataProto.PutResult> observer) {
        answer.send(observer, () -> {
            var put = new PutRequest(
                    FileMessages.readPath(request.getPath()),
                    PutRequest.Parents.valueOf(request.getParents()),
                    ContentMessages.readContent(request.getContent()),
                    bytes(request.getContentTag()),
                    request.getMode(),
                    FileMessages.readNamed(request.getXattrsList()),
                    PutRequest.XattrPolicy.valueOf(request.getXattrPolicy()),
                    request.hasMtime() ? Optional.of(time(request.getMtime())) : Optional.empty(),
                    FileMessages.readCondition(request.getCondition()));
            return FileMessages.result(metadata.namespace().put(context(request.getContext()), put));
        });
    }

    @Override
    public void remove(MetadataProto.RemoveRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(observer, () -> {
            var remove = new RemoveRequest(
                    FileMessages.readPath(request.getPath()),
                    FileRef.Want.valueOf(request.getWant()),
                    RemoveRequest.Emptied.valueOf(request.getEmptied()),
                    FileMessages.readCondition(request.getCondition()));
            return FileMessages.attributes(metadata.namespace().remove(context(request.getContext()), remove));
        });
    }

    @Override
    public void rename(MetadataProto.RenameRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            metadata.namespace()
                    .rename(
                            context(request.getContext()),
                            FileMessages.readPath(request.getFrom()),
                            FileMessages.readPath(request.getTo()),
                            RenameMode.valueOf(request.getMode()));
            return WireValues.EMPTY;
        });
    }

    @Override
    public void link(MetadataProto.LinkRequest request, StreamObserver<MetadataProto.FileView> observer) {
        answer.send(
                observer,
                () -> FileMessages.view(metadata.namespace()
                        .link(
                                context(request.getContext()),
                                FileMessages.readRef(request.getFile()),
                                FileMessages.readPath(request.getPath()))));
    }

    @Override
    public void list(MetadataProto.ListEntriesRequest request, StreamObserver<MetadataProto.EntryPage> observer) {
        answer.send(observer, () -> {
            var page = metadata.namespace()
                    .list(
                            context(request.getContext()),
                            FileMessages.readRef(request.getDirectory()),
                            request.hasAfter()
                                    ? Optional.of(RemoteNamespace.cursor(request.getAfter()))
                                    : Optional.empty(),
                            request.getLimit());
            var message = MetadataProto.EntryPage.newBuilder();
            page.entries()
                    .forEach(entry -> message.addEntries(MetadataProto.Entry.newBuilder()
                            .setName(bytes(entry.name()))
                            .setAttributes(FileMessages.attributes(entry.attributes()))));
            page.next().ifPresent(next -> message.setNext(RemoteNamespace.cursor(next)));
            return message.build();
        });
    }

    @Override
    public void listObjects(
            MetadataProto.ListObjectsRequest request, StreamObserver<MetadataProto.ObjectPage> observer) {
        answer.send(observer, () -> {
            var list = new ObjectListRequest(
                    new InodeNumber(request.getBucket()),
                    bytes(request.getPrefix()),
                    bytes(request.getDelimiter()),
                    request.hasAfter() ? Optional.of(bytes(request.getAfter())) : Optional.empty(),
                    request.getLimit());
            ObjectPage page = metadata.namespace().listObjects(context(request.getContext()), list);
            var message = MetadataProto.ObjectPage.newBuilder();
            page.items().forEach(item -> message.addItems(item(item)));
            page.next().ifPresent(next -> message.setNext(bytes(next)));
            return message.build();
        });
    }

    private static MetadataProto.ObjectItem item(ObjectPage.Item item) {
        var message = MetadataProto.ObjectItem.newBuilder().setKey(bytes(item.key()));
        if (item instanceof ObjectPage.Key key) {
            message.setAttributes(FileMessages.attributes(key.attributes()));
        }
        return message.build();
    }

    @Override
    public void setAttributes(
            MetadataProto.SetAttributesRequest request, StreamObserver<MetadataProto.FileView> observer) {
        answer.send(observer, () -> {
            var change = new AttributeChange(
                    request.hasMode() ? Optional.of(request.getMode()) : Optional.empty(),
                    request.hasUid() ? Optional.of(request.getUid()) : Optional.empty(),
                    request.hasGid() ? Optional.of(request.getGid()) : Optional.empty(),
                    request.hasAtime() ? Optional.of(time(request.getAtime())) : Optional.empty(),
                    request.hasMtime() ? Optional.of(time(request.getMtime())) : Optional.empty());
            return FileMessages.view(metadata.namespace()
                    .setAttributes(context(request.getContext()), FileMessages.readRef(request.getFile()), change));
        });
    }

    @Override
    public void xattrNames(MetadataProto.FileRequest request, StreamObserver<MetadataProto.ByteStrings> observer) {
        answer.send(
                observer,
                () -> MetadataProto.ByteStrings.newBuilder()
                        .addAllValues(FileMessages.byteStrings(metadata.namespace()
                                .xattrNames(context(request.getContext()), FileMessages.readRef(request.getFile()))))
                        .build());
    }

    @Override
    public void setXattr(MetadataProto.SetXattrRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            metadata.namespace()
                    .setXattr(
                            context(request.getContext()),
                            FileMessages.readRef(request.getFile()),
                            bytes(request.getName()),
                            bytes(request.getValue()),
                            XattrMode.valueOf(request.getMode()));
            return WireValues.EMPTY;
        });
    }

    @Override
    public void removeXattr(MetadataProto.RemoveXattrRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            metadata.namespace()
                    .removeXattr(
                            context(request.getContext()),
                            FileMessages.readRef(request.getFile()),
                            bytes(request.getName()));
            return WireValues.EMPTY;
        });
    }

    // Contents

    @Override
    public void plan(MetadataProto.PlanRequest request, StreamObserver<MetadataProto.ReadPlan> observer) {
        answer.send(
                observer,
                () -> ContentMessages.plan(metadata.contents()
                        .plan(
                                context(request.getContext()),
                                FileMessages.readRef(request.getFile()),
                                request.getFrom(),
                                request.getTo(),
                                FileMessages.byteSet(request.getXattrsList()))));
    }

    @Override
    public void extents(MetadataProto.ExtentsRequest request, StreamObserver<MetadataProto.ExtentList> observer) {
        answer.send(observer, () -> {
            var extents = metadata.contents()
                    .extents(
                            context(request.getContext()),
                            new ContentId(request.getContent()),
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
                        .setContent(metadata.contents()
                                .begin(context(request.getContext()))
                                .value())
                        .build());
    }

    @Override
    public void appendContent(MetadataProto.AppendContentRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            metadata.contents()
                    .append(
                            context(request.getContext()),
                            new ContentId(request.getContent()),
                            ContentMessages.readExtents(request.getExtentsList()));
            return WireValues.EMPTY;
        });
    }

    @Override
    public void dropContent(MetadataProto.ContentRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            metadata.contents().drop(context(request.getContext()), new ContentId(request.getContent()));
            return WireValues.EMPTY;
        });
    }

    // Uploads

    @Override
    public void beginUpload(MetadataProto.BeginUploadRequest request, StreamObserver<MetadataProto.Upload> observer) {
        answer.send(observer, () -> {
            var upload = new UploadRequest(
                    new InodeNumber(request.getBucket()),
                    bytes(request.getKey()),
                    FileMessages.readNamed(request.getXattrsList()));
            return ContentMessages.upload(metadata.uploads().begin(context(request.getContext()), upload));
        });
    }

    @Override
    public void findUpload(MetadataProto.UploadRequest request, StreamObserver<MetadataProto.Upload> observer) {
        answer.send(
                observer,
                () -> ContentMessages.upload(metadata.uploads()
                        .find(context(request.getContext()), ContentMessages.readKey(request.getUpload()))));
    }

    @Override
    public void putPart(MetadataProto.PutPartRequest request, StreamObserver<MetadataProto.Part> observer) {
        answer.send(
                observer,
                () -> ContentMessages.part(metadata.uploads()
                        .putPart(
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
            var page = metadata.uploads()
                    .parts(
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
            var uploads = metadata.uploads()
                    .list(
                            context(request.getContext()),
                            new InodeNumber(request.getBucket()),
                            bytes(request.getPrefix()),
                            after,
                            request.getLimit());
            return MetadataProto.UploadList.newBuilder()
                    .addAllUploads(uploads.stream().map(ContentMessages::upload).toList())
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
            return FileMessages.result(metadata.uploads().complete(context(request.getContext()), complete));
        });
    }

    @Override
    public void abortUpload(MetadataProto.UploadRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            metadata.uploads().abort(context(request.getContext()), ContentMessages.readKey(request.getUpload()));
            return WireValues.EMPTY;
        });
    }

    // Archive

    @Override
    public void changes(MetadataProto.ChangesRequest request, StreamObserver<MetadataProto.ChangePage> observer) {
        answer.send(
                observer,
                () -> ArchiveMessages.changes(metadata.archive()
                        .changes(
                                context(request.getContext()),
                                SeqIndex.valueOf(request.getIndex()),
                                ArchiveMessages.readPosition(request.getFrom()),
                                request.getLimit())));
    }

    @Override
    public void deletions(MetadataProto.ChangesRequest request, StreamObserver<MetadataProto.DeletionPage> observer) {
        answer.send(
                observer,
                () -> ArchiveMessages.deletions(metadata.archive()
                        .deletions(
                                context(request.getContext()),
                                ArchiveMessages.readPosition(request.getFrom()),
                                request.getLimit())));
    }

    @Override
    public void stableSeq(MetadataProto.ContextRequest request, StreamObserver<MetadataProto.Seq> observer) {
        answer.send(
                observer,
                () -> MetadataProto.Seq.newBuilder()
                        .setSeq(metadata.archive().stableSeq(context(request.getContext())))
                        .build());
    }

    @Override
    public void paths(MetadataProto.PathsRequest request, StreamObserver<MetadataProto.LinkPaths> observer) {
        answer.send(observer, () -> {
            Optional<LinkPath> after =
                    request.hasAfter() ? Optional.of(ArchiveMessages.readPath(request.getAfter())) : Optional.empty();
            var paths = metadata.archive()
                    .paths(
                            context(request.getContext()),
                            new InodeNumber(request.getInode()),
                            after,
                            request.getLimit());
            return MetadataProto.LinkPaths.newBuilder()
                    .addAllPaths(paths.stream().map(ArchiveMessages::path).toList())
                    .build();
        });
    }

    @Override
    public void release(MetadataProto.ReleaseDataRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(
                observer,
                () -> FileMessages.attributes(metadata.archive()
                        .release(
                                context(request.getContext()),
                                FileMessages.readRef(request.getFile()),
                                request.getOffset(),
                                request.getLength(),
                                request.getDataVersion())));
    }

    @Override
    public void checkStage(
            MetadataProto.ReleaseDataRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(
                observer,
                () -> FileMessages.attributes(metadata.archive()
                        .checkStage(
                                context(request.getContext()),
                                FileMessages.readRef(request.getFile()),
                                request.getOffset(),
                                request.getLength(),
                                request.getDataVersion())));
    }

    @Override
    public void stage(MetadataProto.StageRequest request, StreamObserver<MetadataProto.StageResult> observer) {
        answer.send(
                observer,
                () -> ArchiveMessages.staged(metadata.archive()
                        .stage(
                                context(request.getContext()),
                                FileMessages.readRef(request.getFile()),
                                request.getOffset(),
                                ContentMessages.readContent(request.getContent()),
                                request.getDataVersion())));
    }

    @Override
    public void recall(MetadataProto.RecallRequest request, StreamObserver<MetadataProto.RecallResult> observer) {
        answer.send(
                observer,
                () -> MetadataProto.RecallResult.newBuilder()
                        .setOutcome(metadata.archive()
                                .recall(
                                        context(request.getContext()),
                                        FileMessages.readRef(request.getFile()),
                                        Duration.ofSeconds(request.getKeepSeconds(), request.getKeepNanos()))
                                .name())
                        .build());
    }

    @Override
    public void awaitOnline(MetadataProto.AwaitOnlineRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            metadata.archive()
                    .awaitOnline(
                            context(request.getContext()),
                            FileMessages.readRef(request.getFile()),
                            request.getOffset(),
                            request.getLength(),
                            WaitOp.valueOf(request.getOp()),
                            Duration.ofNanos(request.getWaitNanos()));
            return WireValues.EMPTY;
        });
    }

    @Override
    public void listWaiting(
            MetadataProto.ListWaitingRequest request, StreamObserver<MetadataProto.WaitingList> observer) {
        answer.send(observer, () -> {
            var waiting = metadata.archive()
                    .waiting(
                            context(request.getContext()),
                            new Waiting.Cursor(new InodeNumber(request.getAfterInode()), request.getAfterBlock()),
                            request.getLimit(),
                            Duration.ofNanos(request.getPollNanos()));
            return MetadataProto.WaitingList.newBuilder()
                    .addAllWaiting(
                            waiting.stream().map(ArchiveMessages::waiting).toList())
                    .build();
        });
    }

    @Override
    public void failWaiting(MetadataProto.FailWaitingRequest request, StreamObserver<MetadataProto.Count> observer) {
        answer.send(observer, () -> {
            int failed = metadata.archive()
                    .failWaiting(
                            context(request.getContext()),
                            new InodeNumber(request.getInode()),
                            request.getOffset(),
                            request.getLength(),
                            request.getOpsList().stream().map(WaitOp::valueOf).collect(Collectors.toSet()),
                            ErrorCode.valueOf(request.getError()));
            return MetadataProto.Count.newBuilder().setCount(failed).build();
        });
    }

    @Override
    public void views(MetadataProto.ViewsRequest request, StreamObserver<MetadataProto.FileViews> observer) {
        answer.send(observer, () -> {
            var views = metadata.archive()
                    .views(
                            context(request.getContext()),
                            request.getInodesList().stream()
                                    .map(InodeNumber::new)
                                    .toList(),
                            FileMessages.byteSet(request.getXattrsList()));
            return MetadataProto.FileViews.newBuilder()
                    .addAllViews(views.stream().map(FileMessages::view).toList())
                    .build();
        });
    }

    // Segments

    @Override
    public void liveBytes(MetadataProto.SegmentIds request, StreamObserver<MetadataProto.SegmentBytesList> observer) {
        answer.send(observer, () -> {
            var message = MetadataProto.SegmentBytesList.newBuilder();
            metadata.segments()
                    .live(request.getSegmentsList().stream().map(SegmentId::new).toList())
                    .forEach(live -> message.addSegments(MetadataProto.SegmentBytes.newBuilder()
                            .setSegment(live.segment().value())
                            .setBytes(live.bytes())));
            return message.build();
        });
    }

    @Override
    public void retireSegment(MetadataProto.SegmentIds request, StreamObserver<MetadataProto.Decision> observer) {
        answer.send(
                observer,
                () -> MetadataProto.Decision.newBuilder()
                        .setDone(metadata.segments().retire(only(request)))
                        .build());
    }

    @Override
    public void forgetSegment(MetadataProto.SegmentIds request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            metadata.segments().forget(only(request));
            return WireValues.EMPTY;
        });
    }

    private static SegmentId only(MetadataProto.SegmentIds request) {
        if (request.getSegmentsCount() != 1) {
            throw new IllegalArgumentException("one segment is needed, not " + request.getSegmentsCount());
        }
        return new SegmentId(request.getSegments(0));
    }
}
