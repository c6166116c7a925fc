package dev.cairn.standalone.process;

import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.LeaderElector;
import dev.cairn.coordination.LeaderRecord;
import dev.cairn.coordination.Leadership;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.TimeSource;
import dev.cairn.lock.LockPartition;
import dev.cairn.rpc.GrpcAnswer;
import dev.cairn.rpc.LeaderCalls;
import dev.cairn.rpc.RpcServer;
import dev.cairn.rpc.lock.LockEndpoint;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The lock-service as a process: one partition, served over gRPC while it leads. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(ProcessConfiguration.class)
public class LockProcess {

    public static void main(String[] arguments) {
        ServiceProcess.run(LockProcess.class, "lock-service", arguments);
    }

    @Bean(destroyMethod = "close")
    Service service(ProcessSettings settings, Coordination coordination, TimeSource clock) throws IOException {
        return new Service(settings, coordination, clock);
    }

    @Bean
    ReplicaEndpoint replicaEndpoint(Service service) {
        return new ReplicaEndpoint(service::report);
    }

    static final class Service extends ServiceProcess {

        private static final String GROUP = "locks/0";

        private final Leadership leadership;
        private final AtomicReference<String> memberId = new AtomicReference<>("");

        Service(ProcessSettings settings, Coordination coordination, TimeSource clock) throws IOException {
            LockPartition partition = keep(LockPartition.start(coordination, GROUP, clock));
            leadership = coordination.leadership(GROUP);
            RpcServer server = keep(RpcServer.start(
                    settings.host(),
                    settings.grpcPort(),
                    this::leading,
                    List.of(new LockEndpoint(partition, new GrpcAnswer(clock)))));
            Member me = register(
                    coordination, ServiceName.LOCK, settings.host(), Map.of(LeaderCalls.GRPC_PORT, server.port()));
            memberId.set(me.id());
            keep(LeaderElector.start(coordination, GROUP, me, partition, clock));
        }

        ReplicaReport report() {
            return ReplicaReport.of(GROUP, leadership, leading());
        }

        private Epoch leading() {
            return leadership
                    .current()
                    .filter(record -> record.leader().id().equals(memberId.get()))
                    .map(LeaderRecord::epoch)
                    .orElse(Epoch.NONE);
        }
    }
}
