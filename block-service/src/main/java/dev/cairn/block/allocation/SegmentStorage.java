package dev.cairn.block.allocation;

import dev.cairn.api.block.SegmentId;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;

/** A volume as the reclaimer sees it. Safe for use by any thread. */
public interface SegmentStorage {

    VolumeId volume();

    /**
     * Deletes the storage of a segment durably; does nothing if it is gone.
     *
     * @throws CairnException {@link ErrorCode#EIO}
     */
    void delete(SegmentId segment);
}
