package dev.cairn.metadata.archive;

import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Place;
import dev.cairn.metadata.shard.FileTree;
import java.util.List;
import java.util.function.Predicate;

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
        long whole = extents.getLast().end() / MetadataLimits.BLOCK_BYTES * MetadataLimits.BLOCK_BYTES;
        long to = Math.max(whole, from + MetadataLimits.BLOCK_BYTES);
        // One block may be in as many pieces as it has bytes.
        return new BlockRun(files.extents(content, from, to, EXTENTS_MAX + MetadataLimits.BLOCK_BYTES), from, to);
    }

    /** Blocks of the run that some extent of a kind touches. */
    long blocks(Predicate<Place> kind) {
        long blocks = 0;
        long counted = from / MetadataLimits.BLOCK_BYTES - 1;
        for (Extent extent : extents) {
            long first = Math.max(from, extent.offset()) / MetadataLimits.BLOCK_BYTES;
            long last = (Math.min(to, extent.end()) - 1) / MetadataLimits.BLOCK_BYTES;
            if (kind.test(extent.place()) && last > counted) {
                blocks += last - Math.max(counted, first - 1);
                counted = last;
            }
        }
        return blocks;
    }
}
