package dev.cairn.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The members, their ports and their memory. */
class ClusterLayoutTest {

    private static final int BASE = 20_000;
    private static final int MACHINE_MEBIBYTES = 8 << 10;
    /** Of a JVM beside its heap: classes, compiled code, threads, buffers. */
    private static final int BESIDE_HEAP_MEBIBYTES = 200;

    private final ClusterFolder folder = new ClusterFolder(Path.of("/srv/cluster"));
    private final ClusterLayout full = new ClusterLayout(folder, BASE);

    @Test
    void everyServiceIsThereTwice() {
        assertThat(names(full))
                .containsExactly(
                        "zookeeper",
                        "bookie-1",
                        "bookie-2",
                        "bookie-3",
                        "lock-1",
                        "lock-2",
                        "metadata-1",
                        "metadata-2",
                        "block-1",
                        "block-2",
                        "gateway-1",
                        "gateway-2");
    }

    @Test
    void noTwoMembersShareAPortAndAllLieInTheirRange() {
        List<Integer> ports = full.members().stream()
                .flatMap(member -> member.ports().boxed())
                .toList();

        assertThat(ports)
                .doesNotHaveDuplicates()
                .allSatisfy(port -> assertThat(port).isBetween(BASE, BASE + Role.PORTS - 1))
                .contains(BASE + Role.PORTS - 1);
    }

    @Test
    void everyMemberListensWhereTheLayoutLooks() {
        assertThat(full.member("metadata-2").arguments()).contains("--server.port=20014", "--cairn.grpc-port=20015");
        assertThat(full.member("gateway-1").arguments())
                .contains("--cairn.gateway.s3-port=20000", "--server.port=20001");
        assertThat(full.member("bookie-3").arguments())
                .containsExactly(
                        "--data", "/srv/cluster/bookie-3", "--port", "20011", "--zookeeper", "127.0.0.1:20008");
    }

    @Test
    void blockServicesShareTheVolumeAndNothingElse() {
        assertThat(full.member("block-1").arguments())
                .contains("--cairn.volume.folder=/srv/cluster/volume", "--cairn.data=/srv/cluster/block-1");
        assertThat(full.member("block-2").arguments())
                .contains("--cairn.volume.folder=/srv/cluster/volume", "--cairn.data=/srv/cluster/block-2");
    }

    @Test
    void allOfThemFitASmallMachine() {
        int mebibytes = full.members().stream()
                .mapToInt(member -> member.heapMebibytes() + BESIDE_HEAP_MEBIBYTES)
                .sum();

        assertThat(mebibytes).isLessThan(MACHINE_MEBIBYTES);
    }

    @Test
    void anUnknownNameIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> full.member("metadata"))
                .isInstanceOf(ClusterException.class)
                .hasMessageContaining("'metadata'")
                .hasMessageContaining("metadata-1, metadata-2");
    }

    private static List<String> names(ClusterLayout layout) {
        return layout.members().stream().map(Member::name).toList();
    }
}
