package dev.cairn.benchmarks.tree;

import dev.cairn.benchmarks.Figures;
import dev.cairn.btree.Cursor;
import dev.cairn.btree.Tree;
import dev.cairn.btree.TreeLoader;
import dev.cairn.btree.TreeSettings;
import dev.cairn.btree.VerifyReport;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.disk.FolderDisk;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A tree many times the size of the heap: it is built by batches as a replica would, copied by the loader, opened, read at
 * random and verified.
 */
public final class BigTreeBenchmark {

    private static final Workload WORKLOAD = Workload.LEAN_A;
    /** An inode, an entry and two index entries; parents and slots are few. */
    private static final int ITEMS_IN_A_FILE = 4;

    private static final int BATCH = 100;
    private static final long ITEMS_DEFAULT = 100_000_000;
    private static final long READ_NANOS = 5_000_000_000L;
    private static final long SEED = 42;

    /** What a failover leaves for opening the tree. */
    private static final double OPEN_SECONDS_MAX = 2;

    private final String name;
    private final long files;
    private final Figures figures;
    private final Workload.Run run = WORKLOAD.run(SEED);

    private BigTreeBenchmark(long items, Figures figures) {
        this.name = "big." + items + ".";
        this.files = items / ITEMS_IN_A_FILE;
        this.figures = figures;
    }

    public static void run(List<String> options, Path folder, Figures figures) throws IOException {
        int at = options.indexOf("--items");
        long items = at < 0 ? ITEMS_DEFAULT : Long.parseLong(options.get(at + 1));
        var benchmark = new BigTreeBenchmark(items, figures);
        Path built = Files.createDirectory(folder.resolve("built"));
        double buildRate = benchmark.build(built);
        benchmark.open(built);
        benchmark.load(built, Files.createDirectory(folder.resolve("loaded")), buildRate);
        benchmark.tellHeapPeak();
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private double build(Path folder) throws IOException {
        try (CairnStore store = CairnStore.in(folder)) {
            long start = System.nanoTime();
            for (long file = 0; file < files; file++) {
                run.create(store, file);
                if (file % BATCH == BATCH - 1) {
                    store.commit();
                }
            }
            store.commit();
            long bytes = store.diskBytes();
            long items = store.tree().statistics().items();
            double rate = items / secondsSince(start);
            figures.tell(name + "build", rate, "items/s");
            figures.tell(name + "build.size", (double) bytes / items, "B/item");
            return rate;
        }
    }

    private void open(Path folder) throws IOException {
        long start = System.nanoTime();
        try (Tree tree = Tree.open(FolderDisk.open(folder), TreeSettings.DEFAULT)) {
            figures.tell(name + "open", secondsSince(start), "s", "limit", OPEN_SECONDS_MAX);
            figures.tell(name + "get", gets(tree), "1/s");
            tellLiveHeap();
            start = System.nanoTime();
            VerifyReport report = tree.verify();
            double seconds = secondsSince(start);
            if (!report.isWhole()) {
                throw new IllegalStateException("the tree is damaged: " + report.problems());
            }
            figures.tell(name + "verify", seconds, "s");
            figures.tell(name + "verify.rate", report.pageBytes() / seconds / 1e6, "MB/s");
        }
    }

    private double gets(Tree tree) {
        long start = System.nanoTime();
        long count = 0;
        while (System.nanoTime() - start < READ_NANOS) {
            for (int i = 0; i < BATCH; i++) {
                Objects.requireNonNull(tree.snapshot().get(run.anyKey(files)), "a key that was put is missing");
            }
            count += BATCH;
        }
        return count / secondsSince(start);
    }

    /** Copies the tree in order. */
    private void load(Path from, Path to, double buildRate) throws IOException {
        long start = System.nanoTime();
        long items = 0;
        try (Tree source = Tree.open(FolderDisk.open(from), TreeSettings.DEFAULT);
                TreeLoader loader = TreeLoader.begin(FolderDisk.open(to), TreeSettings.DEFAULT)) {
            Cursor cursor = source.snapshot().scan(new byte[] {0}, null);
            while (cursor.next()) {
                loader.append(cursor.key(), cursor.value());
                items++;
            }
            loader.publish(new Position(new Epoch(1), 1));
        }
        figures.tell(name + "load", items / secondsSince(start), "items/s", "batches", buildRate);
        try (Tree tree = Tree.open(FolderDisk.open(to), TreeSettings.DEFAULT)) {
            figures.tell(name + "load.size", (double) tree.statistics().fileBytes() / items, "B/item");
        }
    }

    /** What is in use when the cache of an open tree is full. */
    private void tellLiveHeap() {
        System.gc();
        long live = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        figures.tell(name + "heap.live", live / 1e6, "MB", "limit", limitBytes() / 1e6);
    }

    /** The most that was in use at any time, dead objects included; never less than it was. */
    private void tellHeapPeak() {
        long peak = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
        figures.tell(
                name + "heap.peak", Math.min((double) peak, limitBytes()) / 1e6, "MB", "limit", limitBytes() / 1e6);
    }

    private static double limitBytes() {
        return Runtime.getRuntime().maxMemory();
    }
}
