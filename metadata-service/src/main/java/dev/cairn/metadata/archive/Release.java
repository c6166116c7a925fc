package dev.cairn.metadata.archive;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.ExtentCodec;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns online data into offline extents (REL-1 to REL-11). A range with very many extents takes several transactions,
 * each at block borders and each complete in itself; doing one again changes nothing.
 */
record Release(FileRef file, long offset, long length, long dataVersion, Caller caller) {

    private static final int EXTENTS_PER_STEP = 400;

    /** How far a step came. */
    record Progress(Attributes attributes, long reached, boolean isDone) {}

    /** @throws CairnException EINVAL */
    void requireAligned() {
        boolean isAligned = offset % MetadataLimits.BLOCK_BYTES == 0 && length % MetadataLimits.BLOCK_BYTES == 0;
        if (offset < 0 || length < 0 || offset + length < 0 || !isAligned) {
            throw new CairnException(
                    ErrorCode.EINVAL,
                    "range",
                    "offset and length must be multiples of " + MetadataLimits.BLOCK_BYTES + ": " + offset + ", "
                            + length);
        }
    }

    /** @throws CairnException EINVAL, EACCES, ESTALE */
    static Inode requireFile(FileTree files, FileRef file, long dataVersion, Caller caller) {
        Inode inode = files.resolve(file, caller);
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
        long end = Math.min(offset + length, inode.size);
        List<Extent> extents = transaction.extents(inode.content, from, end, EXTENTS_PER_STEP);
        long stepEnd = end;
        if (extents.size() == EXTENTS_PER_STEP && extents.getLast().end() < end) {
            long whole = extents.getLast().end() / MetadataLimits.BLOCK_BYTES * MetadataLimits.BLOCK_BYTES;
            stepEnd = Math.max(whole, from + MetadataLimits.BLOCK_BYTES);
        }
        long blocks = 0;
        for (Extent run : release(transaction, inode.content, extents, from, stepEnd)) {
            blocks += OfflineData.blocks(run.offset(), run.end());
            addMerged(transaction, inode.content, run);
        }
        if (blocks > 0) {
            inode.onlineBlocks -= blocks;
            inode.offlineBlocks += blocks;
            inode.keptUntil = Optional.empty();
            inode.isRecallRequested = false;
            transaction.changes().delete(Keys.recall(inode.number));
            transaction.store(inode);
        }
        return new Progress(inode.attributes(), stepEnd, stepEnd >= end);
    }

    /** Takes the online parts out; answers them as offline runs. */
    private static List<Extent> release(
            ShardTransaction transaction, ContentId content, List<Extent> extents, long from, long to) {
        List<Extent> runs = new ArrayList<>();
        for (Extent extent : extents) {
            long start = Math.max(from, extent.offset());
            long end = Math.min(to, extent.end());
            if (extent.place().isOnline() && start < end) {
                transaction.dropExtent(content, extent);
                if (extent.offset() < start) {
                    transaction.addExtent(content, ExtentCodec.cut(extent, extent.offset(), start));
                }
                if (end < extent.end()) {
                    transaction.addExtent(content, ExtentCodec.cut(extent, end, extent.end()));
                }
                append(runs, start, end);
            }
        }
        return runs;
    }

    private static void append(List<Extent> runs, long start, long end) {
        long from = start;
        if (!runs.isEmpty() && runs.getLast().end() == start) {
            from = runs.removeLast().offset();
        }
        runs.add(new Extent(from, end - from, new Place.Offline()));
    }

    /** Neighbouring offline extents become one, so the order of releases does not show (REL-11). */
    private static void addMerged(ShardTransaction transaction, ContentId content, Extent run) {
        long from = run.offset();
        long to = run.end();
        for (Extent neighbour : transaction.extents(content, Math.max(0, from - 1), to + 1, EXTENTS_PER_STEP)) {
            boolean touches = neighbour.end() == run.offset() || neighbour.offset() == run.end();
            if (neighbour.place() instanceof Place.Offline && touches) {
                transaction.dropExtent(content, neighbour);
                from = Math.min(from, neighbour.offset());
                to = Math.max(to, neighbour.end());
            }
        }
        transaction.addExtent(content, new Extent(from, to - from, new Place.Offline()));
    }
}
