package dev.cairn.metadata.check;

import dev.cairn.api.block.SegmentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.ByteReader;
import dev.cairn.metadata.item.ExtentCodec;
import dev.cairn.metadata.item.Keys;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The live bytes of a segment are the sum of the extents that lie in it, and a retired one has none. Sums of so many segments
 * at a time are kept; where there are more, the extents are read again for the next ones.
 */
final class LiveBytesRule implements CheckRule {

    private static final int SEGMENTS_AT_ONCE = 1 << 17;

    private final TreeMap<Long, Long> sums = new TreeMap<>(Long::compareUnsigned);
    /** Segments below it were compared. */
    private long from;
    /** Segments from it on did not find room in the sums; null if all did. */
    private @Nullable Long to;

    @Override
    public String name() {
        return "live-bytes";
    }

    @Override
    public Set<Integer> zones() {
        return Set.of(Zones.EXTENT, Zones.RETIRED_SEGMENT);
    }

    @Override
    public void item(byte[] key, byte[] value, Check check) {
        if (Zones.of(key) == Zones.RETIRED_SEGMENT) {
            long segment = Zones.number(key);
            if (check.items().get(Keys.liveBytes(new SegmentId(segment))) != null) {
                check.report(this, segment, "segment that is retired and has live bytes");
            }
        } else {
            sum(key, value);
        }
    }

    private void sum(byte[] key, byte[] value) {
        Extent extent = ExtentCodec.decode(Keys.extentEnd(key), value);
        if (extent.place() instanceof Place.Stored(var location)) {
            long segment = location.segment().value();
            Long limit = to;
            boolean isMeant = Long.compareUnsigned(segment, from) >= 0
                    && (limit == null || Long.compareUnsigned(segment, limit) < 0);
            if (isMeant) {
                sums.merge(segment, extent.length(), Long::sum);
                if (sums.size() > SEGMENTS_AT_ONCE) {
                    to = sums.pollLastEntry().getKey();
                }
            }
        }
    }

    @Override
    public void end(Check check) {
        compare(check);
        for (Long limit = to; limit != null; limit = to) {
            from = limit;
            to = null;
            check.each(Zones.start(Zones.EXTENT), Zones.end(Zones.EXTENT), this::sum);
            compare(check);
        }
    }

    private void compare(Check check) {
        Long limit = to;
        byte[] last = limit == null ? Zones.end(Zones.LIVE_BYTES) : Keys.liveBytes(new SegmentId(limit));
        check.each(Keys.liveBytes(new SegmentId(from)), last, (key, value) -> {
            long counted = new ByteReader(value).int64();
            Long sum = sums.remove(Zones.number(key));
            compare(check, Zones.number(key), counted, sum == null ? 0 : sum);
        });
        sums.forEach((segment, sum) -> compare(check, segment, 0, sum));
        sums.clear();
    }

    private void compare(Check check, long segment, long counted, long sum) {
        if (counted != sum) {
            check.report(this, segment, "segment with " + counted + " live bytes and extents of " + sum);
        }
    }
}
