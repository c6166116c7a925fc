package dev.cairn.metadata.extent;

import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Place;

/**
 * Counts blocks by what their bytes are (INO-1): a block is offline if an offline byte is in it, online if a written byte is
 * in it, and counts as nothing if it holds neither. Extents come in order; one thread.
 */
public final class BlockCounts {

    private long online;
    private long offline;
    private long behindOnline;
    private long behindOffline;

    /** What the extents make of the blocks of {@code [from, to)}, both of which are borders of blocks. */
    public static BlockCounts of(Iterable<Extent> extents, long from, long to) {
        var counts = new BlockCounts();
        for (Extent extent : extents) {
            counts.add(Math.max(from, extent.offset()), Math.min(to, extent.end()), extent.place());
        }
        return counts;
    }

    public static BlockCounts of(Iterable<Extent> extents) {
        return of(extents, 0, Long.MAX_VALUE);
    }

    public void add(Extent extent) {
        add(extent.offset(), extent.end(), extent.place());
    }

    private void add(long from, long to, Place place) {
        if (from >= to) {
            return;
        }
        long first = from / MetadataLimits.BLOCK_BYTES;
        long behind = (to - 1) / MetadataLimits.BLOCK_BYTES + 1;
        switch (place) {
            case Place.Stored stored -> countOnline(first, behind);
            case Place.Inline inline -> countOnline(first, behind);
            case Place.Offline ignored -> {
                offline += behind - Math.max(first, behindOffline);
                behindOffline = behind;
            }
            case Place.Unwritten ignored -> {}
        }
    }

    private void countOnline(long first, long behind) {
        online += behind - Math.max(first, behindOnline);
        behindOnline = behind;
    }

    public long online() {
        return online;
    }

    public long offline() {
        return offline;
    }
}
