package dev.cairn.rpc.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.DirectAttributes;
import dev.cairn.api.metadata.DirectChange;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.AttributesProto;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.DirectAttributesGrpc;
import dev.cairn.rpc.proto.MetadataProto;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** Serves the direct attributes of a shard over gRPC: one method a call, each a translation and nothing else. */
final class DirectAttributesEndpoint extends DirectAttributesGrpc.DirectAttributesImplBase {

    private final DirectAttributes attributes;
    private final GrpcAnswer answer;

    DirectAttributesEndpoint(DirectAttributes attributes, GrpcAnswer answer) {
        this.attributes = attributes;
        this.answer = answer;
    }

    private CallContext context(CommonProto.CallContext message) {
        return WireValues.context(message, answer.deadline());
    }

    @Override
    public void readAttributes(MetadataProto.FileRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(
                observer,
                () -> FileMessages.attributes(
                        attributes.read(context(request.getContext()), FileMessages.readRef(request.getFile()))));
    }

    @Override
    public void setDirectly(
            AttributesProto.SetDirectlyRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(
                observer,
                () -> FileMessages.attributes(attributes.set(
                        context(request.getContext()), FileMessages.readRef(request.getFile()), change(request))));
    }

    private static DirectChange change(AttributesProto.SetDirectlyRequest request) {
        return new DirectChange(
                request.hasDataVersion() ? Optional.of(request.getDataVersion()) : Optional.empty(),
                request.hasSize() ? Optional.of(request.getSize()) : Optional.empty(),
                request.getSizeOffline(),
                request.hasCtime() ? Optional.of(WireValues.time(request.getCtime())) : Optional.empty(),
                request.hasCrtime() ? Optional.of(WireValues.time(request.getCrtime())) : Optional.empty(),
                request.hasRetention() ? Optional.of(request.getRetention()) : Optional.empty(),
                request.hasProject() ? Optional.of(request.getProject()) : Optional.empty());
    }

    @Override
    public void setattrMore(
            AttributesProto.SetattrMoreRequest request, StreamObserver<MetadataProto.Attributes> observer) {
        answer.send(
                observer,
                () -> FileMessages.attributes(attributes.setMore(
                        context(request.getContext()),
                        FileMessages.readRef(request.getFile()),
                        new DirectAttributes.More(
                                request.getDataVersion(),
                                request.getSize(),
                                request.getOffline(),
                                WireValues.time(request.getCtime()),
                                WireValues.time(request.getCrtime())))));
    }
}
