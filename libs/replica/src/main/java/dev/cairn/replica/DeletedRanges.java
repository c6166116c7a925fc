package dev.cairn.replica;

import dev.cairn.btree.Change;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Ranges of keys whose items below a transaction count as deleted; ranges that meet become one. */
final class DeletedRanges {

    /** Start of a range, inclusive, to its end, exclusive; no two overlap. */
    private final NavigableMap<byte[], byte[]> ranges = new TreeMap<>(Arrays::compareUnsigned);

    void add(byte[] from, byte[] to) {
        byte[] start = from;
        byte[] end = to;
        Map.Entry<byte[], byte[]> before = ranges.floorEntry(from);
        if (before != null && Arrays.compareUnsigned(before.getValue(), from) >= 0) {
            start = before.getKey();
        }
        for (byte[] absorbed : ranges.subMap(start, true, to, true).values()) {
            end = Arrays.compareUnsigned(absorbed, end) > 0 ? absorbed : end;
        }
        ranges.subMap(start, true, to, true).clear();
        ranges.put(start, end);
    }

    boolean contains(byte[] key) {
        Map.Entry<byte[], byte[]> before = ranges.floorEntry(key);
        return before != null && Arrays.compareUnsigned(key, before.getValue()) < 0;
    }

    List<Change> changes() {
        if (ranges.isEmpty()) {
            return List.of();
        }
        return ranges.entrySet().stream()
                .<Change>map(range -> new Change.DeleteRange(range.getKey(), range.getValue()))
                .toList();
    }
}
