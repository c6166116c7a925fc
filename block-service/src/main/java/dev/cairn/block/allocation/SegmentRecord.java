package dev.cairn.block.allocation;

import dev.cairn.api.block.SegmentId;
import java.time.Instant;

/** What the allocator knows of a segment. It goes through the states in the order given here and never back. */
public sealed interface SegmentRecord {

    SegmentId segment();

    VolumeId volume();

    /** What the segment is counted for in its volume. */
    long bytes();

    /** Somebody may append. Counted with all the room it may take. */
    record Open(SegmentLease lease) implements SegmentRecord {

        @Override
        public SegmentId segment() {
            return lease.segment();
        }

        @Override
        public VolumeId volume() {
            return lease.volume();
        }

        @Override
        public long bytes() {
            return lease.bytesMax();
        }
    }

    /**
     * Nothing is appended any more.
     *
     * @param since when it was sealed, by the allocator's wall clock
     */
    record Sealed(SegmentId segment, VolumeId volume, long bytes, Instant since) implements SegmentRecord {}

    /** Nothing lives in it and the metadata accepts no new reference to it: its storage may go. */
    record Retired(SegmentId segment, VolumeId volume, long bytes) implements SegmentRecord {}
}
