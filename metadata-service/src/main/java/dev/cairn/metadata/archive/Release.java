package dev.cairn.metadata.archive;

import dev.cairn.api.Caller;
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
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.Progress;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Turns data into offline extents (REL-1 to REL-11). A range with very many extents takes several transactions, each at block
 * borders and each complete in itself; doing one again changes nothing.
 *
 * @param offset unsigned
 * @param length unsigned
 */
record Release(FileRef file, long offset, long length, long dataVersion, Caller caller) {

    private static final int NEIGHBOURS_MAX = 4;

    /** REL-2, in its order. */
    private Inode check(FileTree files) {
        Inode inode = ArchiveTarget.resolve(files, file, caller);
        if (length == 0) {
            return inode;
        }
        long last = offset + length - 1;
        boolean isAligned = offset % MetadataLimits.BLOCK_BYTES == 0 && length % MetadataLimits.BLOCK_BYTES == 0;
        if (Long.compareUnsigned(last, offset) < 0 || !isAligned) {
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

    /** No extent reaches beyond signed offsets. */
    private long end() {
        long end = offset + length;
        return length < 0 || end < 0 ? Long.MAX_VALUE : end;
    }

    /** The first step begins at the offset. */
    Progress step(ShardTransaction transaction, long from) {
        Inode inode = check(transaction);
        long end = end();
        if (length == 0 || from < 0) {
            return new Progress(end, 0, true, inode.attributes());
        }
        BlockRun run = BlockRun.of(transaction, inode.content, from, end);
        long onlineBefore = run.blocks(Place::isOnline);
        long offlineBefore = run.blocks(place -> place instanceof Place.Offline);
        List<Extent> released = release(transaction, inode, run);
        boolean isDone = run.to() >= end;
        if (!released.isEmpty()) {
            released.forEach(extent -> addMerged(transaction, inode.content, extent));
            inode.onlineBlocks -= onlineBefore;
            inode.offlineBlocks += run.blocks(place -> true) - offlineBefore;
            forgetRecall(transaction, inode);
        }
        Trim trim = isDone ? dropBeyondSize(transaction, inode) : new Trim(0, true);
        if (!released.isEmpty() || trim.extents() > 0) {
            transaction.store(inode);
        }
        long bytes = released.stream().mapToLong(Extent::length).sum();
        return new Progress(run.to(), bytes, isDone && trim.isAll(), inode.attributes());
    }

    private static void forgetRecall(ShardTransaction transaction, Inode inode) {
        inode.keptUntil = Optional.empty();
        inode.isRecallRequested = false;
        transaction.changes().delete(Keys.recall(inode.number));
    }

    /** Takes everything but offline parts out of a run; answers them as offline extents. */
    private static List<Extent> release(ShardTransaction transaction, Inode inode, BlockRun run) {
        List<Extent> offline = new ArrayList<>();
        List<Extent> freed = new ArrayList<>();
        for (Extent extent : run.extents()) {
            long start = Math.max(run.from(), extent.offset());
            long end = Math.min(run.to(), extent.end());
            if (extent.place() instanceof Place.Offline || start >= end) {
                continue;
            }
            transaction.dropExtent(inode.content, extent);
            if (extent.offset() < start) {
                transaction.addExtent(inode.content, ExtentCodec.cut(extent, extent.offset(), start));
            }
            if (end < extent.end()) {
                transaction.addExtent(inode.content, ExtentCodec.cut(extent, end, extent.end()));
            }
            if (extent.place() instanceof Place.Stored) {
                freed.add(ExtentCodec.cut(extent, start, end));
            }
            append(offline, start, end);
        }
        if (inode.size > MetadataLimits.UNLOCKED_READ_BYTES_MAX) {
            transaction.leaveToReaders(inode.content, freed);
        }
        return offline;
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
        long lookTo = to == Long.MAX_VALUE ? to : to + 1;
        for (Extent neighbour : transaction.extents(content, Math.max(0, from - 1), lookTo, NEIGHBOURS_MAX)) {
            boolean touches = neighbour.end() == run.offset() || neighbour.offset() == run.end();
            if (neighbour.place() instanceof Place.Offline && touches) {
                transaction.dropExtent(content, neighbour);
                from = Math.min(from, neighbour.offset());
                to = Math.max(to, neighbour.end());
            }
        }
        transaction.addExtent(content, new Extent(from, to - from, new Place.Offline()));
    }

    /** What a transaction dropped behind the size, and whether that is all there was. */
    private record Trim(int extents, boolean isAll) {}

    /** With nothing online any more, what stands behind the last block of the size goes (REL-6). */
    private static Trim dropBeyondSize(ShardTransaction transaction, Inode inode) {
        long beyond = MetadataLimits.blocks(inode.size) * MetadataLimits.BLOCK_BYTES;
        if (inode.onlineBlocks > 0 || inode.size == 0 || beyond < 0) {
            return new Trim(0, true);
        }
        BlockRun run = BlockRun.of(transaction, inode.content, beyond, Long.MAX_VALUE);
        for (Extent extent : run.extents()) {
            transaction.dropExtent(inode.content, extent);
            if (extent.offset() < beyond) {
                transaction.addExtent(inode.content, ExtentCodec.cut(extent, extent.offset(), beyond));
            }
            if (extent.end() > run.to()) {
                transaction.addExtent(inode.content, ExtentCodec.cut(extent, run.to(), extent.end()));
            }
        }
        inode.offlineBlocks -= run.blocks(place -> place instanceof Place.Offline);
        return new Trim(run.extents().size(), run.to() == Long.MAX_VALUE);
    }
}
