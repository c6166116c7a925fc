package dev.cairn.block;

import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import java.time.Duration;

/**
 * What an instance tells about itself. Called on the threads that do the work: implementations return at once and do
 * not throw. Every method does nothing by default.
 */
public interface BlockMonitor {

    BlockMonitor NONE = new BlockMonitor() {};

    /** A body became durable. */
    default void appended(long bytes) {}

    /** Verified bytes left, or were handed out as a range of a file. */
    default void read(long bytes) {}

    /** One sync of a segment, and how many bodies it made durable. */
    default void synced(Duration took, int bodies) {}

    /** A sync failed; the segment takes no further data. */
    default void syncFailed(SegmentId segment, Throwable cause) {}

    /** Stored bytes did not match their checksums. */
    default void corrupt(Location location, String what) {}

    default void segmentLeased(SegmentId segment) {}

    default void segmentSealed(SegmentId segment, long bytes) {}

    /** The allocator did not take a seal; it is repeated. */
    default void sealFailed(SegmentId segment, Throwable cause) {}

    /** Segments of an earlier incarnation could not be sealed; it is tried again. */
    default void takeOverFailed(Throwable cause) {}

    default void segmentDeleted(SegmentId segment) {}
}
