package dev.cairn.block;

import dev.cairn.api.block.SegmentId;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.block.allocation.VolumeId;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where segments are kept: one volume. Knows files and space, nothing of chunks. Safe for use by any thread.
 *
 * <p>Room is asked for before bytes are written, so that a full volume shows as {@link ErrorCode#ENOSPC} before data is
 * taken in, and the reserve stays free.
 */
public interface SegmentStore {

    /** The volume, the same one after every restart. */
    VolumeId volume();

    /**
     * Creates an empty segment; its existence is durable when this returns.
     *
     * @throws IOException if it cannot be created, or exists
     */
    DiskFile create(SegmentId segment) throws IOException;

    /** Opens an existing segment; empty when it is gone. Every call opens anew and the caller closes. */
    Optional<DiskFile> open(SegmentId segment) throws IOException;

    List<SegmentId> segments() throws IOException;

    /** Deletes a segment durably; does nothing if it is gone. Open files of it stay readable. */
    void delete(SegmentId segment) throws IOException;

    /** The file of a segment, if this process can open it by name. */
    Optional<Path> file(SegmentId segment);

    /**
     * Takes {@code bytes} of room for a segment.
     *
     * @throws CairnException {@link ErrorCode#ENOSPC}
     */
    void take(SegmentId segment, long bytes);

    /** Gives room back that was taken and not used. */
    void giveBack(SegmentId segment, long bytes);

    VolumeUsage usage();
}
