package dev.cairn.metadata.extent;

import dev.cairn.api.block.Location;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.Bytes;
import dev.cairn.metadata.item.ExtentCodec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Lists of extents in order, as values. */
public final class ExtentRuns {

    private ExtentRuns() {}

    /** The parts that lie in {@code [from, to)}. */
    public static List<Extent> within(List<Extent> extents, long from, long to) {
        List<Extent> parts = new ArrayList<>();
        for (Extent extent : extents) {
            addPart(parts, extent, Math.max(from, extent.offset()), Math.min(to, extent.end()));
        }
        return parts;
    }

    /** What is left without the parts in {@code [from, to)} of those extents that are meant. */
    static List<Extent> without(List<Extent> extents, long from, long to, Predicate<Place> isMeant) {
        List<Extent> left = new ArrayList<>();
        for (Extent extent : extents) {
            if (extent.end() <= from || extent.offset() >= to || !isMeant.test(extent.place())) {
                left.add(extent);
            } else {
                addPart(left, extent, extent.offset(), from);
                addPart(left, extent, to, extent.end());
            }
        }
        return left;
    }

    private static void addPart(List<Extent> parts, Extent extent, long from, long to) {
        if (from < to) {
            boolean isWhole = from == extent.offset() && to == extent.end();
            parts.add(isWhole ? extent : ExtentCodec.cut(extent, from, to));
        }
    }

    /** The same bytes at another place in a file. */
    public static List<Extent> shifted(List<Extent> extents, long by) {
        return extents.stream()
                .map(extent -> new Extent(extent.offset() + by, extent.length(), extent.place()))
                .toList();
    }

    /** The same with neighbours joined that could be one. */
    static List<Extent> joined(List<Extent> extents) {
        List<Extent> joined = new ArrayList<>();
        for (Extent extent : extents) {
            Optional<Place> both = joined.isEmpty() || joined.getLast().end() != extent.offset()
                    ? Optional.empty()
                    : join(joined.getLast().place(), extent.place());
            if (both.isPresent()) {
                Extent left = joined.removeLast();
                joined.add(new Extent(left.offset(), left.length() + extent.length(), both.get()));
            } else {
                joined.add(extent);
            }
        }
        return joined;
    }

    private static Optional<Place> join(Place left, Place right) {
        return switch (left) {
            case Place.Offline offline when right instanceof Place.Offline -> Optional.of(offline);
            case Place.Unwritten unwritten when right instanceof Place.Unwritten -> Optional.of(unwritten);
            case Place.Inline(Bytes first)
            when right instanceof Place.Inline(Bytes second)
                    && first.length() + second.length() <= MetadataLimits.INLINE_BYTES_MAX ->
                Optional.of(new Place.Inline(first.concat(second)));
            case Place.Stored(Location first)
            when right instanceof Place.Stored(Location second) && isNext(first, second) ->
                Optional.of(new Place.Stored(new Location(
                        first.segment(),
                        first.chunk(),
                        first.skip(),
                        first.length() + second.length(),
                        first.crc32c())));
            default -> Optional.empty();
        };
    }

    private static boolean isNext(Location first, Location second) {
        return first.segment().equals(second.segment())
                && first.chunk() == second.chunk()
                && first.crc32c() == second.crc32c()
                && first.skip() + first.length() == second.skip();
    }

    /** Runs of blocks in which extents have bytes, whatever their state, as {@code [from, to)}. */
    public static List<Range> blocks(List<Extent> extents) {
        List<Range> runs = new ArrayList<>();
        for (Extent extent : extents) {
            long from = Blocks.floor(extent.offset());
            long to = Blocks.ceil(extent.end());
            if (!runs.isEmpty() && runs.getLast().to() >= from) {
                Range before = runs.removeLast();
                runs.add(new Range(before.from(), Math.max(before.to(), to)));
            } else {
                runs.add(new Range(from, to));
            }
        }
        return runs;
    }

    /** The bytes {@code [from, to)}. */
    public record Range(long from, long to) {}
}
