package dev.cairn.metadata.archive;

import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Place;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.FileTree;
import java.util.List;
import java.util.Optional;

/** Where a file has offline data. */
public final class OfflineData {

    private OfflineData() {}

    /** The first offline byte of a range. */
    public static Optional<Long> firstIn(FileTree files, Inode inode, long from, long to) {
        if (inode.offlineBlocks == 0) {
            return Optional.empty();
        }
        long end = Math.min(to, inode.size);
        long at = from;
        while (at < end) {
            List<Extent> extents = files.extents(inode.content, at, end, MetadataLimits.EXTENTS_PER_CALL_MAX);
            for (Extent extent : extents) {
                if (extent.place() instanceof Place.Offline) {
                    return Optional.of(Math.max(from, extent.offset()));
                }
            }
            if (extents.size() < MetadataLimits.EXTENTS_PER_CALL_MAX) {
                break;
            }
            at = extents.getLast().end();
        }
        return Optional.empty();
    }
}
