package dev.cairn.api.block;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * Stores and serves file bytes. Bytes are never overwritten in place: a write goes to new locations, and the metadata
 * transaction that follows makes them part of a file. Without that transaction they are garbage that is found later.
 */
public interface BlockService {

    /**
     * Writes a body and answers where it lies, in order, once it is durable.
     *
     * @param owner what the bytes are for (a content id), kept in the chunk headers for compaction and scrub
     * @param fileOffset offset of the first byte in that content
     * @return locations whose lengths add up to the bytes of the body; empty for an empty body
     * @throws CairnException {@link ErrorCode#ENOSPC} when no volume has room; {@link ErrorCode#EIO} when a body of known
     *     length ends early (reason {@code short-body}) or the disk fails; {@link ErrorCode#UNAVAILABLE}
     * @throws IOException if reading the body fails; nothing is acknowledged then
     */
    List<Location> append(long owner, long fileOffset, Body body, Deadline deadline) throws IOException;

    /**
     * Writes a run to {@code target}. No byte leaves whose checksum was not verified.
     *
     * @throws CairnException {@link ErrorCode#CORRUPT}; {@link ErrorCode#ENOENT}, reason {@code segment}, when the
     *     segment is gone and the caller should ask for the extents again; {@link ErrorCode#UNAVAILABLE}
     * @throws IOException if writing to {@code target} fails
     */
    void read(Location location, OutputStream target, Deadline deadline) throws IOException;

    /** The run as a range of a local file, verified, if this process can reach it; fails like {@link #read}. */
    Optional<LocalRange> localRange(Location location);

    VolumeUsage usage();
}
