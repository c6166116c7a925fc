package dev.cairn.gateway.data;

import java.io.IOException;
import java.io.InputStream;

/** Ends after so many bytes of another stream, which stays open and goes on there. */
final class LimitedStream extends InputStream {

    private final InputStream source;
    private long left;

    LimitedStream(InputStream source, long limit) {
        this.source = source;
        this.left = limit;
    }

    @Override
    public int read() throws IOException {
        if (left == 0) {
            return -1;
        }
        int value = source.read();
        if (value >= 0) {
            left--;
        }
        return value;
    }

    @Override
    public int read(byte[] target, int at, int count) throws IOException {
        if (left == 0) {
            return count == 0 ? 0 : -1;
        }
        int read = source.read(target, at, (int) Math.min(count, left));
        if (read > 0) {
            left -= read;
        }
        return read;
    }
}
