package dev.cairn.benchmarks.archive;

import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.benchmarks.Figures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What changed: the newest changes of a small and of a large population, all changes of the large one out of the tree and over
 * HTTP; then release and stage of many files through REST.
 */
public final class ChangesBenchmark {

    private static final long SMALL = 1_000_000;
    private static final long LARGE = 4_000_000;
    private static final int NEWEST = 1_000;
    private static final int ROUNDS = 300;
    private static final double NEWEST_TARGET_MILLIS = 1;
    private static final double TREE_TARGET = 2_000_000;
    private static final double HTTP_TARGET = 500_000;

    private final Path home;
    private final Path folder;
    private final Figures figures;
    private final long large;

    private ChangesBenchmark(Path home, Path folder, Figures figures, long large) {
        this.home = home;
        this.folder = folder;
        this.figures = figures;
        this.large = large;
    }

    /** @param options {@code --files N}: the large population */
    public static void run(Path home, List<String> options, Path folder, Figures figures) throws Exception {
        int at = options.indexOf("--files");
        long large = at < 0 ? LARGE : Long.parseLong(options.get(at + 1));
        new ChangesBenchmark(home, folder, figures, large).run();
    }

    private void run() throws Exception {
        Path small = folder.resolve("small");
        new FilePopulation(SMALL).load(small.resolve("tree"));
        double smallMillis;
        try (var shard = new LoadedShard(small)) {
            smallMillis = newest(shard.archive(), new FilePopulation(SMALL));
        }
        figures.tell("changes.newest.1000.of-1M", smallMillis, "ms", "target", NEWEST_TARGET_MILLIS);

        Path data = folder.resolve("cairn");
        Path tree = data.resolve("metadata/0/tree");
        new FilePopulation(large).load(tree);
        // Whoever leads writes to the tree; the one that is started below begins with it as it was loaded.
        Path shardCopy = folder.resolve("large");
        Path copy = Files.createDirectories(shardCopy.resolve("tree"));
        try (var files = Files.list(tree)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        try (var shard = new LoadedShard(shardCopy)) {
            double largeMillis = newest(shard.archive(), new FilePopulation(large));
            figures.tell("changes.newest.1000.of-" + large, largeMillis, "ms", "of-1M", smallMillis);
            fromTree(shard.archive());
        }
        overHttp(data);
    }

    private static double newest(Archive archive, FilePopulation population) {
        long[] nanos = new long[ROUNDS];
        SeqPosition from = population.last(NEWEST);
        for (int warmUp = 0; warmUp < ROUNDS; warmUp++) {
            page(archive, from, NEWEST, new ChangeQuery.Detail.Positions());
        }
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            ChangePage page = page(archive, from, NEWEST, new ChangeQuery.Detail.Positions());
            nanos[round] = System.nanoTime() - start;
            if (page.changes().size() != NEWEST) {
                throw new IllegalStateException("found " + page.changes().size() + " changes");
            }
        }
        Arrays.sort(nanos);
        return nanos[ROUNDS / 2] / 1e6;
    }

    private static ChangePage page(Archive archive, SeqPosition from, int limit, ChangeQuery.Detail detail) {
        return archive.changes(
                LoadedShard.context(), new ChangeQuery(SeqIndex.META, from, SeqPosition.END, limit, detail));
    }

    private void fromTree(Archive archive) {
        walk(archive, new ChangeQuery.Detail.Positions());
        figures.tell(
                "changes.tree", walk(archive, new ChangeQuery.Detail.Positions()), "records/s", "target", TREE_TARGET);
        figures.tell("changes.tree.attributes", walk(archive, new ChangeQuery.Detail.Files(Set.of())), "records/s");
    }

    private double walk(Archive archive, ChangeQuery.Detail detail) {
        long start = System.nanoTime();
        long count = 0;
        SeqPosition from = SeqPosition.START;
        ChangePage page = page(archive, from, MetadataLimits.PAGE_ENTRIES_MAX, detail);
        while (!page.changes().isEmpty()) {
            count += page.changes().size();
            from = page.changes().getLast().next();
            page = page(archive, from, MetadataLimits.PAGE_ENTRIES_MAX, detail);
        }
        if (count < large) {
            throw new IllegalStateException("walked " + count + " changes of " + large);
        }
        return count * 1e9 / (System.nanoTime() - start);
    }

    private void overHttp(Path data) throws Exception {
        try (StartedCairn cairn = StartedCairn.start(home, data);
                HttpConnection connection = cairn.connect()) {
            stream(connection, "/v1/changes?limit=1000000");
            figures.tell("changes.http.stream", stream(connection, "/v1/changes"), "records/s", "target", HTTP_TARGET);
            figures.tell(
                    "changes.http.stream.attributes",
                    stream(connection, "/v1/changes?attributes=true&limit=500000"),
                    "records/s");
            figures.tell("changes.http.pages", pages(connection), "records/s");
            new CycleBenchmark(cairn, figures).run();
        }
    }

    private static double stream(HttpConnection connection, String path) throws IOException {
        var lines = new AtomicLong();
        long start = System.nanoTime();
        connection.countLines(path, "application/x-ndjson", lines::addAndGet);
        return (lines.get() - 1) * 1e9 / (System.nanoTime() - start);
    }

    private static double pages(HttpConnection connection) throws IOException {
        int pages = 100;
        String next = "0.0";
        long start = System.nanoTime();
        for (int page = 0; page < pages; page++) {
            String answer = connection.call(
                    "GET", "/v1/changes?limit=" + MetadataLimits.PAGE_ENTRIES_MAX + "&from=" + next, new byte[0]);
            int at = answer.lastIndexOf("\"next\":\"") + "\"next\":\"".length();
            next = answer.substring(at, answer.indexOf('"', at));
        }
        return pages * (double) MetadataLimits.PAGE_ENTRIES_MAX * 1e9 / (System.nanoTime() - start);
    }
}
