package dev.cairn.metadata.archive;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.extent.BlockCounts;
import dev.cairn.metadata.item.ExtentCodec;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.Progress;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.List;

/**
 * Brings offline data back without any visible change to the file (STG-1 to STG-10); touches nothing that is not offline. A
 * range of very many extents takes several transactions, each at block borders and each complete in itself.
 */
record Stage(FileRef file, long offset, long length, long dataVersion, Caller caller) {

    /** STG-2, in its order. */
    Inode check(FileTree files) {
        Inode inode = ArchiveTarget.resolve(files, file, caller);
        requireRange();
        if (length == 0) {
            return inode;
        }
        ArchiveTarget.requireWritable(inode, caller);
        long end = offset + length;
        if (end > inode.size) {
            throw new CairnException(
                    ErrorCode.EINVAL, "size", "a stage cannot extend a file of " + inode.size + " bytes");
        }
        if (end % MetadataLimits.BLOCK_BYTES != 0 && end != inode.size) {
            throw new CairnException(
                    ErrorCode.EINVAL, "range", "the end must be a multiple of 4096 or the size: " + end);
        }
        ArchiveTarget.requireVersion(inode, dataVersion);
        return inode;
    }

    private void requireRange() {
        if (offset < 0 || length < 0 || offset + length < 0 || offset % MetadataLimits.BLOCK_BYTES != 0) {
            throw new CairnException(
                    ErrorCode.EINVAL,
                    "range",
                    "the offset must be a multiple of " + MetadataLimits.BLOCK_BYTES + ": " + offset + ", " + length);
        }
        if (length > MetadataLimits.STAGE_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.EINVAL,
                    "range",
                    "one stage carries at most " + MetadataLimits.STAGE_BYTES_MAX + " bytes");
        }
    }

    /** The first step begins at the offset; its bytes are those that came online. */
    Progress step(ShardTransaction transaction, NewContent content, long from) {
        Inode inode = check(transaction);
        if (length == 0) {
            return new Progress(offset, 0, true, inode.attributes());
        }
        transaction.requireSpace();
        List<Extent> pieces = pieces(content);
        long end = offset + length;
        BlockRun run = BlockRun.of(transaction, inode.content, from, end);
        long blocks = BlockCounts.of(run.extents(), run.from(), run.to()).offline();
        long staged = 0;
        for (Extent extent : run.extents()) {
            if (extent.place() instanceof Place.Offline) {
                staged += fill(transaction, inode, extent, run, pieces);
            }
        }
        if (staged > 0) {
            inode.onlineBlocks += blocks;
            inode.offlineBlocks -= blocks;
            Recalls.complete(transaction, inode);
            transaction.noteDataChange(inode);
            transaction.store(inode);
        }
        return new Progress(run.to(), staged, run.to() >= end, inode.attributes());
    }

    /** The new bytes at their places in the file. */
    private List<Extent> pieces(NewContent content) {
        return switch (content) {
            case NewContent.Empty() -> List.of();
            case NewContent.Inline inline ->
                inline.bytes().isEmpty()
                        ? List.of()
                        : List.of(new Extent(offset, inline.size(), new Place.Inline(inline.bytes())));
            case NewContent.Stored(List<Extent> extents) ->
                extents.stream()
                        .map(extent -> new Extent(offset + extent.offset(), extent.length(), extent.place()))
                        .toList();
            case NewContent.Built built ->
                throw new CairnException(
                        ErrorCode.EINVAL, "content", "a stage takes no built content " + built.content());
        };
    }

    /** Puts new bytes into the part of an offline extent that lies in the run; answers how many. */
    private static long fill(
            ShardTransaction transaction, Inode inode, Extent offline, BlockRun run, List<Extent> pieces) {
        long start = Math.max(offline.offset(), run.from());
        long end = Math.min(offline.end(), run.to());
        transaction.dropExtent(inode.content, offline);
        if (offline.offset() < start) {
            transaction.addExtent(inode.content, ExtentCodec.cut(offline, offline.offset(), start));
        }
        if (end < offline.end()) {
            transaction.addExtent(inode.content, ExtentCodec.cut(offline, end, offline.end()));
        }
        for (Extent piece : pieces) {
            long first = Math.max(start, piece.offset());
            long last = Math.min(end, piece.end());
            if (first < last) {
                transaction.addExtent(inode.content, ExtentCodec.cut(piece, first, last));
            }
        }
        return end - start;
    }
}
