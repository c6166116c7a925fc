package dev.cairn.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import tools.jackson.databind.JsonNode;

/** Somebody who wants to see a failover: starts a cluster, ends this and that, looks, and cleans up. */
class ClusterCommandTest {

    private static final String BUCKET = "failover";
    private static final String FILE = "/v1/files/" + BUCKET + "/kept";
    private static final byte[] BYTES = "still here".getBytes(StandardCharsets.UTF_8);
    private static final Duration TAKEOVER_TIME_MAX = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void membersAreKilledPausedAndBroughtBackAndTheFilesStay() throws IOException {
        try (var cluster = new ClusterScript(LaunchScript.install(folder), folder.resolve("cluster"))) {
            assertThat(cluster.run("status").exitCode()).isEqualTo(1);
            cluster.start();
            assertThat(cluster.run("status").expectSuccess().output())
                    .contains("MEMBER", "metadata-1", "leader", "gateway-2");
            try (S3Client s3 = cluster.s3("gateway-1")) {
                s3.createBucket(bucket -> bucket.bucket(BUCKET));
                s3.putObject(object -> object.bucket(BUCKET).key("kept"), RequestBody.fromBytes(BYTES));
            }
            assertServes(cluster, "gateway-2");

            oneGatewayIsEnough(cluster);
            theStandbyLeadsWithTheNextEpoch(cluster);
            anotherLockServiceLeadsWhileOneIsPaused(cluster);

            List<JsonNode> running = cluster.members();
            assertThat(running)
                    .allMatch(member -> member.path("state").stringValue().equals("running"));
            assertThat(cluster.left()).hasSize(running.size());
            assertThat(cluster.run("stop").expectSuccess().output()).contains("Stopped.");
            assertThat(cluster.left()).isEmpty();
            assertThat(cluster.members())
                    .allMatch(member -> member.path("state").stringValue().equals("dead"));
        }
    }

    private static void oneGatewayIsEnough(ClusterScript cluster) {
        cluster.run("kill", "gateway-1").expectSuccess();
        assertThat(cluster.state("gateway-1")).isEqualTo("dead");
        assertThat(cluster.run("status").exitCode()).isEqualTo(1);
        assertServes(cluster, "gateway-2");
        cluster.run("restart", "gateway-1").expectSuccess();
        assertThat(cluster.state("gateway-1")).isEqualTo("running");
        assertServes(cluster, "gateway-1");
    }

    private static void theStandbyLeadsWithTheNextEpoch(ClusterScript cluster) {
        String leader = roleOf(cluster, "metadata-1").equals("leader") ? "metadata-1" : "metadata-2";
        String other = leader.equals("metadata-1") ? "metadata-2" : "metadata-1";
        JsonNode before = cluster.member(leader);
        assertThat(before.path("position").path("index").longValue()).isPositive();

        cluster.run("kill", leader).expectSuccess();
        assertThat(cluster.state(leader)).isEqualTo("dead");
        Tool.Run again = cluster.run("kill", leader);
        assertThat(again.exitCode()).isEqualTo(1);
        assertThat(again.output()).isEqualTo("cairn: " + leader + " does not run\n");
        assertServes(cluster, "gateway-1");

        JsonNode after = cluster.member(other);
        assertThat(after.path("role").stringValue()).isEqualTo("leader");
        assertThat(after.path("epoch").longValue())
                .isGreaterThan(before.path("epoch").longValue());
        assertThat(after.path("position").path("index").longValue())
                .isGreaterThanOrEqualTo(before.path("position").path("index").longValue());
        cluster.run("restart", leader).expectSuccess();
        assertThat(roleOf(cluster, leader)).isEqualTo("standby");
    }

    private static void anotherLockServiceLeadsWhileOneIsPaused(ClusterScript cluster) {
        String leader = roleOf(cluster, "lock-1").equals("leader") ? "lock-1" : "lock-2";
        String other = leader.equals("lock-1") ? "lock-2" : "lock-1";
        assertThat(roleOf(cluster, other)).isEqualTo("standby");

        cluster.run("pause", leader).expectSuccess();
        assertThat(cluster.state(leader)).isEqualTo("paused");
        Await.until(
                "the other leads",
                TAKEOVER_TIME_MAX,
                () -> roleOf(cluster, other).equals("leader"));
        cluster.run("resume", leader).expectSuccess();
        assertThat(cluster.state(leader)).isEqualTo("running");
        Await.until(
                "the first sees that it was deposed",
                TAKEOVER_TIME_MAX,
                () -> roleOf(cluster, leader).equals("standby"));
    }

    private static String roleOf(ClusterScript cluster, String member) {
        return cluster.member(member).path("role").stringValue("");
    }

    private static void assertServes(ClusterScript cluster, String gateway) {
        assertThat(cluster.rest(gateway).get(FILE).expect(200).body()).isEqualTo(BYTES);
    }
}
