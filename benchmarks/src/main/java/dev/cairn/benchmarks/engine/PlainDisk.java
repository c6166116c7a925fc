package dev.cairn.benchmarks.engine;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ExecutionException;

/** What the disk does without a log: one caller that writes and syncs. */
final class PlainDisk {

    private static final int FILE_BYTES = 64 << 20;

    private PlainDisk() {}

    /** In a file that is there already, as the segments of a log are, one entry behind the other. */
    static Callers.Load run(Path file, int entryBytes) throws IOException, InterruptedException, ExecutionException {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
            for (long at = 0; at < FILE_BYTES; at += zeros.capacity()) {
                channel.write(zeros.rewind(), at);
            }
            channel.force(true);
            ByteBuffer entry = ByteBuffer.allocateDirect(entryBytes);
            long[] offset = new long[1];
            return Callers.run(1, caller -> {
                channel.write(entry.rewind(), offset[0]);
                channel.force(false);
                offset[0] = (offset[0] + entryBytes) % (FILE_BYTES - entryBytes);
            });
        }
    }
}
