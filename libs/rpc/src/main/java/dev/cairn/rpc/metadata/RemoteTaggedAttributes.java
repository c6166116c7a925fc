package dev.cairn.rpc.metadata;

import static dev.cairn.rpc.WireValues.context;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.HiddenPage;
import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.api.metadata.SearchPage;
import dev.cairn.api.metadata.TaggedAttributes;
import dev.cairn.api.metadata.Total;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.metadata.RemoteMetadata.Calls;
import dev.cairn.rpc.proto.TaggedAttributesGrpc.TaggedAttributesBlockingStub;
import dev.cairn.rpc.proto.TagsProto;
import java.util.List;
import java.util.Optional;

/** The tagged attributes of a shard in another process. */
final class RemoteTaggedAttributes implements TaggedAttributes {

    private final Calls<TaggedAttributesBlockingStub> calls;

    RemoteTaggedAttributes(Calls<TaggedAttributesBlockingStub> calls) {
        this.calls = calls;
    }

    @Override
    public SearchPage search(CallContext context, Bytes name, InodeNumber from, InodeNumber to, int limit) {
        var request = TagsProto.SearchRequest.newBuilder()
                .setContext(context(context))
                .setName(WireValues.bytes(name))
                .setFrom(from.value())
                .setTo(to.value())
                .setLimit(limit)
                .build();
        return TagMessages.readFound(calls.call(context, stub -> stub.search(request)));
    }

    @Override
    public List<Total> totals(CallContext context, TotalName from, int limit) {
        var request = TagsProto.TotalsRequest.newBuilder()
                .setContext(context(context))
                .setFrom(TagMessages.name(from))
                .setLimit(limit)
                .build();
        return calls.call(context, stub -> stub.readTotals(request)).getTotalsList().stream()
                .map(TagMessages::readTotal)
                .toList();
    }

    @Override
    public void inject(CallContext context, TotalName name, long sum, long count) {
        var request = TagsProto.InjectRequest.newBuilder()
                .setContext(context(context))
                .setDelta(TagMessages.total(new Total(name, sum, count)))
                .build();
        calls.call(context, stub -> stub.inject(request));
    }

    @Override
    public List<IndexPosition> index(CallContext context, IndexPosition from, IndexPosition to, int limit) {
        var request = TagsProto.IndexRequest.newBuilder()
                .setContext(context(context))
                .setFrom(TagMessages.position(from))
                .setTo(TagMessages.position(to))
                .setLimit(limit)
                .build();
        return calls.call(context, stub -> stub.readIndex(request)).getPositionsList().stream()
                .map(TagMessages::readPosition)
                .toList();
    }

    @Override
    public HiddenPage hidden(CallContext context, FileRef file, Optional<Bytes> after, int limit) {
        var request = TagsProto.HiddenRequest.newBuilder()
                .setContext(context(context))
                .setFile(FileMessages.ref(file))
                .setLimit(limit);
        after.ifPresent(name -> request.setAfter(WireValues.bytes(name)));
        return TagMessages.readHidden(calls.call(context, stub -> stub.hidden(request.build())));
    }
}
