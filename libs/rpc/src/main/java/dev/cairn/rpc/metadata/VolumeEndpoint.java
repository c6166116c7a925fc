package dev.cairn.rpc.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.LinkPosition;
import dev.cairn.api.metadata.Volume;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.MetadataProto;
import dev.cairn.rpc.proto.VolumeGrpc;
import dev.cairn.rpc.proto.VolumeProto;
import io.grpc.stub.StreamObserver;
import java.util.Optional;

/** Serves what is asked of a volume as a whole over gRPC: one method a call, each a translation and nothing else. */
final class VolumeEndpoint extends VolumeGrpc.VolumeImplBase {

    private final Volume volume;
    private final GrpcAnswer answer;

    VolumeEndpoint(Volume volume, GrpcAnswer answer) {
        this.volume = volume;
        this.answer = answer;
    }

    private CallContext context(CommonProto.CallContext message) {
        return WireValues.context(message, answer.deadline());
    }

    @Override
    public void referringEntries(
            VolumeProto.ReferringEntriesRequest request, StreamObserver<VolumeProto.ReferringPage> observer) {
        answer.send(observer, () -> {
            Optional<LinkPosition> after = request.hasAfter()
                    ? Optional.of(VolumeMessages.readPosition(request.getAfter()))
                    : Optional.empty();
            return VolumeMessages.referring(volume.referringEntries(
                    context(request.getContext()), new InodeNumber(request.getInode()), after, request.getLimit()));
        });
    }

    @Override
    public void allocatedInodes(
            VolumeProto.AllocatedInodesRequest request, StreamObserver<VolumeProto.InodeNumbers> observer) {
        answer.send(observer, () -> {
            var message = VolumeProto.InodeNumbers.newBuilder();
            volume.allocatedInodes(
                            context(request.getContext()), new InodeNumber(request.getFrom()), request.getLimit())
                    .forEach(inode -> message.addInodes(inode.value()));
            return message.build();
        });
    }

    @Override
    public void statistics(
            MetadataProto.ContextRequest request, StreamObserver<VolumeProto.VolumeStatistics> observer) {
        answer.send(observer, () -> VolumeMessages.statistics(volume.statistics(context(request.getContext()))));
    }

    @Override
    public void sync(MetadataProto.ContextRequest request, StreamObserver<MetadataProto.Seq> observer) {
        answer.send(
                observer,
                () -> MetadataProto.Seq.newBuilder()
                        .setSeq(volume.sync(context(request.getContext())))
                        .build());
    }

    @Override
    public void check(MetadataProto.ContextRequest request, StreamObserver<VolumeProto.CheckReport> observer) {
        answer.send(observer, () -> VolumeMessages.report(volume.check(context(request.getContext()))));
    }
}
