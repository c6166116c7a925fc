package dev.cairn.metadata.archive;

import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.metadata.extent.Blocks;
import dev.cairn.metadata.shard.FileTree;
import java.util.List;

/**
 * As much of a range of whole blocks as one transaction works on.
 *
 * @param extents all that touch {@code [from, to)}, whole, in order
 * @param from at a block border
 * @param to at a block border, or the end of the range
 */
record BlockRun(List<Extent> extents, long from, long to) {

    /** Keeps the changes of a transaction far below a log entry. */
    private static final int EXTENTS_MAX = 400;

    static BlockRun of(FileTree files, ContentId content, long from, long end) {
        List<Extent> extents = files.extents(content, from, end, EXTENTS_MAX);
        if (extents.size() < EXTENTS_MAX || extents.getLast().end() >= end) {
            return new BlockRun(extents, from, end);
        }
        long whole = Blocks.floor(extents.getLast().end());
        long to = Math.max(whole, from + MetadataLimits.BLOCK_BYTES);
        // One block may be in as many pieces as it has bytes.
        return new BlockRun(files.extents(content, from, to, EXTENTS_MAX + MetadataLimits.BLOCK_BYTES), from, to);
    }
}
