package dev.cairn.log;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Where a log ends, and where the next entry goes.
 *
 * @param segment the last segment, empty for a log without any; the offset counts in it
 */
record LogTail(Position last, Optional<String> segment, long offset) {

    private static final LogTail OF_NOTHING = new LogTail(Position.START, Optional.empty(), 0);

    /**
     * Finds the last whole entry and makes it durable. A crash or a failed sync may have left entries that are whole to look
     * at but only in the memory of the system, which would not write them again of its own; so those that no later frame
     * vouches for are written once more.
     *
     * @throws CairnException CORRUPT if an entry that a later frame vouches for is damaged
     */
    static LogTail settle(Segments segments) throws IOException {
        segments.reload();
        Optional<Segment> last = segments.openLast();
        if (last.isEmpty()) {
            return OF_NOTHING;
        }
        try (Segment segment = last.get()) {
            var scan = new SegmentScan(segment);
            var doubtful = new Doubtful(scan.offset());
            long start = scan.offset();
            LogFrame frame;
            while ((frame = scan.next()) != null) {
                doubtful.add(frame, start);
                start = scan.offset();
            }
            if (scan.isNextVouchedFor()) {
                throw new CairnException(
                        ErrorCode.CORRUPT,
                        "log",
                        "entry " + (scan.last().index() + 1) + " at byte " + scan.offset() + " of " + segment.name()
                                + " was acknowledged and is damaged");
            }
            rewrite(segment, doubtful.offset, scan.offset());
            return new LogTail(scan.last(), Optional.of(segment.name()), scan.offset());
        }
    }

    private static void rewrite(Segment segment, long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(to - from));
        segment.file().read(from, bytes);
        segment.file().write(from, bytes.flip());
        segment.file().sync();
    }

    /** Where the entries start that no frame vouches for: those of the last write. */
    private static final class Doubtful {

        private long offset;
        private long durable = -1;

        Doubtful(long offset) {
            this.offset = offset;
        }

        void add(LogFrame frame, long start) {
            if (frame.durable() != durable) {
                durable = frame.durable();
                offset = start;
            }
        }
    }
}
