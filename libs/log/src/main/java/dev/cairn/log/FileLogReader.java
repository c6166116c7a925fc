package dev.cairn.log;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Reads the durable entries of a file log, from segment to segment. */
final class FileLogReader implements LogReader {

    private final FileLog log;
    private Position last;
    private FileLog.@Nullable Segment segment;
    private @Nullable SegmentScan scan;

    FileLogReader(FileLog log, Position after) {
        this.log = log;
        this.last = after;
    }

    @Override
    public @Nullable LogEntry next() throws IOException {
        while (last.index() < log.end().index()) {
            LogFrame frame = scanOf(last.index() + 1).next();
            if (frame == null) {
                throw new CairnException(
                        ErrorCode.CORRUPT, "log", "entry " + (last.index() + 1) + " was acknowledged and is damaged");
            }
            if (frame.position().index() <= last.index()) {
                continue;
            }
            last = frame.position();
            return new LogEntry(frame.position(), frame.content());
        }
        return null;
    }

    private SegmentScan scanOf(long index) throws IOException {
        SegmentScan open = scan;
        if (open != null && segment != null && segment.firstIndex() == log.firstIndexOf(index)) {
            return open;
        }
        FileLog.Segment wanted = log.segmentOf(index);
        if (wanted == null) {
            throw new CairnException(ErrorCode.ENOENT, "trimmed", "entry " + index + " was trimmed");
        }
        close();
        SegmentScan fresh = new SegmentScan(wanted.file(), 0);
        segment = wanted;
        scan = fresh;
        return fresh;
    }

    @Override
    public void close() {
        if (segment != null) {
            try {
                segment.file().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            segment = null;
            scan = null;
        }
    }
}
