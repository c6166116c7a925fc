package dev.cairn.api.block;

import java.io.IOException;
import java.io.InputStream;

/**
 * Bytes on their way into a segment.
 *
 * @param stream read by one thread, to its end or to {@code length} bytes
 * @param length bytes to come, or {@link #UNKNOWN_LENGTH}
 */
public record Body(InputStream stream, long length) {

    public static final long UNKNOWN_LENGTH = -1;

    public boolean isLengthKnown() {
        return length != UNKNOWN_LENGTH;
    }

    /** Reads like {@link InputStream#readNBytes(byte[], int, int)}. */
    public int read(byte[] target, int at, int count) throws IOException {
        return stream.readNBytes(target, at, count);
    }
}
