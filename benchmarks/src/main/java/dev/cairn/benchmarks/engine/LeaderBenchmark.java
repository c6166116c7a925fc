package dev.cairn.benchmarks.engine;

import dev.cairn.benchmarks.Figures;
import dev.cairn.btree.TreeSettings;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.kernel.disk.FolderDisk;
import dev.cairn.log.Appender;
import dev.cairn.log.FileLog;
import dev.cairn.log.TransactionLog;
import dev.cairn.replica.Replica;
import dev.cairn.replica.ReplicaListener;
import dev.cairn.replica.ReplicaMonitor;
import dev.cairn.replica.ReplicaSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Durable creates of the lean kind, each exactly once, through a leading replica, on files and on one bookie. Beside each
 * stands its target, and what callers reach who append entries of the same size to such a log and do nothing else.
 */
public final class LeaderBenchmark {

    private static final double FILE_TARGET = 50_000;
    private static final double BOOKIE_TARGET = 25_000;
    private static final int CALLERS = 64;

    private final String name;
    private final Figures figures;

    /** What was logged for how many creates. */
    private final AtomicLong bytes = new AtomicLong();

    private final AtomicLong commands = new AtomicLong();

    private LeaderBenchmark(String name, Figures figures) {
        this.name = name;
        this.figures = figures;
    }

    public static void run(Path folder, Figures figures) throws Exception {
        try (FileLog log = FileLog.open(Files.createDirectory(folder.resolve("log")))) {
            new LeaderBenchmark("leader.file", figures).measure(folder.resolve("file"), log, FILE_TARGET);
        }
        try (var bookie = BookieLogs.start(folder.resolve("bookie"));
                TransactionLog log = bookie.open("benchmark")) {
            new LeaderBenchmark("leader.bookie", figures).measure(folder.resolve("ledger"), log, BOOKIE_TARGET);
        }
    }

    private void measure(Path tree, TransactionLog log, double target) throws Exception {
        Callers.Load many;
        Callers.Load one;
        var settings = new ReplicaSettings("leader", TreeSettings.DEFAULT, ReplicaSettings.CHECKPOINT_LOG_BYTES);
        try (Replica replica = new Replica(
                settings, FolderDisk.open(tree), log, ReplicaListener.none(), monitor(), TimeSource.system())) {
            replica.lead(new Epoch(1), () -> true);
            many = creates(replica, CALLERS);
            one = creates(replica, 1);
        }
        int entryBytes = (int) (bytes.get() / commands.get());
        try (Appender appender = log.open(new Epoch(2))) {
            tell(CALLERS, many, entryBytes, LogBenchmark.appends(appender, CALLERS, entryBytes));
            figures.tell(name + ".create." + CALLERS + ".target", many.perSecond(), "1/s", "target", target);
            tell(1, one, entryBytes, LogBenchmark.appends(appender, 1, entryBytes));
        }
    }

    private ReplicaMonitor monitor() {
        return new ReplicaMonitor() {
            @Override
            public void batchDurable(int count, int entryBytes, long nanos) {
                commands.addAndGet(count);
                bytes.addAndGet(entryBytes);
            }
        };
    }

    private static Callers.Load creates(Replica replica, int callers) throws Exception {
        var session = UUID.randomUUID();
        AtomicLong[] numbers = Stream.generate(AtomicLong::new).limit(callers).toArray(AtomicLong[]::new);
        return Callers.run(callers, caller -> {
            var request = new RequestId(session, caller, numbers[caller].incrementAndGet());
            LeanCreate.submit(replica, request).join();
        });
    }

    private void tell(int callers, Callers.Load load, int entryBytes, Callers.Load appends) {
        String figure = name + ".create." + callers;
        String peer = "appends of " + entryBytes + " bytes to the same log, as many callers";
        figures.tell(figure, load.perSecond(), "1/s", peer, appends.perSecond());
        for (double part : new double[] {0.5, 0.99}) {
            figures.tell(
                    figure + ".p" + Math.round(100 * part),
                    load.percentileMillis(part),
                    "ms",
                    peer,
                    appends.percentileMillis(part));
        }
        figures.tell(figure + ".p99.9", load.percentileMillis(0.999), "ms");
    }
}
