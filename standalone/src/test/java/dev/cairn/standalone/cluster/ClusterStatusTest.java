package dev.cairn.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.standalone.process.ReplicaReport;
import dev.cairn.standalone.process.ReplicaReport.LogPosition;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The table and the JSON say the same, and what is not known is not made up. */
class ClusterStatusTest {

    private static final ReplicaReport LEADER = report(ReplicaReport.LEADER, 3, new LogPosition(3, 512));
    private static final ReplicaReport STANDBY = report(ReplicaReport.STANDBY, 3, new LogPosition(2, 500));

    private final ClusterLayout layout = new ClusterLayout(new ClusterFolder(Path.of("/srv/cluster")), 9500);
    private final ClusterStatus status = new ClusterStatus(List.of(
            new MemberStatus(
                    layout.member("zookeeper"),
                    ProcessState.RUNNING,
                    OptionalLong.of(41),
                    Optional.empty(),
                    OptionalLong.empty()),
            new MemberStatus(
                    layout.member("metadata-1"),
                    ProcessState.RUNNING,
                    OptionalLong.of(4711),
                    Optional.of(LEADER),
                    OptionalLong.of(0)),
            new MemberStatus(
                    layout.member("metadata-2"),
                    ProcessState.RUNNING,
                    OptionalLong.of(42),
                    Optional.of(STANDBY),
                    OptionalLong.of(12)),
            new MemberStatus(
                    layout.member("lock-1"),
                    ProcessState.RUNNING,
                    OptionalLong.of(43),
                    Optional.empty(),
                    OptionalLong.empty()),
            new MemberStatus(
                    layout.member("gateway-1"),
                    ProcessState.DEAD,
                    OptionalLong.empty(),
                    Optional.empty(),
                    OptionalLong.empty())));

    @Test
    void theTableHasALineForEachMember() {
        assertThat(status.table()).isEqualTo("""
                        MEMBER      PID   STATE    ROLE       EPOCH  POSITION  LAG
                        zookeeper   41    running  -          -      -         -
                        metadata-1  4711  running  leader     3      3:512     0
                        metadata-2  42    running  standby    3      2:500     12
                        lock-1      43    running  no answer  -      -         -
                        gateway-1   -     dead     -          -      -         -
                        """);
        assertThat(status.allRun()).isFalse();
    }

    @Test
    void theJsonLeavesOutWhatIsUnknown() {
        JsonNode members = JsonMapper.shared().readTree(status.json()).path("members");

        assertThat(members).hasSize(5);
        JsonNode standby = members.get(2);
        assertThat(standby.path("member").stringValue()).isEqualTo("metadata-2");
        assertThat(standby.path("pid").intValue()).isEqualTo(42);
        assertThat(standby.path("state").stringValue()).isEqualTo("running");
        assertThat(standby.path("role").stringValue()).isEqualTo("standby");
        assertThat(standby.path("epoch").intValue()).isEqualTo(3);
        assertThat(standby.path("position").path("epoch").intValue()).isEqualTo(2);
        assertThat(standby.path("position").path("index").intValue()).isEqualTo(500);
        assertThat(standby.path("lag").intValue()).isEqualTo(12);
        assertThat(members.get(4).propertyNames()).containsExactly("member", "port", "state");
    }

    @Test
    void theLagIsCountedFromTheNewestLeaderOfTheGroup() {
        ReplicaReport past = report(ReplicaReport.LEADER, 2, new LogPosition(2, 900));
        ReplicaReport other = new ReplicaReport("allocator", ReplicaReport.LEADER, 9, new LogPosition(9, 7));
        ReplicaReport logless = report(ReplicaReport.STANDBY, 3, null);
        List<ReplicaReport> all = List.of(past, other, LEADER, STANDBY, logless);

        assertThat(ClusterStatus.lag(STANDBY, all)).hasValue(12);
        assertThat(ClusterStatus.lag(LEADER, all)).hasValue(0);
        assertThat(ClusterStatus.lag(past, all)).hasValue(0);
        assertThat(ClusterStatus.lag(logless, all)).isEmpty();
        assertThat(ClusterStatus.lag(STANDBY, List.of(STANDBY, other))).isEmpty();
    }

    private static ReplicaReport report(String role, long epoch, @Nullable LogPosition position) {
        return new ReplicaReport("metadata/0", role, epoch, position);
    }
}
