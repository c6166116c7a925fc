package dev.cairn.gateway.data;

import dev.cairn.api.block.Location;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.List;

/**
 * Goes through the bytes {@code [from, to)} of a content run by run, asking for more extents as it needs them. Used by
 * one thread.
 */
final class ExtentWalk {

    /** Asks for the extents that touch {@code [from, to)}, as many as come at once. */
    @FunctionalInterface
    interface Source {
        Page extents(long from, long to);
    }

    /** Extents that describe the content up to {@code covered}. */
    record Page(List<Extent> extents, long covered) {}

    /** Bytes with one place. */
    sealed interface Run {

        long length();

        record Zeros(long length) implements Run {}

        record Inline(Bytes bytes, int from, int count) implements Run {
            @Override
            public long length() {
                return count;
            }
        }

        record Stored(Location location) implements Run {
            @Override
            public long length() {
                return location.length();
            }
        }

        record Offline(long length) implements Run {}
    }

    private final Source source;
    private final long to;
    private List<Extent> extents;
    private int index;
    private long covered;
    private long at;

    ExtentWalk(Source source, Page first, long from, long to) {
        this.source = source;
        this.extents = first.extents();
        this.covered = first.covered();
        this.at = from;
        this.to = to;
    }

    /** A walk through extents that are all known. */
    static ExtentWalk of(List<Extent> extents, long from, long to) {
        return new ExtentWalk((first, last) -> new Page(extents, to), new Page(extents, to), from, to);
    }

    long at() {
        return at;
    }

    boolean isAtEnd() {
        return at >= to;
    }

    /** Leaves the first bytes of the current run behind. */
    void advance(long count) {
        at += count;
    }

    /** Forgets the extents at hand, because a place in them is gone. */
    void refresh() {
        extents = List.of();
        index = 0;
        covered = at;
    }

    /** The rest of the run at the current position, which must not be the end; at most {@code lengthMax} bytes of it. */
    Run run(long lengthMax) {
        if (at >= covered) {
            load();
        }
        while (index < extents.size() && extents.get(index).end() <= at) {
            index++;
        }
        long end = Math.min(Math.min(to, covered), at + lengthMax);
        if (index == extents.size()) {
            return new Run.Zeros(end - at);
        }
        Extent extent = extents.get(index);
        if (extent.offset() > at) {
            return new Run.Zeros(Math.min(end, extent.offset()) - at);
        }
        long skip = at - extent.offset();
        long length = Math.min(extent.end(), Math.min(to, at + lengthMax)) - at;
        return switch (extent.place()) {
            case Place.Offline() -> new Run.Offline(length);
            case Place.Unwritten() -> new Run.Zeros(length);
            case Place.Inline(Bytes bytes) -> new Run.Inline(bytes, (int) skip, (int) length);
            case Place.Stored(Location location) -> new Run.Stored(location.slice(skip, length));
        };
    }

    private void load() {
        Page page = source.extents(at, to);
        if (page.covered() <= at) {
            throw new CairnException(ErrorCode.EIO, "extents", "no extents are known behind offset " + at);
        }
        extents = page.extents();
        covered = page.covered();
        index = 0;
    }
}
