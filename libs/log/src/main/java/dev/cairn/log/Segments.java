package dev.cairn.log;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.disk.Disk;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The segment files of a log: their names, their making and their reuse.
 *
 * <p>Space is written before it is used, so that the sync of an append has no change of the file's size or extents to write
 * down; that halves its time. Trimmed files wait as spares and begin a new life under a new name and salt.
 *
 * <p>Of the methods that change files each is called by one thread at a time: {@link #reload} while there is no appender,
 * {@link #create} by the appender, {@link #trim} under the lock of the log. Looking up is for any thread.
 */
final class Segments {

    private static final String SUFFIX = ".log";
    private static final String SPARE_PREFIX = "spare-";
    private static final SecureRandom SALTS = new SecureRandom();

    private final Disk disk;
    private final long segmentBytes;

    /** Index of the first entry to name. */
    private final NavigableMap<Long, String> names = new ConcurrentSkipListMap<>();

    private final Deque<String> spares = new ConcurrentLinkedDeque<>();

    Segments(Disk disk, long segmentBytes) {
        this.disk = disk;
        this.segmentBytes = segmentBytes;
    }

    long segmentBytes() {
        return segmentBytes;
    }

    /** Looks at the folder anew: an operation that failed may or may not have left a file. Makes what is found durable. */
    void reload() throws IOException {
        spares.clear();
        Map<Long, String> found = new HashMap<>();
        for (String name : disk.names()) {
            if (name.endsWith(SUFFIX)) {
                found.put(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())), name);
            } else if (name.startsWith(SPARE_PREFIX)) {
                keepSpare(name);
            }
        }
        disk.syncNames();
        // Not cleared: readers look names up meanwhile.
        names.keySet().retainAll(found.keySet());
        names.putAll(found);
    }

    private void keepSpare(String name) throws IOException {
        try (DiskFile file = disk.open(name)) {
            if (file.size() >= segmentBytes && spares.size() < FileLogLimits.SPARES_MAX) {
                spares.add(name);
                return;
            }
        }
        disk.delete(name);
    }

    /** Opens the segment with the greatest index. */
    Optional<Segment> openLast() throws IOException {
        var last = names.lastEntry();
        return last == null ? Optional.empty() : Optional.of(open(last.getValue(), last.getKey()));
    }

    /** Opens the segment that holds an index, or would hold it. */
    Optional<Segment> openHolding(long index) throws IOException {
        var holding = names.floorEntry(index);
        return holding == null ? Optional.empty() : Optional.of(open(holding.getValue(), holding.getKey()));
    }

    private Segment open(String name, long firstIndex) throws IOException {
        DiskFile file = disk.open(name);
        try {
            ByteBuffer bytes = ByteBuffer.allocate(SegmentHeader.BYTES);
            file.read(0, bytes);
            SegmentHeader header = SegmentHeader.decode(bytes.array(), name);
            if (header.firstIndex() != firstIndex) {
                throw new CairnException(ErrorCode.CORRUPT, "log", name + " begins with entry " + header.firstIndex());
            }
            return new Segment(name, file, header);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /** The index of the first entry that is still there; 1 if there are no segments. */
    long firstIndex() {
        var first = names.firstEntry();
        return first == null ? 1 : first.getKey();
    }

    /** The index of the first entry in the segment that holds an index, or would hold it. */
    long firstIndexOfHolding(long index) {
        Long first = names.floorKey(index);
        return first == null ? firstIndex() : first;
    }

    /** Makes the next segment, durable with its name, for entries behind {@code previous}. */
    Segment create(Position previous) throws IOException {
        var header = new SegmentHeader(SALTS.nextLong(), previous);
        String name = "%020d".formatted(header.firstIndex()) + SUFFIX;
        String spare = spares.poll();
        String unnamed = spare == null ? SPARE_PREFIX + header.firstIndex() : spare;
        DiskFile file = disk.open(unnamed);
        try {
            if (spare == null) {
                fill(file);
            }
            file.write(0, ByteBuffer.wrap(header.encode()));
            file.sync();
            disk.rename(unnamed, name);
            disk.syncNames();
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        names.put(header.firstIndex(), name);
        return new Segment(name, file, header);
    }

    private void fill(DiskFile file) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(segmentBytes, FileLogLimits.FILL_BYTES));
        for (long at = 0; at < segmentBytes; at += zeros.capacity()) {
            zeros.position(0).limit((int) Math.min(zeros.capacity(), segmentBytes - at));
            file.write(at, zeros);
        }
    }

    /**
     * Takes away segments all of whose entries are at or below {@code index}, never the last one. The oldest goes first and
     * for good, so that no crash leaves a gap.
     */
    void trim(long index) throws IOException {
        while (names.size() > 1) {
            var first = names.firstEntry();
            Long next = names.higherKey(first.getKey());
            if (next == null || next > index + 1) {
                return;
            }
            names.remove(first.getKey());
            if (spares.size() < FileLogLimits.SPARES_MAX) {
                String spare = SPARE_PREFIX + first.getKey();
                disk.rename(first.getValue(), spare);
                disk.syncNames();
                spares.add(spare);
            } else {
                disk.delete(first.getValue());
                disk.syncNames();
            }
        }
    }
}
