package dev.cairn.log;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.disk.Disk;
import dev.cairn.kernel.disk.FolderDisk;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A log in files of one machine.
 *
 * <pre>
 * folder/  lock                       held while the log is open: one process at a time
 *          epoch                      greatest epoch seen; replaced atomically before an appender is handed out
 *          00000000000000000001.log   a header and frames, named by the index of the first one; written full of zeros
 *          00000000000000081920.log      before it is used
 *          spare-1                    a trimmed segment that will be used again
 * </pre>
 *
 * <p>One platform thread per appender writes what is waiting with one write and one sync. A crash leaves a prefix of the
 * entries that were under way; {@link #open} settles where it ends, and refuses what is damaged: a broken frame that a later
 * frame says was durable. Damage to the entries of the very last write cannot be told from a torn write.
 */
public final class FileLog implements TransactionLog {

    private final AutoCloseable processLock;
    private final EpochFile epochFile;
    private final Segments segments;

    private volatile Position end;

    /** Guarded by this. */
    private @Nullable FileAppender appender;

    private FileLog(Disk disk, AutoCloseable processLock, long segmentBytes) throws IOException {
        this.processLock = processLock;
        this.epochFile = new EpochFile(disk);
        this.segments = new Segments(disk, segmentBytes);
        this.end = LogTail.settle(segments).last();
    }

    /**
     * Opens the log of a folder.
     *
     * @throws CairnException {@link ErrorCode#EBUSY} if another process has it open, {@link ErrorCode#CORRUPT} if an
     *     acknowledged entry is damaged
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
        Epoch seen = epochSeen();
        if (!seen.isBefore(epoch)) {
            throw new CairnException(
                    ErrorCode.STALE_EPOCH, "log", "epoch " + epoch + " is not greater than " + seen + " of the log");
        }
        if (appender != null) {
            appender.fence(epoch);
            appender = null;
        }
        epochFile.write(epoch);
        LogTail tail = LogTail.settle(segments);
        end = tail.last();
        FileAppender next = new FileAppender(segments, epoch, tail, durable -> end = durable);
        appender = next;
        return next;
    }

    private Epoch epochSeen() throws IOException {
        Epoch stored = epochFile.read();
        return stored.isBefore(end.epoch()) ? end.epoch() : stored;
    }

    @Override
    public Position end() {
        return end;
    }

    @Override
    public LogReader read(Position after) throws IOException {
        if (after.index() + 1 < segments.firstIndex()) {
            throw LogPositions.trimmed(after.index() + 1);
        }
        FileLogReader reader = new FileLogReader(segments, () -> end, after);
        try {
            reader.seek();
        } catch (IOException | RuntimeException e) {
            reader.close();
            throw e;
        }
        return reader;
    }

    @Override
    public synchronized void trim(Position upTo) throws IOException {
        segments.trim(Math.min(upTo.index(), end.index()));
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
