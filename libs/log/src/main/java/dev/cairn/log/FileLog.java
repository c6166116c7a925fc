package dev.cairn.log;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.disk.Disk;
import dev.cairn.kernel.disk.DiskFile;
import dev.cairn.kernel.disk.FolderDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * A log in files of one machine.
 *
 * <pre>
 * folder/  lock                       held while the log is open: one process at a time
 *          epoch                      greatest epoch seen; replaced atomically before an appender is handed out
 *          00000000000000000001.log   frames, named by the index of the first one
 *          00000000000000081920.log   a new file about every 64 MiB
 * </pre>
 *
 * <p>One platform thread per appender writes everything that is waiting with one write and one sync. A crash leaves a
 * prefix of the entries that were under way; {@link #open} cuts off what is torn and refuses what is damaged: a broken
 * frame that a later frame says was durable.
 */
public final class FileLog implements TransactionLog {

    static final String SUFFIX = ".log";

    private final Disk disk;
    private final AutoCloseable processLock;
    private final EpochFile epochFile;
    private final long segmentBytes;

    /** First index of each segment to its name; changed by the appender thread and by trim. */
    private final NavigableMap<Long, String> segments = new ConcurrentSkipListMap<>();

    private volatile Position end = Position.START;
    private @Nullable FileAppender appender;

    private FileLog(Disk disk, AutoCloseable processLock, long segmentBytes) throws IOException {
        this.disk = disk;
        this.processLock = processLock;
        this.segmentBytes = segmentBytes;
        this.epochFile = new EpochFile(disk);
        for (String name : disk.names()) {
            if (name.endsWith(SUFFIX)) {
                segments.put(Long.parseLong(name.substring(0, name.length() - SUFFIX.length())), name);
            }
        }
        end = settleTail();
    }

    /**
     * Opens the log of a folder.
     *
     * @throws CairnException {@link ErrorCode#EBUSY} if another process has it open
     */
    public static FileLog open(Path folder) throws IOException {
        FolderLock lock = FolderLock.take(folder);
        try {
            return new FileLog(FolderDisk.open(folder), lock, FileLogLimits.SEGMENT_BYTES);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** A log on a disk that nobody else uses. */
    public static FileLog on(Disk disk, long segmentBytes) throws IOException {
        return new FileLog(disk, () -> {}, segmentBytes);
    }

    @Override
    public synchronized Appender open(Epoch epoch) throws IOException {
        Epoch seen = epochFile.read();
        if (!seen.isBefore(epoch)) {
            throw new CairnException(
                    ErrorCode.STALE_EPOCH, "log", "epoch " + epoch + " is not greater than " + seen + " of the log");
        }
        if (appender != null) {
            appender.fence(epoch);
        }
        epochFile.write(epoch);
        end = settleTail();
        FileAppender next = new FileAppender(this, epoch, end);
        appender = next;
        return next;
    }

    /** Finds the last whole entry, cuts what is torn behind it, and makes the result durable. */
    private Position settleTail() throws IOException {
        if (segments.isEmpty()) {
            return Position.START;
        }
        String name = segments.lastEntry().getValue();
        Position last = lastOfSegmentBefore(segments.lastKey());
        try (DiskFile file = disk.open(name)) {
            var scan = new SegmentScan(file, 0);
            LogFrame frame;
            while ((frame = scan.next()) != null) {
                last = frame.position();
            }
            long whole = scan.offset();
            if (whole < file.size()) {
                if (scan.laterFrameVouchesFor(last.index() + 1)) {
                    throw new CairnException(
                            ErrorCode.CORRUPT,
                            "log",
                            "entry " + (last.index() + 1) + " at byte " + whole + " of " + name
                                    + " was acknowledged and is damaged");
                }
                file.truncate(whole);
            }
            file.sync();
        }
        return last;
    }

    private Position lastOfSegmentBefore(long first) throws IOException {
        var before = segments.lowerEntry(first);
        if (before == null) {
            return new Position(Epoch.NONE, first - 1);
        }
        Position last = new Position(Epoch.NONE, first - 1);
        try (DiskFile file = disk.open(before.getValue())) {
            var scan = new SegmentScan(file, 0);
            LogFrame frame;
            while ((frame = scan.next()) != null) {
                last = frame.position();
            }
        }
        if (last.index() != first - 1) {
            throw new CairnException(
                    ErrorCode.CORRUPT, "log", before.getValue() + " ends at entry " + last + ", before " + first);
        }
        return last;
    }

    /** Makes a new segment whose first entry will be {@code index}. */
    DiskFile createSegment(long index) throws IOException {
        String name = "%020d".formatted(index) + SUFFIX;
        DiskFile file = disk.open(name);
        file.truncate(0);
        disk.syncNames();
        segments.put(index, name);
        return file;
    }

    long segmentBytes() {
        return segmentBytes;
    }

    void advance(Position durable) {
        end = durable;
    }

    @Override
    public Position end() {
        return end;
    }

    @Override
    public LogReader read(Position after) throws IOException {
        var first = segments.firstEntry();
        if (first != null && first.getKey() > after.index() + 1) {
            throw new CairnException(
                    ErrorCode.ENOENT, "trimmed", "entries from " + (after.index() + 1) + " on were trimmed");
        }
        return new FileLogReader(this, after);
    }

    /** The segment that holds or will hold an index, opened; null if there is none yet. */
    @Nullable Segment segmentOf(long index) throws IOException {
        var entry = segments.floorEntry(index);
        return entry == null ? null : new Segment(entry.getKey(), disk.open(entry.getValue()));
    }

    /** The first index of the segment that holds or will hold an index; 0 if there is none. */
    long firstIndexOf(long index) {
        Long first = segments.floorKey(index);
        return first == null ? 0 : first;
    }

    record Segment(long firstIndex, DiskFile file) {}

    @Override
    public synchronized void trim(Position upTo) throws IOException {
        while (segments.size() > 1) {
            var first = segments.firstEntry();
            Long next = segments.higherKey(first.getKey());
            if (next == null || next > upTo.index() + 1) {
                return;
            }
            segments.remove(first.getKey());
            disk.delete(first.getValue());
        }
    }

    @Override
    public synchronized void close() {
        if (appender != null) {
            appender.close();
            appender = null;
        }
        try {
            processLock.close();
        } catch (Exception e) {
            throw new CairnException(ErrorCode.EIO, "log", "the lock of the log could not be given back", e);
        }
    }
}
