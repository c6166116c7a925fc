package dev.cairn.rpc.metadata;

import dev.cairn.api.metadata.ExtentMap;
import dev.cairn.api.metadata.FileData.MoveMode;
import dev.cairn.api.metadata.FileData.WriteAt;
import dev.cairn.api.metadata.MoveRequest;
import dev.cairn.api.metadata.MoveResult;
import dev.cairn.api.metadata.WriteResult;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.DataProto;
import java.util.OptionalLong;

/** What changes of data carry as messages, in both directions. */
final class DataMessages {

    private DataMessages() {}

    static DataProto.WritePlace at(WriteAt at) {
        return switch (at) {
            case WriteAt.Offset(long offset) ->
                DataProto.WritePlace.newBuilder().setOffset(offset).build();
            case WriteAt.End() -> DataProto.WritePlace.newBuilder().setEnd(true).build();
        };
    }

    static WriteAt readAt(DataProto.WritePlace message) {
        return switch (message.getPlaceCase()) {
            case OFFSET -> new WriteAt.Offset(message.getOffset());
            case END -> new WriteAt.End();
            case PLACE_NOT_SET -> throw new IllegalArgumentException("a write without a place");
        };
    }

    static DataProto.WriteDataResult result(WriteResult result) {
        return DataProto.WriteDataResult.newBuilder()
                .setOffset(result.offset())
                .setAttributes(FileMessages.attributes(result.attributes()))
                .build();
    }

    static WriteResult readResult(DataProto.WriteDataResult message) {
        return new WriteResult(message.getOffset(), FileMessages.readAttributes(message.getAttributes()));
    }

    static DataProto.DataOffset offset(OptionalLong offset) {
        var message = DataProto.DataOffset.newBuilder();
        offset.ifPresent(message::setOffset);
        return message.build();
    }

    static OptionalLong readOffset(DataProto.DataOffset message) {
        return message.hasOffset() ? OptionalLong.of(message.getOffset()) : OptionalLong.empty();
    }

    static DataProto.ExtentMap map(ExtentMap map) {
        var message = DataProto.ExtentMap.newBuilder();
        for (ExtentMap.Run run : map.runs()) {
            message.addRuns(DataProto.ExtentRun.newBuilder()
                    .setOffset(run.offset())
                    .setLength(run.length())
                    .setState(run.state().name())
                    .setLast(run.isLast()));
        }
        map.next().ifPresent(message::setNext);
        return message.build();
    }

    static ExtentMap readMap(DataProto.ExtentMap message) {
        return new ExtentMap(
                message.getRunsList().stream()
                        .map(run -> new ExtentMap.Run(
                                run.getOffset(),
                                run.getLength(),
                                ExtentMap.State.valueOf(run.getState()),
                                run.getLast()))
                        .toList(),
                message.hasNext() ? OptionalLong.of(message.getNext()) : OptionalLong.empty());
    }

    static DataProto.MoveDataRequest move(CommonProto.CallContext context, MoveRequest move) {
        var message = DataProto.MoveDataRequest.newBuilder()
                .setContext(context)
                .setSource(FileMessages.ref(move.source()))
                .setSourceOffset(move.sourceOffset())
                .setLength(move.length())
                .setDestination(FileMessages.ref(move.destination()))
                .setOffset(move.offset());
        switch (move.mode()) {
            case MoveMode.Normal() -> {}
            case MoveMode.Stage(long dataVersion) -> message.setDataVersion(dataVersion);
        }
        return message.build();
    }

    static MoveRequest readMove(DataProto.MoveDataRequest message) {
        return new MoveRequest(
                FileMessages.readRef(message.getSource()),
                message.getSourceOffset(),
                message.getLength(),
                FileMessages.readRef(message.getDestination()),
                message.getOffset(),
                message.hasDataVersion() ? new MoveMode.Stage(message.getDataVersion()) : new MoveMode.Normal());
    }

    static DataProto.MoveDataResult moved(MoveResult result) {
        return DataProto.MoveDataResult.newBuilder()
                .setMovedBlocks(result.movedBlocks())
                .setSource(FileMessages.attributes(result.source()))
                .setDestination(FileMessages.attributes(result.destination()))
                .build();
    }

    static MoveResult readMoved(DataProto.MoveDataResult message) {
        return new MoveResult(
                message.getMovedBlocks(),
                FileMessages.readAttributes(message.getSource()),
                FileMessages.readAttributes(message.getDestination()));
    }
}
