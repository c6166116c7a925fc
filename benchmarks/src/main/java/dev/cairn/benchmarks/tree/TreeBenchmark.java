package dev.cairn.benchmarks.tree;

import dev.cairn.benchmarks.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * Creates in batches of 100 by one thread, then gets and scans, for each store and workload. A small run of the same goes before,
 * unmeasured, because what is of interest is a server that has been running.
 */
public final class TreeBenchmark {

    private static final int BATCH = 100;
    private static final int SCAN_ITEMS = 1_000;
    private static final long WARM_UP_FILES = 200_000;
    private static final long WARM_UP_NANOS = 300_000_000L;
    private static final long READ_NANOS = 2_000_000_000L;
    private static final long SEED = 42;

    private TreeBenchmark() {}

    /** What to run. */
    public record Options(long files, List<String> peers, List<String> workloads) {

        public static Options parse(List<String> arguments) {
            boolean isQuick = arguments.contains("--quick");
            return new Options(
                    Long.parseLong(value(arguments, "--files", "1000000")),
                    List.of(value(arguments, "--peers", isQuick ? "lmdb" : "lmdb,rocksdb,mvstore")
                            .split(",")),
                    List.of(value(arguments, "--workloads", isQuick ? "lean-a,lean-b" : "lean-a,lean-b,full-a,full-b")
                            .split(",")));
        }

        private static String value(List<String> arguments, String name, String otherwise) {
            int at = arguments.indexOf(name);
            return at < 0 ? otherwise : arguments.get(at + 1);
        }
    }

    private record Measured(
            double creates, double gets, double scanned, double bytesPerFile, double slowBatch, double slowestBatch) {}

    public static void run(Options options, Path folder, Figures figures) throws IOException {
        for (String label : options.workloads) {
            Workload workload = Workload.valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
            List<String> peers = new ArrayList<>(options.peers);
            peers.removeIf(String::isEmpty);
            List<Measured> results = new ArrayList<>();
            for (String peer : peers) {
                results.add(measureWarm(peer, workload, options.files, folder));
            }
            Measured ours = measureWarm("cairn", workload, options.files, folder);
            String name = "tree." + label + "." + options.files + ".";
            for (int i = 0; i < peers.size(); i++) {
                Measured peer = results.get(i);
                figures.tell(name + "create", ours.creates, "1/s", peers.get(i), peer.creates);
                figures.tell(name + "get", ours.gets, "1/s", peers.get(i), peer.gets);
                figures.tell(name + "scan", ours.scanned, "items/s", peers.get(i), peer.scanned);
                figures.tell(name + "size", ours.bytesPerFile, "B/file", peers.get(i), peer.bytesPerFile);
                figures.tell(name + "batch.worst", ours.slowestBatch, "ms", peers.get(i), peer.slowestBatch);
            }
            figures.tell(name + "batch.p99.9", ours.slowBatch, "ms");
        }
    }

    private static OrderedStore open(String name, Path folder) throws IOException {
        return switch (name) {
            case "cairn" -> CairnStore.in(folder);
            case "lmdb" -> LmdbStore.in(folder);
            case "rocksdb" -> RocksStore.in(folder);
            case "mvstore" -> MapStore.in(folder);
            default -> throw new IllegalArgumentException("no such store: " + name);
        };
    }

    private static Measured measureWarm(String name, Workload workload, long files, Path parent) throws IOException {
        measure(name, workload, Math.min(files, WARM_UP_FILES), WARM_UP_NANOS, parent);
        return measure(name, workload, files, READ_NANOS, parent);
    }

    private static Measured measure(String name, Workload workload, long files, long readNanos, Path parent)
            throws IOException {
        Path folder = Files.createDirectory(parent.resolve(name + "-" + workload.label()));
        try (OrderedStore store = open(name, folder)) {
            Workload.Run run = workload.run(SEED);
            long[] batches = new long[(int) ((files + BATCH - 1) / BATCH)];
            long start = System.nanoTime();
            for (int batch = 0; batch < batches.length; batch++) {
                long batchStart = System.nanoTime();
                for (long file = (long) batch * BATCH; file < Math.min(files, (batch + 1L) * BATCH); file++) {
                    run.create(store, file);
                }
                store.commit();
                batches[batch] = System.nanoTime() - batchStart;
            }
            double creates = files * 1e9 / (System.nanoTime() - start);
            double gets = gets(store, run, files, readNanos);
            double scanned = scans(store, run, files, readNanos);
            Arrays.sort(batches);
            return new Measured(
                    creates,
                    gets,
                    scanned,
                    (double) store.diskBytes() / files,
                    batches[(int) (batches.length * 0.999)] / 1e6,
                    batches[batches.length - 1] / 1e6);
        } finally {
            try (var left = Files.walk(folder)) {
                left.sorted(java.util.Comparator.reverseOrder())
                        .forEach(file -> file.toFile().delete());
            }
        }
    }

    private static double gets(OrderedStore store, Workload.Run run, long files, long readNanos) {
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < readNanos) {
            for (int i = 0; i < BATCH; i++) {
                Objects.requireNonNull(store.get(run.anyKey(files)), "a key that was put is missing");
            }
            count += BATCH;
        }
        return count * 1e9 / (System.nanoTime() - start);
    }

    private static double scans(OrderedStore store, Workload.Run run, long files, long readNanos) {
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < readNanos) {
            if (store.scan(run.anyInodeKey(files), SCAN_ITEMS) == 0) {
                throw new IllegalStateException("a scan found nothing");
            }
            count += SCAN_ITEMS;
        }
        return count * 1e9 / (System.nanoTime() - start);
    }
}
