package dev.cairn.metadata.archive;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Attributes;
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
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.List;

/**
 * Turns online data into offline extents (REL-1 to REL-11). A range with very many extents takes several transactions,
 * each at block borders and each complete in itself; doing one again changes nothing.
 */
record Release(FileRef file, long offset, long length, long dataVersion, Caller caller) {

    private static final int EXTENTS_PER_STEP = 400;

    /** How far a step came. */
    record Progress(Attributes attributes, long reached, boolean isDone) {}

    /** Offset and length are unsigned. @throws CairnException EINVAL */
    void requireAligned() {
        if (Blocks.wraps(offset, length) || !Blocks.isAligned(offset) || !Blocks.isAligned(length)) {
            throw new CairnException(
                    ErrorCode.EINVAL,
                    "range",
                    "offset and length must be multiples of " + MetadataLimits.BLOCK_BYTES + ": "
                            + Long.toUnsignedString(offset) + ", " + Long.toUnsignedString(length));
        }
    }

    /** @throws CairnException ENOTTY, EINVAL, EACCES, ESTALE */
    static Inode requireFile(FileTree files, FileRef file, long dataVersion, Caller caller) {
        Inode inode = files.resolve(file, caller);
        FileTree.requireArchivable(inode);
        if (!inode.isRegular()) {
            throw new CairnException(ErrorCode.EINVAL, "type", "inode " + inode.number + " is no regular file");
        }
        Access.WRITE.require(inode, caller);
        if (inode.dataVersion != dataVersion) {
            throw new CairnException(
                    ErrorCode.ESTALE,
                    "data-version",
                    "data_version is " + Long.toUnsignedString(inode.dataVersion) + ", not "
                            + Long.toUnsignedString(dataVersion));
        }
        return inode;
    }

    Progress step(ShardTransaction transaction, long from) {
        Inode inode = requireFile(transaction, file, dataVersion, caller);
        long end = Blocks.end(offset, length);
        if (offset < 0) {
            // Behind what any file can have.
            return new Progress(inode.attributes(), end, true);
        }
        long stepEnd = stepEnd(transaction, inode, from, end);
        long onlineBefore = inode.onlineBlocks;
        long offlineBefore = inode.offlineBlocks;
        ExtentEdit edit = ExtentEdit.of(transaction, inode, from, stepEnd).orElseThrow();
        long sizeEnd = Blocks.ceil(inode.size);
        for (ExtentRuns.Range run : ExtentRuns.blocks(edit.within(from, stepEnd))) {
            edit.erase(run.from(), run.to());
            // What is reserved behind the end only goes: nobody could stage it.
            long runEnd = Math.min(run.to(), inode.size);
            if (run.from() < runEnd) {
                edit.put(List.of(new Extent(run.from(), runEnd - run.from(), new Place.Offline())));
            }
        }
        edit.apply();
        boolean isDone = stepEnd >= end;
        if (isDone && inode.onlineBlocks == 0 && inode.size > 0) {
            Trims.begin(transaction, inode, sizeEnd);
        }
        if (inode.offlineBlocks != offlineBefore || inode.onlineBlocks != onlineBefore || inode.trimFrom.isPresent()) {
            Recalls.drop(transaction, inode);
            transaction.store(inode);
        }
        return new Progress(inode.attributes(), stepEnd, isDone);
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
