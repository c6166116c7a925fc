package dev.cairn.block.allocation;

import dev.cairn.api.block.SegmentId;

/** What the reclaimer tells. Called on its thread; every method does nothing by default. */
public interface ReclaimMonitor {

    ReclaimMonitor NONE = new ReclaimMonitor() {};

    /** A segment is gone and {@code bytes} of its volume are free again. */
    default void reclaimed(SegmentId segment, long bytes) {}

    /** One segment could not be taken on; the next round tries again. */
    default void failed(SegmentId segment, Throwable cause) {}

    /** A round ended early, because the allocator or the metadata did not answer. */
    default void roundFailed(Throwable cause) {}
}
