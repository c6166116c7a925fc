package dev.cairn.metadata.data;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.archive.ArchiveTarget;
import dev.cairn.metadata.archive.Recalls;
import dev.cairn.metadata.extent.Blocks;
import dev.cairn.metadata.extent.ExtentEdit;
import dev.cairn.metadata.extent.Trims;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.List;

/** Turns offline extents into holes (PUN-1 to PUN-6). */
record Punch(FileRef file, long offset, long length, long dataVersion, Caller caller) {

    private static final int EXTENTS_PER_STEP = 1_000;

    /** PUN-2, in its order. */
    Inode admit(FileTree files) {
        Inode inode = files.resolve(file, caller);
        FileTree.requireArchivable(inode);
        if (length == 0) {
            return inode;
        }
        if (Blocks.wraps(offset, length) || !Blocks.isAligned(offset) || !Blocks.isAligned(length)) {
            throw new CairnException(
                    ErrorCode.EOVERFLOW,
                    "range",
                    "offset and length must be multiples of " + MetadataLimits.BLOCK_BYTES + ": "
                            + Long.toUnsignedString(offset) + ", " + Long.toUnsignedString(length));
        }
        DataRules.requireRegular(inode);
        Access.WRITE.require(inode, caller);
        ArchiveTarget.requireVersion(inode, dataVersion);
        Access.requireNotRetained(inode);
        return inode;
    }

    /** D-9: nothing is punched unless all of it can be. Goes through the whole range. */
    Inode verify(FileTree files) {
        Inode inode = admit(files);
        long at = offset;
        while (!isEmpty() && at < end()) {
            List<Extent> page = files.extents(inode.content, at, end(), EXTENTS_PER_STEP);
            page.forEach(Punch::requireOffline);
            at = page.size() < EXTENTS_PER_STEP ? end() : page.getLast().end();
        }
        return inode;
    }

    /** Whether no file has a byte there. */
    private boolean isEmpty() {
        return length == 0 || offset < 0;
    }

    private long end() {
        return Blocks.end(offset, length);
    }

    private static void requireOffline(Extent extent) {
        if (!(extent.place() instanceof Place.Offline)) {
            throw new CairnException(
                    ErrorCode.EINVAL,
                    "state",
                    "block " + extent.offset() / MetadataLimits.BLOCK_BYTES + " is not offline");
        }
    }

    /** Where a transaction from a border of blocks on has to end: the end of the range, if the rest fits. */
    long stepEnd(FileTree files, long from) {
        Inode inode = files.resolve(file, caller);
        if (isEmpty()) {
            return end();
        }
        List<Extent> extents = files.extents(inode.content, from, end(), EXTENTS_PER_STEP);
        return extents.size() < EXTENTS_PER_STEP ? end() : extents.getLast().end();
    }

    Attributes apply(ShardTransaction transaction, long from, long to) {
        Inode inode = admit(transaction);
        Trims.requireDone(inode);
        if (isEmpty()) {
            return inode.attributes();
        }
        long offlineBefore = inode.offlineBlocks;
        ExtentEdit edit = ExtentEdit.of(transaction, inode, from, to).orElseThrow(DataRules::changing);
        edit.within(from, to).forEach(Punch::requireOffline);
        edit.erase(from, to);
        edit.apply();
        if (inode.offlineBlocks != offlineBefore) {
            Recalls.complete(transaction, inode);
            transaction.noteDataChange(inode);
            transaction.store(inode);
        }
        return inode.attributes();
    }
}
