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

    /** Index entries from {@code from} on (inclusive) up to the stable seq. */
    ChangePage changes(CallContext context, SeqIndex index, SeqPosition from, int limit);

    DeletionPage deletions(CallContext context, SeqPosition from, int limit);

    /** Closes the present of an idle shard and answers its last durable seq. */
    long stableSeq(CallContext context);

    /**
     * Paths of an inode, one a link, in (directory, name) order, behind {@code after}. Empty for unknown inodes and the
     * root. Needs {@code PATH_SEARCH}.
     */
    List<LinkPath> paths(CallContext context, InodeNumber inode, Optional<LinkPath> after, int limit);

    /**
     * Frees the online data of {@code [offset, offset + length)}, leaving offline extents (REL-1 to REL-11).
     *
     * @throws CairnException {@link ErrorCode#EINVAL} for a misaligned or wrapping range; {@link ErrorCode#ESTALE}, reason
     *     {@code data-version}
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
     * not offline.
     *
     * @throws CairnException {@link ErrorCode#EINVAL}, {@link ErrorCode#ESTALE} with reason {@code data-version} (STG-2) or
     *     {@code segment}
     */
    StageResult stage(CallContext context, FileRef file, long offset, NewContent content, long dataVersion);

    /** Asks for offline data to be staged and returns at once; kept until done, released or failed. */
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

    /** Fails waiters (WAI-10) and forgets matching recalls. Needs {@code VOLUME_ADMIN}. Answers how many were hit. */
    int failWaiting(CallContext context, InodeNumber inode, long offset, long length, Set<WaitOp> ops, ErrorCode error);

    /** Values of extended attributes beside stat for a batch of inodes from a walk; unknown inodes are left out. */
    List<FileView> views(CallContext context, List<InodeNumber> inodes, Set<Bytes> xattrs);
}
