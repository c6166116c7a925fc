package dev.cairn.rpc.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.ArchiveGrpc;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.MetadataProto;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Collectors;

/** Serves the archive interface of a shard over gRPC: one method a call, each a translation and nothing else. */
final class ArchiveEndpoint extends ArchiveGrpc.ArchiveImplBase {

    private final Archive archive;
    private final GrpcAnswer answer;

    ArchiveEndpoint(Archive archive, GrpcAnswer answer) {
        this.archive = archive;
        this.answer = answer;
    }

    private CallContext context(CommonProto.CallContext message) {
        return WireValues.context(message, answer.deadline());
    }

    @Override
    public void changes(MetadataProto.ChangesRequest request, StreamObserver<MetadataProto.ChangePage> observer) {
        answer.send(
                observer,
                () -> ArchiveMessages.changes(
                        archive.changes(context(request.getContext()), ArchiveMessages.readQuery(request))));
    }

    @Override
    public void deletions(MetadataProto.DeletionsRequest request, StreamObserver<MetadataProto.DeletionPage> observer) {
        answer.send(
                observer,
                () -> ArchiveMessages.deletions(archive.deletions(
                        context(request.getContext()),
                        ArchiveMessages.readPosition(request.getFrom()),
                        request.getLimit())));
    }

    @Override
    public void stableSeq(MetadataProto.ContextRequest request, StreamObserver<MetadataProto.Seq> observer) {
        answer.send(
                observer,
                () -> MetadataProto.Seq.newBuilder()
                        .setSeq(archive.stableSeq(context(request.getContext())))
                        .build());
    }

    @Override
    public void paths(MetadataProto.PathsRequest request, StreamObserver<MetadataProto.LinkPaths> observer) {
        answer.send(observer, () -> {
            Optional<LinkPath> after =
                    request.hasAfter() ? Optional.of(ArchiveMessages.readPath(request.getAfter())) : Optional.empty();
            var paths = archive.paths(
                    context(request.getContext()), new InodeNumber(request.getInode()), after, request.getLimit());
            return MetadataProto.LinkPaths.newBuilder()
                    .addAllPaths(paths.stream().map(ArchiveMessages::path).toList())
                    .build();
        });
    }

    @Override
    public void release(MetadataProto.ReleaseDataRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(
                observer,
                () -> FileMessages.attributes(archive.release(
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
                () -> FileMessages.attributes(archive.checkStage(
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
                () -> ArchiveMessages.staged(archive.stage(
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
                        .setOutcome(archive.recall(
                                        context(request.getContext()),
                                        FileMessages.readRef(request.getFile()),
                                        Duration.ofSeconds(request.getKeepSeconds(), request.getKeepNanos()))
                                .name())
                        .build());
    }

    @Override
    public void awaitOnline(MetadataProto.AwaitOnlineRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.sendHeld(observer, () -> {
            archive.awaitOnline(
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
        answer.sendHeld(observer, () -> {
            var waiting = archive.waiting(
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
    public void waitingArrivals(
            MetadataProto.WaitingArrivalsRequest request, StreamObserver<MetadataProto.Arrivals> observer) {
        answer.sendHeld(
                observer,
                () -> ArchiveMessages.arrivals(archive.arrivals(
                        context(request.getContext()),
                        ArchiveMessages.readArrivalPosition(request.getSince()),
                        request.getLimit(),
                        Duration.ofNanos(request.getPollNanos()))));
    }

    @Override
    public void findOfflineDefault(
            MetadataProto.FileRequest request, StreamObserver<MetadataProto.OfflineDefault> observer) {
        answer.send(
                observer,
                () -> ArchiveMessages.offlineDefault(archive.offlineDefault(
                        context(request.getContext()), FileMessages.readRef(request.getFile()))));
    }

    @Override
    public void failWaiting(MetadataProto.FailWaitingRequest request, StreamObserver<MetadataProto.Count> observer) {
        answer.send(observer, () -> {
            int failed = archive.failWaiting(
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
            var views = archive.views(
                    context(request.getContext()),
                    request.getInodesList().stream().map(InodeNumber::new).toList(),
                    FileMessages.byteSet(request.getXattrsList()));
            return MetadataProto.FileViews.newBuilder()
                    .addAllViews(views.stream().map(FileMessages::view).toList())
                    .build();
        });
    }
}
