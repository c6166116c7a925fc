package dev.cairn.metadata.data;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileData.AllocateMode;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.extent.Blocks;
import dev.cairn.metadata.extent.ExtentEdit;
import dev.cairn.metadata.extent.ExtentRuns;
import dev.cairn.metadata.extent.Trims;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.quota.QuotaRules;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.ArrayList;
import java.util.List;

/**
 * Reserves blocks (FAL-1 to FAL-7): holes become unwritten. Nothing is set aside under offline extents: a stage makes room for
 * itself, and its bytes lie together anyway.
 */
record Allocate(FileRef file, long offset, long length, AllocateMode mode, Caller caller) {

    /** Each may leave a hole behind it to fill. */
    private static final int EXTENTS_PER_STEP = 1_000;

    private Inode admit(FileTree files) {
        Inode inode = files.resolve(file, caller);
        requireKind(inode);
        if (length == 0) {
            throw new CairnException(ErrorCode.EINVAL, "range", "nothing to reserve");
        }
        DataRules.requirePlace(offset, length);
        DataRules.requireChangeable(inode, caller);
        QuotaRules.requireData(files, inode);
        return inode;
    }

    private static void requireKind(Inode inode) {
        switch (inode.type) {
            case REGULAR -> {}
            case FIFO -> throw new CairnException(ErrorCode.ESPIPE, "inode " + inode.number + " is a pipe");
            case DIRECTORY -> throw new CairnException(ErrorCode.EISDIR, "inode " + inode.number + " is a directory");
            case SYMLINK, CHARACTER_DEVICE, BLOCK_DEVICE, SOCKET ->
                throw new CairnException(ErrorCode.ENODEV, "inode " + inode.number + " is no regular file");
        }
    }

    /**
     * Where a transaction from a border of blocks on has to end. Every request but a huge one is one transaction.
     *
     * @return the end of the whole range if the rest fits
     */
    long stepEnd(FileTree files, long from) {
        Inode inode = files.resolve(file, caller);
        long end = Blocks.ceil(offset + length);
        List<Extent> extents = files.extents(inode.content, from, end, EXTENTS_PER_STEP);
        return extents.size() < EXTENTS_PER_STEP
                ? end
                : Math.max(Blocks.floor(extents.getLast().end()), from + MetadataLimits.BLOCK_BYTES);
    }

    /** Reserves a part and changes nothing that shows. */
    boolean step(ShardTransaction transaction, long from, long to) {
        Inode inode = admit(transaction);
        requireGrowable(inode);
        reserve(transaction, inode, from, to);
        transaction.store(inode);
        return true;
    }

    /** Reserves the last part, and sets the size. */
    Attributes finish(ShardTransaction transaction, long from) {
        Inode inode = admit(transaction);
        requireGrowable(inode);
        reserve(transaction, inode, from, Blocks.ceil(offset + length));
        if (isGrowing(inode)) {
            inode.size = offset + length;
            inode.dataVersion++;
            inode.contentTag = Bytes.EMPTY;
        }
        transaction.store(inode);
        return inode.attributes();
    }

    private boolean isGrowing(Inode inode) {
        return mode == AllocateMode.EXTEND && offset + length > inode.size;
    }

    /** D-10: no new data_version for a file that is partly offline. */
    private void requireGrowable(Inode inode) {
        Trims.requireDone(inode);
        if (isGrowing(inode)) {
            DataRules.requireOnline(inode);
        }
    }

    private static void reserve(ShardTransaction transaction, Inode inode, long from, long to) {
        ExtentEdit edit = ExtentEdit.of(transaction, inode, from, to).orElseThrow(DataRules::changing);
        List<Extent> holes = new ArrayList<>();
        long at = Blocks.floor(from);
        for (ExtentRuns.Range located : ExtentRuns.blocks(edit.extents())) {
            addHole(holes, at, Math.min(to, located.from()));
            at = Math.max(at, located.to());
        }
        addHole(holes, at, to);
        edit.put(holes);
        edit.apply();
    }

    private static void addHole(List<Extent> holes, long from, long to) {
        if (from < to) {
            holes.add(new Extent(from, to - from, new Place.Unwritten()));
        }
    }
}
