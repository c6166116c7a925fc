package dev.cairn.rpc.metadata;

import static dev.cairn.rpc.WireValues.context;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.CheckReport;
import dev.cairn.api.metadata.LinkPosition;
import dev.cairn.api.metadata.ReferringPage;
import dev.cairn.api.metadata.Volume;
import dev.cairn.api.metadata.VolumeStatistics;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.metadata.RemoteMetadata.Calls;
import dev.cairn.rpc.proto.MetadataProto;
import dev.cairn.rpc.proto.VolumeGrpc.VolumeBlockingStub;
import dev.cairn.rpc.proto.VolumeProto;
import java.util.List;
import java.util.Optional;

/** The volume as a shard in another process knows it. */
final class RemoteVolume implements Volume {

    private final Calls<VolumeBlockingStub> calls;

    RemoteVolume(Calls<VolumeBlockingStub> calls) {
        this.calls = calls;
    }

    @Override
    public ReferringPage referringEntries(
            CallContext context, InodeNumber inode, Optional<LinkPosition> after, int limit) {
        var request = VolumeProto.ReferringEntriesRequest.newBuilder()
                .setContext(context(context))
                .setInode(inode.value())
                .setLimit(limit);
        after.ifPresent(position -> request.setAfter(VolumeMessages.position(position)));
        return VolumeMessages.readReferring(calls.call(context, stub -> stub.referringEntries(request.build())));
    }

    @Override
    public List<InodeNumber> allocatedInodes(CallContext context, InodeNumber from, int limit) {
        var request = VolumeProto.AllocatedInodesRequest.newBuilder()
                .setContext(context(context))
                .setFrom(from.value())
                .setLimit(limit)
                .build();
        return calls.call(context, stub -> stub.allocatedInodes(request)).getInodesList().stream()
                .map(InodeNumber::new)
                .toList();
    }

    private static MetadataProto.ContextRequest request(CallContext context) {
        return MetadataProto.ContextRequest.newBuilder()
                .setContext(context(context))
                .build();
    }

    @Override
    public VolumeStatistics statistics(CallContext context) {
        return VolumeMessages.readStatistics(calls.call(context, stub -> stub.statistics(request(context))));
    }

    @Override
    public long sync(CallContext context) {
        return calls.call(context, stub -> stub.sync(request(context))).getSeq();
    }

    @Override
    public CheckReport check(CallContext context) {
        return VolumeMessages.readReport(calls.call(context, stub -> stub.check(request(context))));
    }
}
