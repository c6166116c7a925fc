package dev.cairn.block.allocation;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.List;

/**
 * The allocator as a writer sees it. Calls block until the answer is durable and are safe from any thread. All may fail
 * with {@link ErrorCode#UNAVAILABLE} or {@link ErrorCode#NOT_LEADER}.
 */
public interface SegmentLeases {

    /**
     * Tells that a volume exists, and its size now.
     *
     * @param capacityBytes what segments may occupy in it
     */
    void announce(VolumeId volume, long capacityBytes);

    /**
     * Gives out a new segment. It is recorded before this returns; a lease whose answer was lost is found by
     * {@link #openLeases} after the next start.
     *
     * @throws CairnException {@link ErrorCode#ENOSPC} when the volume has less than {@code bytesLeast} left;
     *     {@link ErrorCode#ENOENT}, reason {@code volume}, when the volume was never announced
     */
    SegmentLease lease(LeaseRequest request);

    /**
     * Ends a lease: nothing is appended to the segment any more. A repeat is harmless.
     *
     * @param endBytes how long the segment became
     * @throws CairnException {@link ErrorCode#STALE_EPOCH} if the segment is leased by another writer
     */
    void seal(SegmentLease lease, long endBytes);

    /** The leases of an instance that are not sealed, of all its incarnations. */
    List<SegmentLease> openLeases(String instance);
}
