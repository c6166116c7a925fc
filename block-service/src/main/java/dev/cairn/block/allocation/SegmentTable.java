package dev.cairn.block.allocation;

import dev.cairn.api.block.SegmentId;
import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.replica.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/**
 * The allocator's items.
 *
 * <pre>
 * 0x20 segment id    -> segment record
 * 0x21               -> the last segment id given out
 * 0x22 volume id     -> version, capacity
 * 0x23 volume id     -> counters: bytes, segments (deltas)
 * </pre>
 */
final class SegmentTable {

    private static final int SEGMENT_ZONE = 0x20;
    private static final int LAST_ID_ZONE = 0x21;
    private static final int VOLUME_ZONE = 0x22;
    private static final int USE_ZONE = 0x23;
    private static final int VOLUME_VERSION = 1;

    private SegmentTable() {}

    static Optional<SegmentRecord> find(TreeView tree, SegmentId segment) {
        return Optional.ofNullable(tree.get(segmentKey(segment)))
                .map(stored -> SegmentRecordCodec.decode(segment, stored));
    }

    /** Stores the record and moves the counters of its volume. */
    static void put(Transaction tx, SegmentRecord record) {
        Optional<SegmentRecord> before = find(tx, record.segment());
        tx.put(segmentKey(record.segment()), SegmentRecordCodec.encode(record));
        count(
                tx,
                record.volume(),
                record.bytes() - before.map(SegmentRecord::bytes).orElse(0L),
                before.isEmpty() ? 1 : 0);
    }

    static void remove(Transaction tx, SegmentRecord record) {
        tx.delete(segmentKey(record.segment()));
        count(tx, record.volume(), -record.bytes(), -1);
    }

    /** The records from {@code from} on, in the order of ids. */
    static List<SegmentRecord> list(TreeView tree, SegmentId from, int countMax) {
        List<SegmentRecord> records = new ArrayList<>();
        Cursor cursor = tree.scan(segmentKey(from), zone(LAST_ID_ZONE));
        while (records.size() < countMax && cursor.next()) {
            ByteReader key = new ByteReader(cursor.key());
            key.skip(1);
            records.add(SegmentRecordCodec.decode(new SegmentId(key.int64()), cursor.value()));
        }
        return records;
    }

    /** An id never given out before. */
    static SegmentId nextId(Transaction tx) {
        byte[] stored = tx.get(zone(LAST_ID_ZONE));
        SegmentId id = new SegmentId(stored == null ? 1 : new ByteReader(stored).int64() + 1);
        tx.put(zone(LAST_ID_ZONE), new ByteWriter().int64(id.value()).toByteArray());
        return id;
    }

    static OptionalLong capacity(TreeView tree, VolumeId volume) {
        byte[] stored = tree.get(volumeKey(VOLUME_ZONE, volume));
        if (stored == null) {
            return OptionalLong.empty();
        }
        ByteReader reader = new ByteReader(stored);
        reader.skip(1);
        return OptionalLong.of(reader.int64());
    }

    static void putCapacity(Transaction tx, VolumeId volume, long bytes) {
        tx.put(
                volumeKey(VOLUME_ZONE, volume),
                new ByteWriter().int8(VOLUME_VERSION).int64(bytes).toByteArray());
    }

    static Use use(TreeView tree, VolumeId volume) {
        byte[] stored = tree.get(volumeKey(USE_ZONE, volume));
        if (stored == null) {
            return new Use(0, 0);
        }
        ByteReader reader = new ByteReader(stored);
        return new Use(reader.int64(), reader.int64());
    }

    private static void count(Transaction tx, VolumeId volume, long bytes, long segments) {
        if (bytes != 0 || segments != 0) {
            tx.add(volumeKey(USE_ZONE, volume), new long[] {bytes, segments});
        }
    }

    private static byte[] segmentKey(SegmentId segment) {
        return new ByteWriter(9).int8(SEGMENT_ZONE).int64(segment.value()).toByteArray();
    }

    private static byte[] volumeKey(int zone, VolumeId volume) {
        UUID id = volume.value();
        return new ByteWriter(17)
                .int8(zone)
                .int64(id.getMostSignificantBits())
                .int64(id.getLeastSignificantBits())
                .toByteArray();
    }

    private static byte[] zone(int zone) {
        return new byte[] {(byte) zone};
    }

    /** What the segments of a volume add up to. */
    record Use(long bytes, long segments) {}
}
