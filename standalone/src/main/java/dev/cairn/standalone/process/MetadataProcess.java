package dev.cairn.standalone.process;

import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.Leadership;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.ShardId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.lock.client.LockClient;
import dev.cairn.metadata.MetadataNode;
import dev.cairn.replica.StateSource;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.LeaderCalls;
import dev.cairn.rpc.RpcServer;
import dev.cairn.rpc.lock.RemoteLocks;
import dev.cairn.rpc.metadata.MetadataEndpoint;
import dev.cairn.standalone.ClusterLocks;
import dev.cairn.standalone.MetadataMeters;
import dev.cairn.standalone.Sessions;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The metadata-service as a process: the first shard, served over gRPC while it leads. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(ProcessConfiguration.class)
public class MetadataProcess {

    public static void main(String[] arguments) {
        ServiceProcess.run(MetadataProcess.class, "metadata-service", arguments);
    }

    @Bean(destroyMethod = "close")
    Service service(ProcessSettings settings, Coordination coordination, MeterRegistry meters, TimeSource clock)
            throws IOException {
        return new Service(settings, coordination, meters, clock);
    }

    @Bean
    ReplicaEndpoint replicaEndpoint(Service service) {
        return new ReplicaEndpoint(service::report);
    }

    static final class Service extends ServiceProcess {

        private static final String GROUP = "metadata/" + ShardId.FIRST;

        private final Leadership leadership;
        private final MetadataNode node;

        Service(ProcessSettings settings, Coordination coordination, MeterRegistry meters, TimeSource clock)
                throws IOException {
            leadership = coordination.leadership(GROUP);
            ProcessLogs logs = keep(ProcessLogs.open(settings, clock));
            node = keep(MetadataNode.open(
                    settings.data(),
                    ShardId.FIRST,
                    logs.log(GROUP, settings.data().resolve("log")),
                    StateSource.NONE,
                    clock));
            RpcServer server = keep(RpcServer.start(
                    settings.host(),
                    settings.grpcPort(),
                    node::leading,
                    MetadataEndpoint.serving(node.service(), new GrpcAnswer(clock))));
            Member me = register(
                    coordination, ServiceName.METADATA, settings.host(), Map.of(LeaderCalls.GRPC_PORT, server.port()));
            keep(node.join(coordination, me));
            LeaderCalls lockLeader = keep(new LeaderCalls(coordination.leadership("locks/0"), clock));
            LockClient locks =
                    keep(LockClient.start(new RemoteLocks(lockLeader, clock), UUID.randomUUID(), me.toString(), clock));
            keep(node.startReaper(new ClusterLocks(locks), () -> Sessions.of(coordination)));
            new MetadataMeters(node).bindTo(meters);
        }

        ReplicaReport report() {
            return ReplicaReport.of(GROUP, leadership, node.status());
        }
    }
}
