package dev.cairn.rpc.metadata;

import static dev.cairn.rpc.WireValues.context;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.ExtentMap;
import dev.cairn.api.metadata.FileData;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MoveRequest;
import dev.cairn.api.metadata.MoveResult;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.WriteResult;
import dev.cairn.rpc.metadata.RemoteMetadata.Calls;
import dev.cairn.rpc.proto.DataProto;
import dev.cairn.rpc.proto.FileDataGrpc.FileDataBlockingStub;
import java.util.OptionalLong;

/** Changes of data in a shard of another process. */
final class RemoteFileData implements FileData {

    private final Calls<FileDataBlockingStub> calls;

    RemoteFileData(Calls<FileDataBlockingStub> calls) {
        this.calls = calls;
    }

    @Override
    public Attributes checkWrite(CallContext context, FileRef file, WriteAt at, long length, Condition condition) {
        var request = DataProto.CheckWriteRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setAt(DataMessages.at(at))
                .setLength(length)
                .setCondition(FileMessages.condition(condition))
                .build();
        return FileMessages.readAttributes(calls.call(context, stub -> stub.checkWrite(request)));
    }

    @Override
    public WriteResult write(CallContext context, FileRef file, WriteAt at, NewContent bytes, Condition condition) {
        var request = DataProto.WriteDataRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setAt(DataMessages.at(at))
                .setContent(ContentMessages.content(bytes))
                .setCondition(FileMessages.condition(condition))
                .build();
        return DataMessages.readResult(calls.call(context, stub -> stub.writeData(request)));
    }

    @Override
    public Attributes truncate(CallContext context, FileRef file, long size, Condition condition) {
        var request = DataProto.TruncateDataRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setSize(size)
                .setCondition(FileMessages.condition(condition))
                .build();
        return FileMessages.readAttributes(calls.call(context, stub -> stub.truncateData(request)));
    }

    @Override
    public Attributes allocate(CallContext context, FileRef file, long offset, long length, AllocateMode mode) {
        var request = DataProto.AllocateDataRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setOffset(offset)
                .setLength(length)
                .setMode(mode.name())
                .build();
        return FileMessages.readAttributes(calls.call(context, stub -> stub.allocateData(request)));
    }

    @Override
    public OptionalLong firstOffline(CallContext context, FileRef file, long from, long to) {
        var request = DataProto.DataRangeRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setFrom(from)
                .setTo(to)
                .build();
        return DataMessages.readOffset(calls.call(context, stub -> stub.firstOffline(request)));
    }

    @Override
    public ExtentMap map(CallContext context, FileRef file, long offset, long length, int limit) {
        var request = DataProto.MapDataRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setOffset(offset)
                .setLength(length)
                .setLimit(limit)
                .build();
        return DataMessages.readMap(calls.call(context, stub -> stub.mapData(request)));
    }

    @Override
    public long seek(CallContext context, FileRef file, long offset, SeekTarget target) {
        var request = DataProto.SeekDataRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setOffset(offset)
                .setTarget(target.name())
                .build();
        return calls.call(context, stub -> stub.seekData(request)).getOffset();
    }

    @Override
    public Attributes punchOffline(CallContext context, FileRef file, long offset, long length, long dataVersion) {
        var request = DataProto.PunchOfflineRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setOffset(offset)
                .setLength(length)
                .setDataVersion(dataVersion)
                .build();
        return FileMessages.readAttributes(calls.call(context, stub -> stub.punchOffline(request)));
    }

    @Override
    public MoveResult move(CallContext context, MoveRequest request) {
        var message = DataMessages.move(context(context), request);
        return DataMessages.readMoved(calls.call(context, stub -> stub.moveData(message)));
    }
}
