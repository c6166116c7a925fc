package dev.cairn.log;

import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;

/** An open segment file. */
record Segment(String name, DiskFile file, SegmentHeader header) implements AutoCloseable {

    @Override
    public void close() throws IOException {
        file.close();
    }
}
