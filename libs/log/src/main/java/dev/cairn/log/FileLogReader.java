package dev.cairn.log;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the durable entries of a file log, from segment to segment. */
final class FileLogReader implements LogReader {

    private final Segments segments;
    private final Supplier<Position> end;
    private Position last;
    private @Nullable Segment segment;
    private @Nullable SegmentScan scan;

    FileLogReader(Segments segments, Supplier<Position> end, Position after) {
        this.segments = segments;
        this.end = end;
        this.last = after;
    }

    /** Goes to the place behind the start. @throws CairnException CORRUPT if that is no position of this log */
    void seek() throws IOException {
        Position present = end.get();
        if (last.isAfter(present) || (last.index() == present.index() && !last.equals(present))) {
            throw LogPositions.unknown(last, present);
        }
        if (last.index() < present.index()) {
            scanHolding(last.index() + 1);
        }
    }

    @Override
    public @Nullable LogEntry next() throws IOException {
        if (last.index() >= end.get().index()) {
            return null;
        }
        LogFrame frame = scanHolding(last.index() + 1).next();
        if (frame == null) {
            throw missing(last.index() + 1);
        }
        last = frame.position();
        return new LogEntry(frame.position(), frame.content());
    }

    private CairnException missing(long index) {
        return index < segments.firstIndex()
                ? LogPositions.trimmed(index)
                : new CairnException(ErrorCode.CORRUPT, "log", "entry " + index + " was acknowledged and is damaged");
    }

    /** A scan that stands in front of an entry. */
    private SegmentScan scanHolding(long index) throws IOException {
        SegmentScan open = scan;
        if (open != null && segment != null && segment.header().firstIndex() == segments.firstIndexOfHolding(index)) {
            return open;
        }
        close();
        Segment wanted = segments.openHolding(index).orElseThrow(() -> LogPositions.trimmed(index));
        segment = wanted;
        SegmentScan fresh = new SegmentScan(wanted);
        while (fresh.last().index() < last.index()) {
            if (fresh.next() == null) {
                throw missing(fresh.last().index() + 1);
            }
        }
        if (!fresh.last().equals(last)) {
            throw LogPositions.unknown(last, fresh.last());
        }
        scan = fresh;
        return fresh;
    }

    @Override
    public void close() {
        Segment open = segment;
        segment = null;
        scan = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
