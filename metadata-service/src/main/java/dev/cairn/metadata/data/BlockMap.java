package dev.cairn.metadata.data;

import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.ExtentMap;
import dev.cairn.api.metadata.FileData.SeekTarget;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Place;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.extent.Blocks;
import dev.cairn.metadata.item.ExtentCodec;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.FileTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Extents as runs of blocks of one state, read from one version of the tree (EXT-5, EXT-6). */
final class BlockMap {

    /** Extents looked at in one direction to find where a run ends; a run of more pieces is told in parts. */
    private static final int PIECES_MAX = 1_000_000;

    private final FileTree files;
    private final ContentId content;
    private final long size;

    BlockMap(FileTree files, Inode inode) {
        this.files = files;
        this.content = inode.content;
        this.size = inode.size;
    }

    /** Runs that touch {@code [offset, end)}. */
    ExtentMap runs(long offset, long end, int limit) {
        List<ExtentMap.Run> runs = new ArrayList<>();
        if (content.isNone() || limit == 0) {
            return new ExtentMap(runs, OptionalLong.empty());
        }
        Cursor cursor = from(offset);
        Optional<Extent> next = next(cursor);
        while (next.isPresent() && Blocks.floor(next.get().offset()) < end) {
            if (runs.size() == limit) {
                return new ExtentMap(runs, OptionalLong.of(runs.getLast().end()));
            }
            ExtentMap.State state = state(next.get().place());
            long start = runs.isEmpty()
                    ? startOfRun(next.get())
                    : Blocks.floor(next.get().offset());
            long runEnd = Blocks.ceil(next.get().end());
            int pieces = 1;
            next = next(cursor);
            while (next.isPresent() && isSameRun(next.get(), runEnd, state) && pieces < PIECES_MAX) {
                runEnd = Math.max(runEnd, Blocks.ceil(next.get().end()));
                pieces++;
                next = next(cursor);
            }
            runs.add(new ExtentMap.Run(start, runEnd - start, state, next.isEmpty()));
        }
        return new ExtentMap(runs, OptionalLong.empty());
    }

    private Cursor from(long offset) {
        return files.items().scan(Keys.extent(content, Blocks.floor(offset) + 1), Keys.behind(Keys.extents(content)));
    }

    private static boolean isSameRun(Extent extent, long runEnd, ExtentMap.State state) {
        return Blocks.floor(extent.offset()) <= runEnd && state(extent.place()) == state;
    }

    private long startOfRun(Extent extent) {
        long start = Blocks.floor(extent.offset());
        ExtentMap.State state = state(extent.place());
        Cursor cursor = files.items().scanBackward(Keys.extent(content, extent.end()), Keys.extents(content));
        for (int pieces = 0; pieces < PIECES_MAX && cursor.next(); pieces++) {
            Extent before = ExtentCodec.decode(Keys.extentEnd(cursor.key()), cursor.value());
            if (Blocks.ceil(before.end()) < start || state(before.place()) != state) {
                break;
            }
            start = Blocks.floor(before.offset());
        }
        return start;
    }

    private static Optional<Extent> next(Cursor cursor) {
        return cursor.next()
                ? Optional.of(ExtentCodec.decode(Keys.extentEnd(cursor.key()), cursor.value()))
                : Optional.empty();
    }

    private static ExtentMap.State state(Place place) {
        return switch (place) {
            case Place.Stored ignored -> ExtentMap.State.ONLINE;
            case Place.Inline ignored -> ExtentMap.State.ONLINE;
            case Place.Offline ignored -> ExtentMap.State.OFFLINE;
            case Place.Unwritten ignored -> ExtentMap.State.UNWRITTEN;
        };
    }

    /** Blocks are data as a whole; what is only reserved is none. */
    long seek(long offset, SeekTarget target) {
        if (offset < 0 || offset >= size) {
            throw nothingAt(offset);
        }
        return switch (target) {
            case DATA -> dataFrom(offset).filter(at -> at < size).orElseThrow(() -> nothingAt(offset));
            case HOLE -> holeFrom(offset);
        };
    }

    private Optional<Long> dataFrom(long offset) {
        if (content.isNone()) {
            return Optional.empty();
        }
        Cursor cursor = from(offset);
        Optional<Extent> next = next(cursor);
        while (next.isPresent() && next.get().place() instanceof Place.Unwritten) {
            next = next(cursor);
        }
        return next.map(extent -> Math.max(offset, Blocks.floor(extent.offset())));
    }

    private long holeFrom(long offset) {
        long at = offset;
        if (!content.isNone()) {
            Cursor cursor = from(offset);
            Optional<Extent> next = next(cursor);
            while (next.isPresent()
                    && !(next.get().place() instanceof Place.Unwritten)
                    && Blocks.floor(next.get().offset()) <= at) {
                at = Math.max(at, Blocks.ceil(next.get().end()));
                next = next(cursor);
            }
        }
        return Math.min(at, size);
    }

    private CairnException nothingAt(long offset) {
        return new CairnException(
                ErrorCode.ENXIO, "nothing at or behind " + offset + " in a file of " + size + " bytes");
    }

    /** What a limit of a page may be. */
    static int page(int asked) {
        if (asked < 0) {
            throw new CairnException(ErrorCode.EINVAL, "limit", "a page cannot have " + asked + " entries");
        }
        return Math.min(asked, MetadataLimits.PAGE_ENTRIES_MAX);
    }
}
