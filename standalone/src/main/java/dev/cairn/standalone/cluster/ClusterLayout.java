package dev.cairn.standalone.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which processes make the cluster, and how each is run.
 *
 * <pre>
 * port base +0 gateway-1 S3   +1 gateway-1 REST   +2 gateway-2 S3   +3 gateway-2 REST
 *           +8 zookeeper      +9..11 bookies
 *          +12 metadata (HTTP, gRPC each)   +16 lock (HTTP, gRPC each)   +20 block (HTTP each)
 * </pre>
 *
 * <p>Heaps are small: all of them together leave room on a machine with 8 GiB. Immutable.
 */
final class ClusterLayout {

    static final int PORT_BASE = 9500;

    private static final int BOOKIES = 3;
    private static final int INSTANCES = 2;
    private static final String PROCESSES = "dev.cairn.standalone.process.";

    private final ClusterFolder folder;
    private final int portBase;
    private final List<Member> members;

    ClusterLayout(ClusterFolder folder, int portBase) {
        this.folder = folder;
        this.portBase = portBase;
        List<Member> all = new ArrayList<>();
        for (Role role : Role.values()) {
            IntStream.rangeClosed(1, count(role))
                    .mapToObj(number -> member(role, number))
                    .forEach(all::add);
        }
        this.members = List.copyOf(all);
    }

    private int count(Role role) {
        return switch (role) {
            case ZOOKEEPER -> 1;
            case BOOKIE -> BOOKIES;
            case METADATA, LOCK, BLOCK, GATEWAY -> INSTANCES;
        };
    }

    private Member member(Role role, int number) {
        String name = role.memberName(number);
        int first = portBase + role.firstPortOf(number);
        return switch (role) {
            case ZOOKEEPER -> server(name, role, first, 96, "dev.cairn.coordination.ZooKeeperMain", List.of());
            case BOOKIE ->
                server(
                        name,
                        role,
                        first,
                        256,
                        "dev.cairn.log.bookkeeper.BookieMain",
                        List.of("--zookeeper", zooKeeper()));
            case METADATA ->
                service(name, role, first, 768, "MetadataProcess", logged(name, "--cairn.grpc-port=" + (first + 1)));
            case LOCK -> service(name, role, first, 128, "LockProcess", List.of("--cairn.grpc-port=" + (first + 1)));
            case BLOCK ->
                service(
                        name,
                        role,
                        first,
                        192,
                        "BlockProcess",
                        logged(name, "--cairn.volume.folder=" + folder.volume()));
            case GATEWAY ->
                service(
                        name,
                        role,
                        first + 1,
                        320,
                        "GatewayProcess",
                        List.of("--cairn.gateway.s3-port=" + first, "--cairn.key-file=" + folder.key(name)));
        };
    }

    private Member server(String name, Role role, int port, int heap, String mainClass, List<String> more) {
        List<String> arguments =
                new ArrayList<>(List.of("--data", folder.data(name).toString(), "--port", String.valueOf(port)));
        arguments.addAll(more);
        return new Member(name, role, port, 0, heap, mainClass, arguments);
    }

    private Member service(String name, Role role, int port, int heap, String main, List<String> more) {
        int secondPort = switch (role) {
            case METADATA, LOCK -> port + 1;
            case GATEWAY -> port - 1;
            case ZOOKEEPER, BOOKIE, BLOCK -> 0;
        };
        List<String> arguments = new ArrayList<>(List.of(
                "--cairn.zookeeper=" + zooKeeper(), "--cairn.data=" + folder.data(name), "--server.port=" + port));
        arguments.addAll(more);
        return new Member(name, role, port, secondPort, heap, PROCESSES + main, arguments);
    }

    private static List<String> logged(String name, String more) {
        return List.of("--cairn.instance=" + name, "--cairn.log=bookkeeper", more);
    }

    private String zooKeeper() {
        return "127.0.0.1:" + (portBase + Role.ZOOKEEPER.firstPortOf(1));
    }

    ClusterFolder folder() {
        return folder;
    }

    int portBase() {
        return portBase;
    }

    /** All of them, in the order of start. */
    List<Member> members() {
        return members;
    }

    List<Member> gateways() {
        return members.stream().filter(member -> member.role() == Role.GATEWAY).toList();
    }

    /** @throws ClusterException naming those that there are */
    Member member(String name) {
        return members.stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ClusterException("no member is called '" + name + "'; there are "
                        + String.join(", ", members.stream().map(Member::name).toList())));
    }
}
