package dev.cairn.rpc.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.FileData;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.DataProto;
import dev.cairn.rpc.proto.FileDataGrpc;
import dev.cairn.rpc.proto.MetadataProto;
import io.grpc.stub.StreamObserver;
import java.util.OptionalLong;

/** Serves changes of data over gRPC: one method a call, each a translation and nothing else. */
final class FileDataEndpoint extends FileDataGrpc.FileDataImplBase {

    private final FileData data;
    private final GrpcAnswer answer;

    FileDataEndpoint(FileData data, GrpcAnswer answer) {
        this.data = data;
        this.answer = answer;
    }

    private CallContext context(CommonProto.CallContext message) {
        return WireValues.context(message, answer.deadline());
    }

    @Override
    public void checkWrite(DataProto.CheckWriteRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(
                observer,
                () -> FileMessages.attributes(data.checkWrite(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        DataMessages.readAt(request.getAt()),
                        request.getLength(),
                        FileMessages.readCondition(request.getCondition()))));
    }

    @Override
    public void writeData(DataProto.WriteDataRequest request, StreamObserver<DataProto.WriteDataResult> observer) {
        answer.send(
                observer,
                () -> DataMessages.result(data.write(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        DataMessages.readAt(request.getAt()),
                        ContentMessages.readContent(request.getContent()),
                        FileMessages.readCondition(request.getCondition()))));
    }

    @Override
    public void truncateData(DataProto.TruncateDataRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(
                observer,
                () -> FileMessages.attributes(data.truncate(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        request.getSize(),
                        FileMessages.readCondition(request.getCondition()))));
    }

    @Override
    public void allocateData(DataProto.AllocateDataRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(
                observer,
                () -> FileMessages.attributes(data.allocate(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        request.getOffset(),
                        request.getLength(),
                        FileData.AllocateMode.valueOf(request.getMode()))));
    }

    @Override
    public void firstOffline(DataProto.DataRangeRequest request, StreamObserver<DataProto.DataOffset> observer) {
        answer.send(
                observer,
                () -> DataMessages.offset(data.firstOffline(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        request.getFrom(),
                        request.getTo())));
    }

    @Override
    public void mapData(DataProto.MapDataRequest request, StreamObserver<DataProto.ExtentMap> observer) {
        answer.send(
                observer,
                () -> DataMessages.map(data.map(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        request.getOffset(),
                        request.getLength(),
                        request.getLimit())));
    }

    @Override
    public void seekData(DataProto.SeekDataRequest request, StreamObserver<DataProto.DataOffset> observer) {
        answer.send(
                observer,
                () -> DataMessages.offset(OptionalLong.of(data.seek(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        request.getOffset(),
                        FileData.SeekTarget.valueOf(request.getTarget())))));
    }

    @Override
    public void punchOffline(DataProto.PunchOfflineRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(
                observer,
                () -> FileMessages.attributes(data.punchOffline(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        request.getOffset(),
                        request.getLength(),
                        request.getDataVersion())));
    }

    @Override
    public void moveData(DataProto.MoveDataRequest request, StreamObserver<DataProto.MoveDataResult> observer) {
        answer.send(
                observer,
                () -> DataMessages.moved(data.move(context(request.getContext()), DataMessages.readMove(request))));
    }
}
