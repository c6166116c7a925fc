package dev.cairn.rpc.metadata;

import static dev.cairn.rpc.WireValues.context;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Arrivals;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.DeletionPage;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.OfflineDefault;
import dev.cairn.api.metadata.RecallOutcome;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.StageResult;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.metadata.RemoteMetadata.Calls;
import dev.cairn.rpc.proto.ArchiveGrpc.ArchiveBlockingStub;
import dev.cairn.rpc.proto.MetadataProto;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The archive interface of a shard in another process. */
final class RemoteArchive implements Archive {

    private final Calls<ArchiveBlockingStub> calls;

    RemoteArchive(Calls<ArchiveBlockingStub> calls) {
        this.calls = calls;
    }

    @Override
    public ChangePage changes(CallContext context, ChangeQuery query) {
        var request = ArchiveMessages.query(query).setContext(context(context)).build();
        return ArchiveMessages.readChanges(calls.call(context, stub -> stub.changes(request)));
    }

    @Override
    public DeletionPage deletions(CallContext context, SeqPosition from, int limit) {
        var request = MetadataProto.DeletionsRequest.newBuilder()
                .setContext(context(context))
                .setFrom(ArchiveMessages.position(from))
                .setLimit(limit)
                .build();
        return ArchiveMessages.readDeletions(calls.call(context, stub -> stub.deletions(request)));
    }

    @Override
    public long stableSeq(CallContext context) {
        var request = MetadataProto.ContextRequest.newBuilder()
                .setContext(context(context))
                .build();
        return calls.call(context, stub -> stub.stableSeq(request)).getSeq();
    }

    @Override
    public List<LinkPath> paths(CallContext context, InodeNumber inode, Optional<LinkPath> after, int limit) {
        var request = MetadataProto.PathsRequest.newBuilder()
                .setContext(context(context))
                .setInode(inode.value())
                .setLimit(limit);
        after.ifPresent(path -> request.setAfter(ArchiveMessages.path(path)));
        return calls.call(context, stub -> stub.paths(request.build())).getPathsList().stream()
                .map(ArchiveMessages::readPath)
                .toList();
    }

    @Override
    public Attributes release(CallContext context, FileRef file, long offset, long length, long dataVersion) {
        var request = rangeRequest(context, file, offset, length, dataVersion);
        return FileMessages.readAttributes(calls.call(context, stub -> stub.release(request)));
    }

    @Override
    public Attributes checkStage(CallContext context, FileRef file, long offset, long length, long dataVersion) {
        var request = rangeRequest(context, file, offset, length, dataVersion);
        return FileMessages.readAttributes(calls.call(context, stub -> stub.checkStage(request)));
    }

    private static MetadataProto.ReleaseDataRequest rangeRequest(
            CallContext context, FileRef file, long offset, long length, long dataVersion) {
        return MetadataProto.ReleaseDataRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setOffset(offset)
                .setLength(length)
                .setDataVersion(dataVersion)
                .build();
    }

    @Override
    public StageResult stage(CallContext context, FileRef file, long offset, NewContent content, long dataVersion) {
        var request = MetadataProto.StageRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setOffset(offset)
                .setContent(ContentMessages.content(content))
                .setDataVersion(dataVersion)
                .build();
        return ArchiveMessages.readStaged(calls.call(context, stub -> stub.stage(request)));
    }

    @Override
    public RecallOutcome recall(CallContext context, FileRef file, Duration keepFor) {
        var request = MetadataProto.RecallRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setKeepSeconds(keepFor.getSeconds())
                .setKeepNanos(keepFor.getNano())
                .build();
        return RecallOutcome.valueOf(
                calls.call(context, stub -> stub.recall(request)).getOutcome());
    }

    @Override
    public void awaitOnline(CallContext context, FileRef file, long offset, long length, WaitOp op, Duration wait) {
        var request = MetadataProto.AwaitOnlineRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setOffset(offset)
                .setLength(length)
                .setOp(op.name())
                .setWaitNanos(wait.toNanos())
                .build();
        calls.call(context, stub -> stub.awaitOnline(request));
    }

    @Override
    public List<Waiting> waiting(CallContext context, Waiting.Cursor after, int limit, Duration poll) {
        var request = MetadataProto.ListWaitingRequest.newBuilder()
                .setContext(context(context))
                .setAfterInode(after.inode().value())
                .setAfterBlock(after.block())
                .setLimit(limit)
                .setPollNanos(poll.toNanos())
                .build();
        return calls.call(context, stub -> stub.listWaiting(request)).getWaitingList().stream()
                .map(ArchiveMessages::readWaiting)
                .toList();
    }

    @Override
    public Arrivals arrivals(CallContext context, Arrivals.Position since, int limit, Duration poll) {
        var request = MetadataProto.WaitingArrivalsRequest.newBuilder()
                .setContext(context(context))
                .setSince(ArchiveMessages.arrivalPosition(since))
                .setLimit(limit)
                .setPollNanos(poll.toNanos())
                .build();
        return ArchiveMessages.readArrivals(calls.call(context, stub -> stub.waitingArrivals(request)));
    }

    @Override
    public OfflineDefault offlineDefault(CallContext context, FileRef file) {
        var request = MetadataProto.FileRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .build();
        return ArchiveMessages.readOfflineDefault(calls.call(context, stub -> stub.findOfflineDefault(request)));
    }

    @Override
    public int failWaiting(
            CallContext context, InodeNumber inode, long offset, long length, Set<WaitOp> ops, ErrorCode error) {
        var request = MetadataProto.FailWaitingRequest.newBuilder()
                .setContext(context(context))
                .setInode(inode.value())
                .setOffset(offset)
                .setLength(length)
                .setError(error.name());
        ops.forEach(op -> request.addOps(op.name()));
        return calls.call(context, stub -> stub.failWaiting(request.build())).getCount();
    }

    @Override
    public List<FileView> views(CallContext context, List<InodeNumber> inodes, Set<Bytes> xattrs) {
        var request = MetadataProto.ViewsRequest.newBuilder()
                .setContext(context(context))
                .addAllXattrs(FileMessages.byteStrings(xattrs));
        inodes.forEach(inode -> request.addInodes(inode.value()));
        return calls.call(context, stub -> stub.views(request.build())).getViewsList().stream()
                .map(FileMessages::readView)
                .toList();
    }
}
