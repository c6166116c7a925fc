package dev.cairn.gateway.data;

import java.io.IOException;
import java.io.OutputStream;

/** Counts the bytes that went through. */
final class CountingStream extends OutputStream {

    private final OutputStream target;
    private long count;

    CountingStream(OutputStream target) {
        this.target = target;
    }

    long count() {
        return count;
    }

    @Override
    public void write(int value) throws IOException {
        target.write(value);
        count++;
    }

    @Override
    public void write(byte[] source, int from, int length) throws IOException {
        target.write(source, from, length);
        count += length;
    }

    @Override
    public void flush() throws IOException {
        target.flush();
    }
}
