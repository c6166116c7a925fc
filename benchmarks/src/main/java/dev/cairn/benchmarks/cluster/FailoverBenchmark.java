package dev.cairn.benchmarks.cluster;

import dev.cairn.benchmarks.Figures;
import dev.cairn.benchmarks.cluster.ClusterUnderTest.Replica;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The leader of the metadata is killed, or put to sleep until another one leads, under 64 callers through two gateways; again
 * and again. The pause of a trial is the longest that any caller waited.
 */
public final class FailoverBenchmark {

    private static final double KILL_MILLIS_MAX = 1_000;

    /** The session timeout of a cluster and half a second. */
    private static final double PAUSE_MILLIS_MAX = 6_500;

    private static final int TRIALS = 20;
    private static final int CALM_SECONDS = 3;
    private static final int RETURN_SECONDS_MAX = 90;

    private final ClusterUnderTest cluster;
    private final ClusterCallers callers;

    private FailoverBenchmark(ClusterUnderTest cluster, ClusterCallers callers) {
        this.cluster = cluster;
        this.callers = callers;
    }

    /** How often the leader is killed, and how often it is put to sleep. */
    record Trials(int kills, int pauses) {

        /** @throws IllegalArgumentException saying what is wrong */
        static Trials parse(List<String> options) {
            int kills = TRIALS;
            int pauses = TRIALS;
            for (int i = 0; i < options.size(); i += 2) {
                String name = options.get(i);
                if (i + 1 == options.size()) {
                    throw new IllegalArgumentException(name + " has no value");
                }
                int count = Integer.parseInt(options.get(i + 1));
                switch (name) {
                    case "--kills" -> kills = count;
                    case "--pauses" -> pauses = count;
                    default -> throw new IllegalArgumentException("unknown option " + name);
                }
            }
            if (kills < 1 || pauses < 1) {
                throw new IllegalArgumentException("at least one trial of each: " + kills + ", " + pauses);
            }
            return new Trials(kills, pauses);
        }
    }

    /** @param options {@code --kills N} and {@code --pauses N} */
    public static void run(Path home, List<String> options, Path folder, Figures figures) throws Exception {
        Trials trials = Trials.parse(options);
        try (var cluster = ClusterUnderTest.start(home, folder.resolve("cluster"));
                var callers = new ClusterCallers(
                        List.of(cluster.found("gateway-1 .*REST (\\S+)"), cluster.found("gateway-2 .*REST (\\S+)")),
                        cluster.found("Access key +(\\S+)"),
                        cluster.found("Secret key +(\\S+)"))) {
            var benchmark = new FailoverBenchmark(cluster, callers);
            tell(figures, "failover.kill", benchmark.trials(trials.kills, benchmark::kill), KILL_MILLIS_MAX);
            tell(figures, "failover.pause", benchmark.trials(trials.pauses, benchmark::pause), PAUSE_MILLIS_MAX);
            long answered = callers.answered();
            figures.tell("failover.lost", (double) callers.endAndCountLost(), "files");
            figures.tell("failover.errors", (double) callers.errors(), "calls");
            figures.tell("failover.answered", (double) answered, "calls");
        }
    }

    private static void tell(Figures figures, String name, double[] pauses, double limit) {
        figures.tell(name + ".trials", pauses.length, "trials");
        for (double part : new double[] {0.5, 0.9, 1}) {
            int index = Math.clamp((long) Math.ceil(part * pauses.length) - 1, 0, pauses.length - 1);
            figures.tell(
                    name + (part == 1 ? ".max" : ".p" + Math.round(100 * part)), pauses[index], "ms", "limit", limit);
        }
    }

    /** Does harm to the leader; returns when that is made good. */
    private interface Harm {
        void to(Replica leader) throws IOException, InterruptedException;
    }

    /** The pauses, sorted. */
    private double[] trials(int count, Harm harm) throws IOException, InterruptedException {
        double[] pauses = new double[count];
        for (int trial = 0; trial < count; trial++) {
            TimeUnit.SECONDS.sleep(CALM_SECONDS);
            Replica leader = awaitLeaderAndStandby();
            long start = System.nanoTime();
            harm.to(leader);
            TimeUnit.SECONDS.sleep(CALM_SECONDS);
            pauses[trial] = callers.longestWaitSince(start);
            System.err.printf("trial %d of %d: %.0f ms%n", trial + 1, count, pauses[trial]);
        }
        Arrays.sort(pauses);
        return pauses;
    }

    private void kill(Replica leader) throws IOException, InterruptedException {
        ProcessHandle.of(leader.pid()).orElseThrow().destroyForcibly();
        awaitLeaderOtherThan(leader);
        cluster.run("restart", leader.name());
    }

    private void pause(Replica leader) throws IOException, InterruptedException {
        signal("-STOP", leader);
        try {
            awaitLeaderOtherThan(leader);
        } finally {
            signal("-CONT", leader);
        }
    }

    private static void signal(String signal, Replica replica) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, String.valueOf(replica.pid()))
                .start()
                .waitFor();
    }

    private void awaitLeaderOtherThan(Replica last) throws IOException, InterruptedException {
        for (int second = 0; second < RETURN_SECONDS_MAX; second++) {
            if (cluster.metadata().stream()
                    .anyMatch(replica ->
                            replica.role().equals("leader") && !replica.name().equals(last.name()))) {
                return;
            }
            TimeUnit.SECONDS.sleep(1);
        }
        throw new IOException("nobody leads");
    }

    private Replica awaitLeaderAndStandby() throws IOException, InterruptedException {
        for (int second = 0; second < RETURN_SECONDS_MAX; second++) {
            List<Replica> all = cluster.metadata();
            List<Replica> leaders = all.stream()
                    .filter(replica -> replica.role().equals("leader"))
                    .toList();
            if (all.size() == 2 && leaders.size() == 1) {
                return leaders.getFirst();
            }
            TimeUnit.SECONDS.sleep(1);
        }
        throw new IOException("there are not one leader and one standby");
    }
}
