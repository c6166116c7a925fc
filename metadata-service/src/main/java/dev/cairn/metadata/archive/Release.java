package dev.cairn.metadata.archive;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.extent.Blocks;
import dev.cairn.metadata.extent.ExtentEdit;
import dev.cairn.metadata.extent.ExtentRuns;
import dev.cairn.metadata.extent.Trims;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.Progress;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.List;

/**
 * Turns data into offline extents (REL-1 to REL-11). A range with very many extents takes several transactions, each at block
 * borders and each complete in itself; doing one again changes nothing.
 *
 * @param offset unsigned
 * @param length unsigned
 */
record Release(FileRef file, long offset, long length, long dataVersion, Caller caller) {

    private static final int EXTENTS_PER_STEP = 400;

    /** REL-2, in its order. */
    private Inode check(FileTree files) {
        Inode inode = ArchiveTarget.resolve(files, file, caller);
        if (length == 0) {
            return inode;
        }
        if (Blocks.wraps(offset, length) || !Blocks.isAligned(offset) || !Blocks.isAligned(length)) {
            throw new CairnException(
                    ErrorCode.EINVAL,
                    "range",
                    "offset and length must be multiples of " + MetadataLimits.BLOCK_BYTES + " and end below 2^64: "
                            + Long.toUnsignedString(offset) + ", " + Long.toUnsignedString(length));
        }
        ArchiveTarget.requireWritable(inode, caller);
        ArchiveTarget.requireVersion(inode, dataVersion);
        return inode;
    }

    /** The first step begins at the offset. */
    Progress step(ShardTransaction transaction, long from) {
        Inode inode = check(transaction);
        long end = Blocks.end(offset, length);
        if (length == 0 || from < 0) {
            return new Progress(end, 0, true, inode.attributes());
        }
        long stepEnd = stepEnd(transaction, inode, from, end);
        long onlineBefore = inode.onlineBlocks;
        long offlineBefore = inode.offlineBlocks;
        ExtentEdit edit = ExtentEdit.of(transaction, inode, from, stepEnd).orElseThrow();
        List<Extent> freed = edit.within(from, stepEnd).stream()
                .filter(extent -> extent.place() instanceof Place.Stored)
                .toList();
        turnOffline(edit, inode, from, stepEnd);
        if (inode.size > MetadataLimits.UNLOCKED_READ_BYTES_MAX) {
            transaction.leaveToReaders(inode.content, freed);
        }
        boolean isDone = stepEnd >= end;
        if (isDone && inode.onlineBlocks == 0 && inode.size > 0) {
            Trims.begin(transaction, inode, Blocks.ceil(inode.size));
        }
        boolean hasChanged = inode.offlineBlocks != offlineBefore || inode.onlineBlocks != onlineBefore;
        if (hasChanged || inode.trimFrom.isPresent()) {
            Recalls.drop(transaction, inode);
            transaction.store(inode);
        }
        long bytes = freed.stream().mapToLong(Extent::length).sum();
        return new Progress(stepEnd, bytes, isDone, inode.attributes());
    }

    private static void turnOffline(ExtentEdit edit, Inode inode, long from, long to) {
        for (ExtentRuns.Range run : ExtentRuns.blocks(edit.within(from, to))) {
            edit.erase(run.from(), run.to());
            // What is reserved behind the end only goes: nobody could stage it.
            long runEnd = Math.min(run.to(), inode.size);
            if (run.from() < runEnd) {
                edit.put(List.of(new Extent(run.from(), runEnd - run.from(), new Place.Offline())));
            }
        }
        edit.apply();
    }

    /** As far as one step can go: a border of blocks. */
    private static long stepEnd(ShardTransaction transaction, Inode inode, long from, long end) {
        List<Extent> extents = transaction.extents(inode.content, from, end, EXTENTS_PER_STEP);
        if (extents.size() < EXTENTS_PER_STEP || extents.getLast().end() >= end) {
            return end;
        }
        return Math.max(Blocks.floor(extents.getLast().end()), from + MetadataLimits.BLOCK_BYTES);
    }
}
