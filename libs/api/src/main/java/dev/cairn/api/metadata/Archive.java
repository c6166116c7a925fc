package dev.cairn.api.metadata;

import dev.cairn.api.CallContext;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What archive software needs: find changes, free data, bring it back. Sections 13 to 15, 28 and 29 of the reference. */
public interface Archive {

    /**
     * Index entries between two positions, up to the stable seq (WLK-1 to WLK-11); none if the first lies behind the last. A
     * page with attributes holds at most {@link MetadataLimits#PAGE_BYTES_MAX} of them and one more file.
     *
     * @throws CairnException {@link ErrorCode#EINVAL} for a negative limit
     */
    ChangePage changes(CallContext context, ChangeQuery query);

    DeletionPage deletions(CallContext context, SeqPosition from, int limit);

    /** Closes the present of an idle shard and answers its last durable seq. */
    long stableSeq(CallContext context);

    /**
     * Paths of an inode, one a link, in (directory, name) order, behind {@code after}. Empty for unknown inodes and the
     * root. Needs {@code PATH_SEARCH}.
     */
    List<LinkPath> paths(CallContext context, InodeNumber inode, Optional<LinkPath> after, int limit);

    /**
     * Frees the data of {@code [offset, offset + length)}, both unsigned, leaving offline extents (REL-1 to REL-11). No bytes
     * are no work, whatever else is said. A range of very many extents takes several transactions; after an error part of it
     * may have been released, and doing it again does no harm. Whoever is reading the data reads it to the end.
     *
     * @throws CairnException in this order: {@link ErrorCode#ENOTTY} for devices, fifos and sockets; {@link ErrorCode#EINVAL}
     *     for a misaligned or wrapping range, and for what is no regular file; {@link ErrorCode#EACCES} without permission to
     *     write; {@link ErrorCode#ESTALE}, reason {@code data-version}
     */
    Attributes release(CallContext context, FileRef file, long offset, long length, long dataVersion);

    /**
     * Checks what can be checked before the bytes are read (STG-2), so that a bad request fails before its body is sent.
     *
     * @throws CairnException as {@link #stage}
     */
    Attributes checkStage(CallContext context, FileRef file, long offset, long length, long dataVersion);

    /**
     * Makes offline bytes online with the given content, whose offset 0 stands for {@code offset}; touches nothing that is
     * not offline (D-8). No bytes are no work. A range of very many extents takes several transactions: after an error some
     * blocks may be online, and doing it again does no harm.
     *
     * @throws CairnException in the order of STG-2: {@link ErrorCode#ENOTTY} for devices, fifos and sockets; {@link
     *     ErrorCode#EINVAL} for a misaligned, wrapping or too long range, and for what is no regular file; {@link
     *     ErrorCode#EACCES} without permission to write; {@link ErrorCode#EINVAL} for a range beyond the size or one that ends
     *     inside a block; {@link ErrorCode#ESTALE} with reason {@code data-version}, or {@code segment} if the new bytes lie
     *     in a segment that is being retired
     */
    StageResult stage(CallContext context, FileRef file, long offset, NewContent content, long dataVersion);

    /**
     * Asks for offline data to be staged and returns at once; kept until done, released or failed. Of several requests the
     * longest time to keep counts.
     *
     * @param keepFor how long the data should stay online; zero for no wish
     * @throws CairnException {@link ErrorCode#EINVAL} for what is no regular file, {@link ErrorCode#EACCES}
     */
    RecallOutcome recall(CallContext context, FileRef file, Duration keepFor);

    /**
     * Waits until {@code [offset, offset + length)} has no offline byte.
     *
     * @throws CairnException {@link ErrorCode#OFFLINE} if it did not happen within {@code wait} (the message names the first
     *     missing block), or the error given to {@link #failWaiting}
     */
    void awaitOnline(CallContext context, FileRef file, long offset, long length, WaitOp op, Duration wait);

    /** Who waits, behind {@code after}; holds the answer back for at most {@code poll} while there is nobody. */
    List<Waiting> waiting(CallContext context, Waiting.Cursor after, int limit, Duration poll);

    /**
     * What came into the waiting list since a position; holds the answer back for at most {@code poll} while nothing did. An
     * arrival is a place in the list, or an op at a place, that was not there before.
     */
    Arrivals arrivals(CallContext context, Arrivals.Position since, int limit, Duration poll);

    /**
     * Fails waiters whose first missing block lies in a range (WAI-10 to WAI-12), and forgets a recall that does. Answers how
     * many were hit; no bytes hit none, and so does an inode that nobody waits for.
     *
     * @throws CairnException in this order: {@link ErrorCode#EPERM} without {@code VOLUME_ADMIN}; {@link ErrorCode#EINVAL} for
     *     an error that is not a POSIX one, or a wrapping range; {@link ErrorCode#ENOENT}; {@link ErrorCode#EINVAL} for what
     *     is no regular file
     */
    int failWaiting(CallContext context, InodeNumber inode, long offset, long length, Set<WaitOp> ops, ErrorCode error);

    /**
     * What the directories above a file say about reads of offline data. Of a file with several names, those above the name
     * it was given last, or above another one if that is gone.
     */
    OfflineDefault offlineDefault(CallContext context, FileRef file);

    /** Values of extended attributes beside stat for a batch of inodes from a walk; unknown inodes are left out. */
    List<FileView> views(CallContext context, List<InodeNumber> inodes, Set<Bytes> xattrs);
}
