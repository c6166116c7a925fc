package dev.cairn.benchmarks.engine;

import dev.cairn.benchmarks.Figures;
import dev.cairn.kernel.Epoch;
import dev.cairn.log.Appender;
import dev.cairn.log.FileLog;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Durable appends of 300 bytes by 1 and by 64 callers, beside a plain write and fsync of the same bytes. */
public final class LogBenchmark {

    private static final int ENTRY_BYTES = 300;
    private static final int PLAIN_FILE_BYTES = 64 << 20;

    private LogBenchmark() {}

    public static void run(Path folder, Figures figures) throws Exception {
        double plain = plain(folder.resolve("plain"));
        try (FileLog log = FileLog.open(Files.createDirectory(folder.resolve("log")));
                Appender appender = log.open(new Epoch(1))) {
            byte[] entry = new byte[ENTRY_BYTES];
            for (int callers : new int[] {1, 64}) {
                var load = Callers.run(callers, caller -> appender.append(entry).join());
                figures.tell("log.file.append." + callers, load.perSecond(), "1/s", "write+fsync by one caller", plain);
                figures.tell("log.file.append." + callers + ".p50", load.percentileMillis(0.5), "ms");
                figures.tell("log.file.append." + callers + ".p99", load.percentileMillis(0.99), "ms");
            }
        }
    }

    /** In a file that is there already, as the log's are. */
    private static double plain(Path file) throws IOException {
        try (var channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 20);
            for (long at = 0; at < PLAIN_FILE_BYTES; at += zeros.capacity()) {
                channel.write(zeros.rewind(), at);
            }
            channel.force(true);
            ByteBuffer entry = ByteBuffer.allocateDirect(ENTRY_BYTES);
            long start = System.nanoTime();
            long count = 0;
            while (System.nanoTime() - start < Callers.RUN_NANOS) {
                channel.write(entry.rewind(), count * ENTRY_BYTES % (PLAIN_FILE_BYTES - ENTRY_BYTES));
                channel.force(false);
                count++;
            }
            return count * 1e9 / (System.nanoTime() - start);
        }
    }
}
