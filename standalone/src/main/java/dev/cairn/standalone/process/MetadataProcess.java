package dev.cairn.standalone.process;

import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.Leadership;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.ShardId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.lock.client.LockClient;
import dev.cairn.metadata.MetadataNode;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.LeaderCalls;
import dev.cairn.rpc.RpcServer;
import dev.cairn.rpc.lock.RemoteLocks;
import dev.cairn.rpc.metadata.MetadataEndpoint;
import dev.cairn.rpc.replica.RemoteState;
import dev.cairn.rpc.replica.StateEndpoint;
import dev.cairn.standalone.ClusterLocks;
import dev.cairn.standalone.MetadataMeters;
import dev.cairn.standalone.MetadataProperties;
import dev.cairn.standalone.Sessions;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

/** The metadata-service as a process: the first shard, served over gRPC while it leads. */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableConfigurationProperties(MetadataProperties.class)
@Import(ProcessConfiguration.class)
public class MetadataProcess {

    public static void main(String[] arguments) {
        ServiceProcess.run(MetadataProcess.class, "metadata-service", arguments);
    }

    @Bean(destroyMethod = "close")
    Service service(
            ProcessSettings settings,
            MetadataProperties metadata,
            Coordination coordination,
            MeterRegistry meters,
            TimeSource clock)
            throws IOException {
        return new Service(settings, metadata, coordination, meters, clock);
    }

    @Bean
    ReplicaEndpoint replicaEndpoint(Service service) {
        return new ReplicaEndpoint(service::report);
    }

    @Bean
    ServletRegistrationBean<StateEndpoint> stateEndpoint(Service service) {
        return new ServletRegistrationBean<>(new StateEndpoint(service.node::state), StateEndpoint.PATH);
    }

    static final class Service extends ServiceProcess {

        private static final String GROUP = "metadata/" + ShardId.FIRST;

        private final ProcessSettings settings;
        private final Coordination coordination;
        private final TimeSource clock;
        private final Leadership leadership;
        private final MetadataNode node;
        private final int grpcPort;
        private volatile @Nullable Member me;

        Service(
                ProcessSettings settings,
                MetadataProperties metadata,
                Coordination coordination,
                MeterRegistry meters,
                TimeSource clock)
                throws IOException {
            this.settings = settings;
            this.coordination = coordination;
            this.clock = clock;
            leadership = coordination.leadership(GROUP);
            ProcessLogs logs = keep(ProcessLogs.open(settings, clock));
            node = keep(MetadataNode.open(
                    settings.data(),
                    ShardId.FIRST,
                    logs.log(GROUP, settings.data().resolve("log")),
                    new RemoteState(coordination, ServiceName.METADATA, GROUP, () -> me),
                    metadata.settings(),
                    clock));
            RpcServer server = keep(RpcServer.start(
                    settings.host(),
                    settings.grpcPort(),
                    node::leading,
                    MetadataEndpoint.serving(node.service(), new GrpcAnswer(clock))));
            grpcPort = server.port();
            new MetadataMeters(node).bindTo(meters);
        }

        /** All ports listen: now others may hear of this process. */
        @EventListener
        void listening(ApplicationReadyEvent event) {
            Member joining = register(
                    coordination,
                    ServiceName.METADATA,
                    settings.host(),
                    Map.of(LeaderCalls.GRPC_PORT, grpcPort, RemoteState.HTTP_PORT, httpPort(event)));
            me = joining;
            keep(node.join(coordination, joining));
            LeaderCalls lockLeader = keep(new LeaderCalls(coordination.leadership("locks/0"), clock));
            LockClient locks = keep(
                    LockClient.start(new RemoteLocks(lockLeader, clock), UUID.randomUUID(), joining.toString(), clock));
            keep(node.startReaper(new ClusterLocks(locks), () -> Sessions.of(coordination)));
        }

        ReplicaReport report() {
            return ReplicaReport.of(GROUP, leadership, node.status());
        }
    }
}
