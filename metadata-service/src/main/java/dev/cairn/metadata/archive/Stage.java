package dev.cairn.metadata.archive;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.StageResult;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.ExtentCodec;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.List;

/** Brings offline data back without any visible change to the file (STG-1 to STG-10); touches nothing that is not offline. */
record Stage(FileRef file, long offset, long length, long dataVersion, Caller caller) {

    /** STG-2, in its order. */
    Inode check(FileTree files) {
        if (offset < 0 || length < 0 || offset + length < 0 || offset % MetadataLimits.BLOCK_BYTES != 0) {
            throw new CairnException(
                    ErrorCode.EINVAL,
                    "range",
                    "the offset must be a multiple of " + MetadataLimits.BLOCK_BYTES + ": " + offset + ", " + length);
        }
        if (length > Integer.MAX_VALUE) {
            throw new CairnException(ErrorCode.EINVAL, "range", "one stage carries at most 2147483647 bytes");
        }
        Inode inode = files.resolve(file, caller);
        long end = offset + length;
        if (length > 0 && inode.isRegular()) {
            if (end > inode.size) {
                throw new CairnException(
                        ErrorCode.EINVAL, "size", "a stage cannot extend a file of " + inode.size + " bytes");
            }
            if (end % MetadataLimits.BLOCK_BYTES != 0 && end != inode.size) {
                throw new CairnException(
                        ErrorCode.EINVAL, "range", "the end must be a multiple of 4096 or the size: " + end);
            }
        }
        return Release.requireFile(files, file, dataVersion, caller);
    }

    StageResult apply(ShardTransaction transaction, NewContent content) {
        Inode inode = check(transaction);
        long staged = 0;
        for (Extent piece : pieces(content)) {
            staged += fill(transaction, inode, piece);
        }
        if (staged > 0) {
            Recalls.complete(transaction, inode);
            transaction.noteDataChange(inode);
            transaction.store(inode);
        }
        return new StageResult(staged, length - staged, inode.attributes());
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

    private static long fill(ShardTransaction transaction, Inode inode, Extent piece) {
        long staged = 0;
        List<Extent> there =
                transaction.extents(inode.content, piece.offset(), piece.end(), MetadataLimits.EXTENTS_PER_CALL_MAX);
        for (Extent extent : there) {
            if (extent.place() instanceof Place.Offline) {
                long start = Math.max(extent.offset(), piece.offset());
                long end = Math.min(extent.end(), piece.end());
                transaction.dropExtent(inode.content, extent);
                if (extent.offset() < start) {
                    transaction.addExtent(inode.content, ExtentCodec.cut(extent, extent.offset(), start));
                }
                if (end < extent.end()) {
                    transaction.addExtent(inode.content, ExtentCodec.cut(extent, end, extent.end()));
                }
                transaction.addExtent(inode.content, ExtentCodec.cut(piece, start, end));
                staged += end - start;
                // Pieces may meet inside a block: it counts as online with the piece that holds its last byte.
                long blocks = wholeBlocks(end, inode.size) - wholeBlocks(start, inode.size);
                inode.onlineBlocks += blocks;
                inode.offlineBlocks -= blocks;
            }
        }
        return staged;
    }

    /** Blocks that end at or before an offset; at the size the last, partial one counts too. */
    private static long wholeBlocks(long at, long size) {
        return at == size ? MetadataLimits.blocks(at) : at / MetadataLimits.BLOCK_BYTES;
    }
}
