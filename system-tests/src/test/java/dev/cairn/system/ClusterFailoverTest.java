package dev.cairn.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.Await;
import dev.cairn.testkit.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * What clients see when members of a cluster die or sleep: a pause. No error, nothing lost, nothing done twice, and no answer
 * that one leader after the other could not have given.
 *
 * <p>The limits of the pauses leave room for a machine that also runs twelve processes; {@code benchmarks/run failover}
 * measures them.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 15, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ClusterFailoverTest {

    private static final int CLIENTS = 64;
    private static final int FAULTS = Integer.getInteger("cairn.faults", 3);
    private static final long SESSION_TIMEOUT_MILLIS = 6_000;
    private static final Duration RETURN_TIME_MAX = Duration.ofSeconds(60);

    private final ClusterScript cluster;
    private List<Rest> gateways = List.of();
    private int folders;

    ClusterFailoverTest(@TempDir Path folder) throws IOException {
        cluster = new ClusterScript(LaunchScript.install(folder), folder.resolve("cluster"));
    }

    @BeforeAll
    void start() {
        cluster.start();
        gateways = List.of(cluster.rest("gateway-1"), cluster.rest("gateway-2"));
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @Test
    @DisplayName("A1.4 The metadata leader is killed")
    void theMetadataLeaderIsKilled() throws Exception {
        underLoad("metadata killed", 3_000, () -> {
            String leader = leader("metadata");
            kill(leader);
            return leader;
        });
    }

    @Test
    @DisplayName("C1.1 The metadata leader sleeps and wakes up")
    void theMetadataLeaderSleepsAndWakesUp() throws Exception {
        underLoad("metadata paused", SESSION_TIMEOUT_MILLIS + 2_500, () -> {
            String leader = leader("metadata");
            cluster.run("pause", leader).expectSuccess();
            Await.until(
                    "the other leads",
                    RETURN_TIME_MAX,
                    () -> !List.of("", leader).contains(leader("metadata")));
            cluster.run("resume", leader).expectSuccess();
            return leader;
        });
    }

    @Test
    void theBlockLeaderAndTheLockLeaderAreKilled() throws Exception {
        underLoad("block and lock killed", 3_000, () -> {
            String locks = leader("lock");
            String leader = leader("block");
            kill(locks);
            kill(leader);
            cluster.run("restart", locks).expectSuccess();
            return leader;
        });
    }

    @Test
    void oneBookieOfThreeIsKilled() throws Exception {
        underLoad("bookie killed", 3_000, () -> {
            kill("bookie-2");
            return "bookie-2";
        });
    }

    /** Does harm to a member, and answers which. */
    private interface Harm {
        String run() throws Exception;
    }

    private void underLoad(String what, long pauseMillisMax, Harm harm) throws Exception {
        String folder = folder();
        try (var load = new ClusterLoad(gateways, folder, CLIENTS)) {
            awaitProgress(load);
            long start = System.nanoTime();
            String member = harm.run();
            awaitProgress(load);
            long pause = load.longestPause(start, System.nanoTime());
            if (cluster.state(member).equals("dead")) {
                cluster.run("restart", member).expectSuccess();
            }
            awaitReturn(member);
            awaitProgress(load);
            List<String> wrong = load.endAndCompare();
            System.out.printf("%s: pause %d ms, %d answers%n", what, pause, load.answered());
            assertThat(load.errors()).isEmpty();
            assertThat(wrong).isEmpty();
            assertThat(pause).isLessThan(pauseMillisMax);
        }
    }

    private static void awaitProgress(ClusterLoad load) {
        int before = load.answered();
        Await.until(
                "the clients are answered",
                RETURN_TIME_MAX,
                () -> load.answered() > before + 5 * CLIENTS || !load.errors().isEmpty());
    }

    @Test
    @DisplayName("A1.9 All answers are those of one leader after the other")
    void allAnswersAreThoseOfOneLeaderAfterTheOther() throws Exception {
        var random = new Random(Seeds.next());
        try (var histories = new ClusterHistories(gateways, folder(), random)) {
            for (int fault = 0; fault < FAULTS; fault++) {
                harm(random);
            }
            int operations = histories.endAndRequireLinearizable();
            System.out.printf("%d operations across %d faults%n", operations, FAULTS);
            assertThat(operations).isGreaterThan(50 * FAULTS);
        }
    }

    private void harm(Random random) throws InterruptedException {
        String member = List.of("metadata-1", "metadata-2", "metadata-1", "metadata-2", "lock-1", "block-1", "bookie-1")
                .get(random.nextInt(7));
        if (random.nextInt(3) == 0) {
            cluster.run("pause", member).expectSuccess();
            TimeUnit.MILLISECONDS.sleep(random.nextInt(9_000));
            cluster.run("resume", member).expectSuccess();
        } else {
            kill(member);
            cluster.run("restart", member).expectSuccess();
        }
        awaitReturn(member);
    }

    /** At once, which the start of a JVM for the script would delay. */
    private void kill(String member) {
        long pid = cluster.member(member).path("pid").longValue();
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
        Await.until(member + " is dead", () -> cluster.state(member).equals("dead"));
    }

    private String leader(String service) {
        return cluster.members().stream()
                .filter(member -> member.path("member").stringValue().startsWith(service))
                .filter(member -> member.path("state").stringValue().equals("running"))
                .filter(member -> member.path("role").stringValue("").equals("leader"))
                .map(member -> member.path("member").stringValue())
                .findFirst()
                .orElse("");
    }

    private void awaitReturn(String member) {
        Await.until(member + " runs and follows", RETURN_TIME_MAX, () -> {
            JsonNode seen = cluster.member(member);
            boolean isBookie = member.startsWith("bookie");
            return seen.path("state").stringValue().equals("running")
                    && (isBookie || !seen.path("role").stringValue("").isEmpty());
        });
    }

    private String folder() {
        String folder = "failover-" + ++folders;
        gateways.getFirst().put("/v1/dirs/" + folder, new byte[0]).expect(201);
        return folder;
    }
}
