package dev.cairn.log;

import dev.cairn.kernel.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Walks the frames of one segment in order. A frame counts only if it is whole and continues the entry before it; so what
 * an epoch left behind its last whole entry never counts, because the next epoch is greater. Used by one thread.
 */
final class SegmentScan {

    private static final int WINDOW_BYTES = 2 * (LogFrame.HEADER_BYTES + LogLimits.ENTRY_BYTES_MAX);

    private final Segment segment;
    private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
    private long windowOffset = SegmentHeader.BYTES;
    private Position last;

    SegmentScan(Segment segment) {
        this.segment = segment;
        this.last = segment.header().previous();
    }

    /** Where the next frame starts. */
    long offset() {
        return windowOffset + window.position();
    }

    /** The last entry walked over, at first the one before the segment. */
    Position last() {
        return last;
    }

    /** The next frame, or null if there is none; asking again looks at the file again. */
    @Nullable
    LogFrame next() throws IOException {
        LogFrame frame = nextInWindow();
        if (frame == null) {
            refill();
            frame = nextInWindow();
        }
        if (frame != null) {
            last = frame.position();
        }
        return frame;
    }

    private @Nullable LogFrame nextInWindow() {
        int start = window.position();
        LogFrame frame = LogFrame.decode(window, segment.header().salt());
        if (frame == null || continues(frame.position())) {
            return frame;
        }
        window.position(start);
        return null;
    }

    private boolean continues(Position position) {
        return position.index() == last.index() + 1 && !position.epoch().isBefore(last.epoch());
    }

    private void refill() throws IOException {
        windowOffset = offset();
        window.clear();
        segment.file().read(windowOffset, window);
        window.flip();
    }

    /** Whether a frame anywhere behind this point says that the entry which is missing here was durable. */
    boolean isNextVouchedFor() throws IOException {
        long rest = segment.file().size() - offset();
        if (rest < LogFrame.HEADER_BYTES) {
            return false;
        }
        // A segment is small enough to be looked at as one array.
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(rest));
        segment.file().read(offset(), bytes);
        bytes.flip();
        while (bytes.remaining() >= LogFrame.HEADER_BYTES) {
            if (bytes.getInt(bytes.position()) == LogFrame.MAGIC) {
                LogFrame frame = LogFrame.decode(bytes, segment.header().salt());
                if (frame != null && frame.durable() > last.index()) {
                    return true;
                }
                if (frame != null) {
                    continue;
                }
            }
            bytes.position(bytes.position() + 1);
        }
        return false;
    }
}
