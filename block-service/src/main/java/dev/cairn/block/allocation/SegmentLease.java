package dev.cairn.block.allocation;

import dev.cairn.api.block.SegmentId;
import dev.cairn.kernel.Epoch;

/**
 * The right of one incarnation of an instance to append to a segment, until it is sealed.
 *
 * @param segment the segment; given out once
 * @param volume where its bytes go
 * @param writer who may append
 * @param epoch the allocator's epoch that granted it
 * @param zone where the writer stands
 * @param bytesMax how long the segment may become
 */
public record SegmentLease(
        SegmentId segment, VolumeId volume, WriterId writer, Epoch epoch, String zone, long bytesMax) {}
