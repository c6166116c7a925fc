package dev.cairn.log;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads entries in order. Used by one thread at a time. */
public interface LogReader extends AutoCloseable {

    /**
     * The next entry, or null when everything that was durable has been read; later calls may find more.
     *
     * @throws dev.cairn.kernel.CairnException CORRUPT when an acknowledged entry does not match its checksum
     */
    @Nullable
    LogEntry next() throws IOException;

    @Override
    void close();
}
