package dev.cairn.benchmarks.engine;

import dev.cairn.benchmarks.Figures;
import dev.cairn.kernel.Epoch;
import dev.cairn.log.Appender;
import dev.cairn.log.FileLog;
import dev.cairn.log.TransactionLog;
import java.nio.file.Files;
import java.nio.file.Path;

/** Durable appends of 1 KiB by 1 and by 64 callers, to files and to a bookie, beside a plain write and fsync of as much. */
public final class LogBenchmark {

    private static final int ENTRY_BYTES = 1 << 10;
    private static final int[] CALLERS = {1, 64};
    private static final String PLAIN = "write+fsync of 1 KiB by one caller";

    private LogBenchmark() {}

    public static void run(Path folder, Figures figures) throws Exception {
        Callers.Load plain = PlainDisk.run(folder.resolve("plain"), ENTRY_BYTES);
        figures.tell("log.plain", plain.perSecond(), "1/s");
        figures.tell("log.plain.p50", plain.percentileMillis(0.5), "ms");
        figures.tell("log.plain.p99", plain.percentileMillis(0.99), "ms");
        try (FileLog log = FileLog.open(Files.createDirectory(folder.resolve("log")))) {
            measure("log.file", log, plain, figures);
        }
        try (var bookie = BookieLogs.start(folder.resolve("bookie"));
                TransactionLog log = bookie.open("benchmark")) {
            measure("log.bookie", log, plain, figures);
        }
    }

    private static void measure(String log, TransactionLog under, Callers.Load plain, Figures figures)
            throws Exception {
        try (Appender appender = under.open(new Epoch(1))) {
            for (int callers : CALLERS) {
                Callers.Load load = appends(appender, callers, ENTRY_BYTES);
                String name = log + ".append." + callers;
                figures.tell(name, load.perSecond(), "1/s", PLAIN, plain.perSecond());
                for (double part : new double[] {0.5, 0.99}) {
                    figures.tell(
                            name + ".p" + Math.round(100 * part),
                            load.percentileMillis(part),
                            "ms",
                            PLAIN,
                            plain.percentileMillis(part));
                }
            }
        }
    }

    /** Appends by callers that each wait for the answer. */
    static Callers.Load appends(Appender appender, int callers, int entryBytes) throws Exception {
        byte[] entry = new byte[entryBytes];
        return Callers.run(callers, caller -> appender.append(entry).join());
    }
}
