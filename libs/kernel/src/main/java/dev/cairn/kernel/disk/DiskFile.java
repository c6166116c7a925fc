package dev.cairn.kernel.disk;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * An open file with positioned reads and writes. Safe for use by several threads; overlapping writes by several threads
 * have no defined order. An interrupt of the calling thread changes nothing: the operation is done and the flag stays.
 */
public interface DiskFile extends AutoCloseable {

    /**
     * Fills the buffer from {@code offset} on, as far as the file goes.
     *
     * @return the number of bytes read; less than asked only at the end of the file, 0 behind it
     */
    int read(long offset, ByteBuffer target) throws IOException;

    /** Writes all that remains in the buffer at {@code offset}, growing the file as needed. */
    void write(long offset, ByteBuffer source) throws IOException;

    /** Makes everything written before the call durable, the size of the file included. */
    void sync() throws IOException;

    long size() throws IOException;

    /** Cuts the file off at {@code size}; does nothing if it is not longer. */
    void truncate(long size) throws IOException;

    @Override
    void close() throws IOException;
}
