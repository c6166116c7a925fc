package dev.cairn.rpc.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.TaggedAttributes;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.TaggedAttributesGrpc;
import dev.cairn.rpc.proto.TagsProto;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** Serves the tagged attributes of a shard over gRPC: one method a call, each a translation and nothing else. */
final class TaggedAttributesEndpoint extends TaggedAttributesGrpc.TaggedAttributesImplBase {

    private final TaggedAttributes attributes;
    private final GrpcAnswer answer;

    TaggedAttributesEndpoint(TaggedAttributes attributes, GrpcAnswer answer) {
        this.attributes = attributes;
        this.answer = answer;
    }

    private CallContext context(CommonProto.CallContext message) {
        return WireValues.context(message, answer.deadline());
    }

    @Override
    public void search(TagsProto.SearchRequest request, StreamObserver<TagsProto.SearchResult> observer) {
        answer.send(
                observer,
                () -> TagMessages.found(attributes.search(
                        context(request.getContext()),
                        WireValues.bytes(request.getName()),
                        new InodeNumber(request.getFrom()),
                        new InodeNumber(request.getTo()),
                        request.getLimit())));
    }

    @Override
    public void readTotals(TagsProto.TotalsRequest request, StreamObserver<TagsProto.TotalList> observer) {
        answer.send(observer, () -> {
            var totals = attributes.totals(
                    context(request.getContext()), TagMessages.readName(request.getFrom()), request.getLimit());
            return TagsProto.TotalList.newBuilder()
                    .addAllTotals(totals.stream().map(TagMessages::total).toList())
                    .build();
        });
    }

    @Override
    public void inject(TagsProto.InjectRequest request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            TagsProto.Total delta = request.getDelta();
            attributes.inject(
                    context(request.getContext()),
                    TagMessages.readName(delta.getName()),
                    delta.getSum(),
                    delta.getCount());
            return WireValues.EMPTY;
        });
    }

    @Override
    public void readIndex(TagsProto.IndexRequest request, StreamObserver<TagsProto.IndexPositions> observer) {
        answer.send(observer, () -> {
            var positions = attributes.index(
                    context(request.getContext()),
                    TagMessages.readPosition(request.getFrom()),
                    TagMessages.readPosition(request.getTo()),
                    request.getLimit());
            return TagsProto.IndexPositions.newBuilder()
                    .addAllPositions(
                            positions.stream().map(TagMessages::position).toList())
                    .build();
        });
    }

    @Override
    public void hidden(TagsProto.HiddenRequest request, StreamObserver<TagsProto.HiddenNames> observer) {
        answer.send(observer, () -> {
            Optional<Bytes> after =
                    request.hasAfter() ? Optional.of(WireValues.bytes(request.getAfter())) : Optional.empty();
            return TagMessages.hidden(attributes.hidden(
                    context(request.getContext()), FileMessages.readRef(request.getFile()), after, request.getLimit()));
        });
    }
}
