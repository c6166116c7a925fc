package dev.cairn.api.metadata;

import dev.cairn.api.block.SegmentId;
import java.util.List;

/** How much of a segment is referenced; the allocator asks before it deletes one. */
public interface Segments {

    /** Bytes of each segment that extents of this volume refer to. */
    List<LiveBytes> live(List<SegmentId> segments);

    /**
     * Forbids new references to a segment for ever, if nothing refers to it.
     *
     * @return whether it is retired now; false means something still lives in it
     */
    boolean retire(SegmentId segment);

    /** Forgets a retired segment after its storage is gone. */
    void forget(SegmentId segment);

    /** How much of one segment lives. */
    record LiveBytes(SegmentId segment, long bytes) {}
}
