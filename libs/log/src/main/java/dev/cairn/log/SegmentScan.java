package dev.cairn.log;

import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Walks the frames of one segment file from a given offset. Used by one thread. */
final class SegmentScan {

    private static final int WINDOW_BYTES = LogFrame.HEADER_BYTES + LogLimits.ENTRY_BYTES_MAX;

    private final DiskFile file;
    private final ByteBuffer window = ByteBuffer.allocate(2 * WINDOW_BYTES).limit(0);
    private long windowOffset;

    SegmentScan(DiskFile file, long offset) {
        this.file = file;
        this.windowOffset = offset;
    }

    /** Where the next frame starts. */
    long offset() {
        return windowOffset + window.position();
    }

    /** The next whole frame, or null if there is none at {@link #offset}; asking again looks at the file again. */
    @Nullable LogFrame next() throws IOException {
        LogFrame frame = LogFrame.decode(window);
        if (frame != null) {
            return frame;
        }
        refill();
        return LogFrame.decode(window);
    }

    /** Whether a frame that starts at any later byte says that {@code index} was durable. */
    boolean laterFrameVouchesFor(long index) throws IOException {
        long size = file.size();
        while (offset() + LogFrame.HEADER_BYTES <= size) {
            LogFrame frame = next();
            if (frame == null) {
                skip();
            } else if (frame.durable() >= index) {
                return true;
            }
        }
        return false;
    }

    private void skip() {
        if (window.hasRemaining()) {
            window.position(window.position() + 1);
        } else {
            windowOffset = offset() + 1;
            window.limit(0).position(0);
        }
    }

    private void refill() throws IOException {
        if (window.remaining() >= WINDOW_BYTES) {
            return;
        }
        windowOffset = offset();
        window.clear();
        file.read(windowOffset, window);
        window.flip();
    }
}
