package dev.cairn.benchmarks;

import dev.cairn.benchmarks.archive.ChangesBenchmark;
import dev.cairn.benchmarks.cluster.FailoverBenchmark;
import dev.cairn.benchmarks.engine.LeaderBenchmark;
import dev.cairn.benchmarks.engine.LogBenchmark;
import dev.cairn.benchmarks.tree.BigTreeBenchmark;
import dev.cairn.benchmarks.tree.TreeBenchmark;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** {@code benchmarks/run NAME [options]}. */
public final class Benchmarks {

    private static final String USAGE = """
            Usage: benchmarks/run tree [--quick] [--files N] [--peers lmdb,rocksdb,mvstore] [--workloads lean-a,lean-b,full-a,full-b]
                   benchmarks/run big [--items N]
                   benchmarks/run log
                   benchmarks/run leader
                   benchmarks/run changes [--files N]
                   benchmarks/run failover [--kills N] [--pauses N]
            Files go below the folder that TMPDIR names. A figure is a JSON line.""";

    private Benchmarks() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 0) {
            System.err.println(USAGE);
            System.exit(2);
        }
        var figures = new Figures(System.out);
        List<String> options = Arrays.asList(arguments).subList(1, arguments.length);
        try (var folder = ScratchFolder.below(Path.of(System.getProperty("java.io.tmpdir")))) {
            switch (arguments[0]) {
                case "tree" -> TreeBenchmark.run(TreeBenchmark.Options.parse(options), folder.path(), figures);
                case "big" -> BigTreeBenchmark.run(options, folder.path(), figures);
                case "log" -> LogBenchmark.run(folder.path(), figures);
                case "leader" -> LeaderBenchmark.run(folder.path(), figures);
                case "changes" ->
                    ChangesBenchmark.run(Path.of(System.getProperty("cairn.home")), options, folder.path(), figures);
                case "failover" ->
                    FailoverBenchmark.run(Path.of(System.getProperty("cairn.home")), options, folder.path(), figures);
                default -> {
                    System.err.println(USAGE);
                    System.exit(2);
                }
            }
        }
    }
}
