package dev.cairn.rpc.metadata;

import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.Segments;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.WireValues;
import dev.cairn.rpc.proto.CommonProto;
import dev.cairn.rpc.proto.MetadataProto;
import dev.cairn.rpc.proto.SegmentsGrpc;
import io.grpc.stub.StreamObserver;

/** Serves what is known of segments over gRPC: one method a call, each a translation and nothing else. */
final class SegmentsEndpoint extends SegmentsGrpc.SegmentsImplBase {

    private final Segments segments;
    private final GrpcAnswer answer;

    SegmentsEndpoint(Segments segments, GrpcAnswer answer) {
        this.segments = segments;
        this.answer = answer;
    }

    @Override
    public void liveBytes(MetadataProto.SegmentIds request, StreamObserver<MetadataProto.SegmentBytesList> observer) {
        answer.send(observer, () -> {
            var message = MetadataProto.SegmentBytesList.newBuilder();
            segments.live(request.getSegmentsList().stream().map(SegmentId::new).toList())
                    .forEach(live -> message.addSegments(MetadataProto.SegmentBytes.newBuilder()
                            .setSegment(live.segment().value())
                            .setBytes(live.bytes())));
            return message.build();
        });
    }

    @Override
    public void retireSegment(MetadataProto.SegmentIds request, StreamObserver<MetadataProto.Decision> observer) {
        answer.send(
                observer,
                () -> MetadataProto.Decision.newBuilder()
                        .setDone(segments.retire(only(request)))
                        .build());
    }

    @Override
    public void forgetSegment(MetadataProto.SegmentIds request, StreamObserver<CommonProto.Empty> observer) {
        answer.send(observer, () -> {
            segments.forget(only(request));
            return WireValues.EMPTY;
        });
    }

    private static SegmentId only(MetadataProto.SegmentIds request) {
        if (request.getSegmentsCount() != 1) {
            throw new IllegalArgumentException("one segment is needed, not " + request.getSegmentsCount());
        }
        return new SegmentId(request.getSegments(0));
    }
}
