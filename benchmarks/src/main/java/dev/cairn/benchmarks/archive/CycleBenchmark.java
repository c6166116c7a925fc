package dev.cairn.benchmarks.archive;

import dev.cairn.benchmarks.Figures;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Many small files made, released and staged through REST by 64 callers, each file once a phase. */
record CycleBenchmark(StartedCairn cairn, Figures figures) {

    private static final int CALLERS = 64;
    private static final int FILES_PER_CALLER = 500;
    private static final int FILE_BYTES = 4_096;
    private static final double TARGET = 5_000;

    /** What is done with one file. */
    private interface Phase {
        void run(HttpConnection connection, int caller, int file) throws IOException;
    }

    void run() throws Exception {
        // In its first seconds the JVM of the service compiles beside the load.
        cycle("warm-up");
        Load[] loads = cycle("cycle");
        figures.tell("cycle.create.64", loads[0].perSecond(), "files/s");
        figures.tell("cycle.release.64", loads[1].perSecond(), "files/s", "target", TARGET);
        figures.tell("cycle.release.64.p99", loads[1].p99Millis(), "ms");
        figures.tell("cycle.stage.64", loads[2].perSecond(), "files/s", "target", TARGET);
        figures.tell("cycle.stage.64.p99", loads[2].p99Millis(), "ms");
    }

    private Load[] cycle(String directory) throws Exception {
        try (HttpConnection connection = cairn.connect()) {
            connection.call("PUT", "/v1/dirs/" + directory, new byte[0]);
        }
        byte[] body = new byte[FILE_BYTES];
        String[][] inodes = new String[CALLERS][FILES_PER_CALLER];
        Load create = measure((connection, caller, file) -> inodes[caller][file] =
                inode(connection.call("PUT", "/v1/files/" + directory + "/" + caller + "-" + file, body)));
        Load release = measure((connection, caller, file) -> connection.call(
                "POST", "/v1/inodes/" + inodes[caller][file] + "/release?dataVersion=1&length=4096", new byte[0]));
        Load stage = measure((connection, caller, file) ->
                connection.call("PUT", "/v1/inodes/" + inodes[caller][file] + "/stage?dataVersion=1", body));
        return new Load[] {create, release, stage};
    }

    /** How fast a phase was. */
    private record Load(double perSecond, double p99Millis) {}

    private static String inode(String answer) {
        int at = answer.indexOf("\"inode\":\"") + "\"inode\":\"".length();
        return answer.substring(at, answer.indexOf('"', at));
    }

    private Load measure(Phase phase) throws IOException, InterruptedException, ExecutionException {
        List<HttpConnection> connections = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
            connections.add(cairn.connect());
        }
        long start = System.nanoTime();
        List<Future<long[]>> callers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CALLERS; i++) {
                int caller = i;
                callers.add(threads.submit(() -> {
                    long[] nanos = new long[FILES_PER_CALLER];
                    for (int file = 0; file < FILES_PER_CALLER; file++) {
                        long begin = System.nanoTime();
                        phase.run(connections.get(caller), caller, file);
                        nanos[file] = System.nanoTime() - begin;
                    }
                    return nanos;
                }));
            }
        }
        double perSecond = CALLERS * FILES_PER_CALLER * 1e9 / (System.nanoTime() - start);
        long[] all = new long[CALLERS * FILES_PER_CALLER];
        for (int i = 0; i < CALLERS; i++) {
            System.arraycopy(callers.get(i).get(), 0, all, i * FILES_PER_CALLER, FILES_PER_CALLER);
        }
        Arrays.sort(all);
        for (HttpConnection connection : connections) {
            connection.close();
        }
        return new Load(perSecond, all[all.length * 99 / 100] / 1e6);
    }
}
