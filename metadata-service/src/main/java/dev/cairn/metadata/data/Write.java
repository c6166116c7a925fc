package dev.cairn.metadata.data;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileData.WriteAt;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.WriteResult;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.extent.Blocks;
import dev.cairn.metadata.extent.ExtentEdit;
import dev.cairn.metadata.extent.ExtentRuns;
import dev.cairn.metadata.extent.Trims;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.namespace.Conditions;
import dev.cairn.metadata.quota.QuotaRules;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.List;
import java.util.Optional;

/** A write or an append of bytes that are durable already (WR-1 to WR-6). */
record Write(FileRef file, WriteAt at, Condition condition, Caller caller) {

    /** Reason of a refusal that leads to a {@link Rebuild}; it does not leave the shard. */
    private static final String LARGE = "large";

    /** All checks, in the order of WR-1. */
    Inode admit(FileTree files, long length) {
        Inode inode = DataRules.regular(files, file, caller);
        DataRules.requirePlace(start(inode), length);
        Conditions.require(condition, Optional.of(inode));
        DataRules.requireChangeable(inode, caller);
        if (length > 0) {
            QuotaRules.requireData(files, inode);
            DataRules.requireOnline(inode);
        }
        return inode;
    }

    long start(Inode inode) {
        return switch (at) {
            case WriteAt.Offset(long offset) -> offset;
            case WriteAt.End() -> inode.size;
        };
    }

    /** @throws CairnException also a refusal that {@link #isTooLarge} knows */
    WriteResult apply(ShardTransaction transaction, NewContent bytes) {
        Inode inode = admit(transaction, bytes.size());
        long start = start(inode);
        if (bytes.size() == 0) {
            return new WriteResult(start, inode.attributes());
        }
        Trims.requireDone(inode);
        long end = start + bytes.size();
        List<Extent> extents = ExtentRuns.shifted(extents(bytes), start);
        ExtentEdit edit = ExtentEdit.of(transaction, inode, start, end).orElseThrow(Write::tooLarge);
        edit.erase(start, end);
        // A block with written bytes is written: what of it nobody wrote is a hole in it.
        edit.eraseUnwritten(Blocks.floor(start), Blocks.ceil(end));
        edit.put(extents);
        edit.apply();
        boolean isOverwrite = start < inode.size;
        finish(transaction, inode, end);
        if (isOverwrite) {
            DataRules.markOverwritten(transaction, inode);
        }
        return new WriteResult(start, inode.attributes());
    }

    /** What changes beside the extents. */
    void finish(ShardTransaction transaction, Inode inode, long end) {
        inode.size = Math.max(inode.size, end);
        DataRules.changedBy(transaction, inode, caller);
        transaction.storeWithData(inode);
    }

    /** The new bytes from 0 on, without gaps. */
    static List<Extent> extents(NewContent bytes) {
        return switch (bytes) {
            case NewContent.Empty() -> List.of();
            case NewContent.Inline(Bytes inline) -> {
                if (inline.length() > MetadataLimits.INLINE_BYTES_MAX) {
                    throw new CairnException(
                            ErrorCode.E2BIG, "inline", inline.length() + " bytes cannot be kept inline");
                }
                yield inline.isEmpty() ? List.of() : List.of(new Extent(0, inline.length(), new Place.Inline(inline)));
            }
            case NewContent.Stored(List<Extent> extents) -> requireWhole(extents);
            case NewContent.Built built -> throw tooLarge();
        };
    }

    private static List<Extent> requireWhole(List<Extent> extents) {
        if (extents.size() > MetadataLimits.EXTENTS_PER_CALL_MAX) {
            throw new CairnException(ErrorCode.E2BIG, "extents", extents.size() + " extents in one call");
        }
        long end = 0;
        for (Extent extent : extents) {
            if (extent.offset() != end || !extent.place().isOnline()) {
                throw new CairnException(
                        ErrorCode.EINVAL, "extents", "no written bytes begin at " + end + ": " + extent.offset());
            }
            end = extent.end();
        }
        return extents;
    }

    private static CairnException tooLarge() {
        return new CairnException(ErrorCode.EBUSY, LARGE, "too many extents for one transaction");
    }

    static boolean isTooLarge(CairnException refusal) {
        return refusal.code() == ErrorCode.EBUSY && refusal.reason().equals(LARGE);
    }
}
