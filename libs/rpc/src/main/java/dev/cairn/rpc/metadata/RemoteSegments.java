package dev.cairn.rpc.metadata;

import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.Segments;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.metadata.RemoteMetadata.Calls;
import dev.cairn.rpc.proto.MetadataProto;
import dev.cairn.rpc.proto.SegmentsGrpc.SegmentsBlockingStub;
import java.time.Duration;
import java.util.List;

/** The segment accounts of a shard in another process. Every operation may be repeated without harm. */
final class RemoteSegments implements Segments {

    /** The allocator asks again in its next round. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Calls<SegmentsBlockingStub> calls;
    private final TimeSource clock;

    RemoteSegments(Calls<SegmentsBlockingStub> calls, TimeSource clock) {
        this.calls = calls;
        this.clock = clock;
    }

    @Override
    public List<LiveBytes> live(List<SegmentId> segments) {
        return calls.call(deadline(), stub -> stub.liveBytes(ids(segments))).getSegmentsList().stream()
                .map(live -> new LiveBytes(new SegmentId(live.getSegment()), live.getBytes()))
                .toList();
    }

    @Override
    public boolean retire(SegmentId segment) {
        return calls.call(deadline(), stub -> stub.retireSegment(ids(List.of(segment))))
                .getDone();
    }

    @Override
    public void forget(SegmentId segment) {
        calls.call(deadline(), stub -> stub.forgetSegment(ids(List.of(segment))));
    }

    private Deadline deadline() {
        return Deadline.in(PATIENCE, clock);
    }

    private static MetadataProto.SegmentIds ids(List<SegmentId> segments) {
        return MetadataProto.SegmentIds.newBuilder()
                .addAllSegments(segments.stream().map(SegmentId::value).toList())
                .build();
    }
}
