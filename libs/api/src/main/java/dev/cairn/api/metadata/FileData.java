package dev.cairn.api.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.OptionalLong;

/**
 * Changes the bytes of files where they are, reserves room, moves blocks between files, and tells where there is data. The
 * rules are those of sections 10, 11, 16 and 17 of the behaviour reference.
 *
 * <p>A request is one transaction as long as it touches no more than some thousand extents; a larger one is made of steps
 * that each leave a correct file, and a crash leaves some of them done. A data_version rises by exactly one with each
 * request that a reader could notice, except that a move in several steps raises it with each.
 *
 * <p>Common errors: those of finding a file; {@link ErrorCode#EISDIR}, {@link ErrorCode#EINVAL} with reason {@code type}, and
 * where nothing else is said {@link ErrorCode#ENOTTY} for what is no regular file; {@link ErrorCode#EACCES};
 * {@link ErrorCode#EPERM}, reason {@code retention}; {@link ErrorCode#OFFLINE} where the call needs data that must be staged
 * first: the message names the first missing block, and the caller waits with {@link Archive#awaitOnline} and asks again;
 * {@link ErrorCode#OVERLOADED}, reason {@code changing}, if a file kept changing while a very large request was prepared.
 */
public interface FileData {

    /** Where the first byte of a write goes. */
    sealed interface WriteAt {

        record Offset(long offset) implements WriteAt {}

        /** Behind the last byte at that moment: no append overwrites another. */
        record End() implements WriteAt {}
    }

    /** What is reserved behind the end of a file. */
    enum AllocateMode {
        /** The file ends behind what was asked for, if it ended before it. */
        EXTEND,
        KEEP_SIZE
    }

    /** What {@link #seek} looks for. */
    enum SeekTarget {
        DATA,
        HOLE
    }

    /** How blocks are moved. */
    sealed interface MoveMode {

        /** Into a hole of the destination. */
        record Normal() implements MoveMode {}

        /** Into offline extents of the destination, which must have this data_version. */
        record Stage(long dataVersion) implements MoveMode {}
    }

    /**
     * Checks what can be checked of a write before its bytes are stored.
     *
     * @param length bytes that come at least
     * @return the file as it is
     * @throws CairnException as {@link #write}
     */
    Attributes checkWrite(CallContext context, FileRef file, WriteAt at, long length, Condition condition);

    /**
     * Writes bytes, leaving a hole between the end of the file and a place behind it (WR-1 to WR-6). Needs the whole file
     * online. No bytes change nothing.
     *
     * @param bytes durable already; a built content is taken over
     * @throws CairnException {@link ErrorCode#EFBIG}; {@link ErrorCode#PRECONDITION_FAILED}; {@link ErrorCode#ESTALE}, reason
     *     {@code segment}, if the bytes lie in a segment that is being retired
     */
    WriteResult write(CallContext context, FileRef file, WriteAt at, NewContent bytes, Condition condition);

    /**
     * Sets the size (TRU-1 to TRU-5). What is behind a new end is freed, reserved room too; what comes before it must be
     * online unless the size is 0 or stays what it is. Setting the present size changes no data_version.
     *
     * @throws CairnException {@link ErrorCode#EFBIG}, {@link ErrorCode#PRECONDITION_FAILED}
     */
    Attributes truncate(CallContext context, FileRef file, long size, Condition condition);

    /**
     * Turns holes among the blocks of a range into unwritten extents (FAL-1 to FAL-7); written and offline blocks stay what
     * they are. Nothing in this says where bytes will lie later, and no room on a disk is set aside.
     *
     * @throws CairnException {@link ErrorCode#EINVAL} for an empty or negative range; {@link ErrorCode#EFBIG};
     *     {@link ErrorCode#ESPIPE} for a fifo, {@link ErrorCode#ENODEV} for other special inodes; OFFLINE only if the size
     *     would change
     */
    Attributes allocate(CallContext context, FileRef file, long offset, long length, AllocateMode mode);

    /** The first offline byte of {@code [from, to)}, as far as the file goes. */
    OptionalLong firstOffline(CallContext context, FileRef file, long from, long to);

    /**
     * The states of the blocks of a range (EXT-5), at most {@link MetadataLimits#PAGE_ENTRIES_MAX} runs. The first run may
     * begin before {@code offset} and the last one end behind the range.
     *
     * @throws CairnException {@link ErrorCode#EINVAL} for a length of 0
     */
    ExtentMap map(CallContext context, FileRef file, long offset, long length, int limit);

    /**
     * The first byte from {@code offset} on that is in a block with data, offline or not, or in one without (EXT-6). The end of
     * the file is a hole.
     *
     * @throws CairnException {@link ErrorCode#ENXIO} if {@code offset} is not inside the file, or no data follows
     */
    long seek(CallContext context, FileRef file, long offset, SeekTarget target);

    /**
     * Turns offline blocks into holes (PUN-1 to PUN-6). Offset and length are unsigned.
     *
     * @throws CairnException in this order: {@link ErrorCode#EOVERFLOW} for a wrapping or misaligned range; EISDIR, EINVAL;
     *     EACCES; {@link ErrorCode#ESTALE}, reason {@code data-version}; EPERM; {@link ErrorCode#EINVAL}, reason {@code state},
     *     if a block of the range is online or reserved, and nothing is changed then
     */
    Attributes punchOffline(CallContext context, FileRef file, long offset, long length, long dataVersion);

    /**
     * Hands blocks of one file to another without copying bytes (MOV-1 to MOV-13).
     *
     * @throws CairnException in this order: {@link ErrorCode#EOVERFLOW}; {@link ErrorCode#EINVAL}, reason {@code same-file};
     *     EPERM for a retained source, and for a retained destination unless staging; EINVAL, reason {@code range};
     *     {@link ErrorCode#ESTALE}, reason {@code data-version}; EISDIR, EINVAL; EACCES; {@link ErrorCode#ENODATA}, reason
     *     {@code offline}; EINVAL, reason {@code state}, if a place in the destination is not a hole, or staging, not offline
     */
    MoveResult move(CallContext context, MoveRequest request);
}
