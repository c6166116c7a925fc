package dev.cairn.btree;

import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A file that takes no more writes after a failed sync: nobody knows what reached the disk, and a second sync would not
 * tell. It can still be read. Written by one thread at a time, read by any.
 */
final class FailStopFile implements DiskFile {

    private final DiskFile file;
    private volatile boolean isBroken;

    FailStopFile(DiskFile file) {
        this.file = file;
    }

    private void requireWhole() throws IOException {
        if (isBroken) {
            throw new IOException("an earlier sync of this file failed; it must be opened anew");
        }
    }

    @Override
    public int read(long offset, ByteBuffer target) throws IOException {
        return file.read(offset, target);
    }

    @Override
    public void write(long offset, ByteBuffer source) throws IOException {
        requireWhole();
        file.write(offset, source);
    }

    @Override
    public void sync() throws IOException {
        requireWhole();
        isBroken = true;
        file.sync();
        isBroken = false;
    }

    @Override
    public long size() throws IOException {
        return file.size();
    }

    @Override
    public void truncate(long size) throws IOException {
        requireWhole();
        file.truncate(size);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
