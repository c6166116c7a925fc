package dev.cairn.standalone.process;

import dev.cairn.api.block.BlockService;
import dev.cairn.block.BlockNode;
import dev.cairn.block.VolumeSettings;
import dev.cairn.block.allocation.ReclaimMonitor;
import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.LeaderCalls;
import dev.cairn.rpc.block.BlockEndpoint;
import dev.cairn.rpc.metadata.RemoteMetadata;
import dev.cairn.rpc.replica.RemoteState;
import dev.cairn.rpc.replica.StateEndpoint;
import dev.cairn.standalone.BlockMeters;
import dev.cairn.standalone.VolumeProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.event.EventListener;

/** The block-service as a process: bytes over HTTP, and the allocator. */
@SpringBootConfiguration
@EnableAutoConfiguration
@EnableConfigurationProperties(VolumeProperties.class)
@Import(ProcessConfiguration.class)
public class BlockProcess {

    public static void main(String[] arguments) {
        ServiceProcess.run(BlockProcess.class, "block-service", arguments);
    }

    @Bean
    ServletRegistrationBean<BlockEndpoint> blockEndpoint(Service service, TimeSource clock) {
        return new ServletRegistrationBean<>(new BlockEndpoint(service.blocks(), clock), "/blocks", "/blocks/*");
    }

    @Bean
    ServletRegistrationBean<StateEndpoint> stateEndpoint(Service service) {
        return new ServletRegistrationBean<>(new StateEndpoint(service.node::state), StateEndpoint.PATH);
    }

    @Bean(destroyMethod = "close")
    Service service(
            ProcessSettings settings,
            VolumeProperties volume,
            Coordination coordination,
            MeterRegistry meters,
            TimeSource clock)
            throws IOException {
        return new Service(settings, volume, coordination, meters, clock);
    }

    @Bean
    ReplicaEndpoint replicaEndpoint(Service service) {
        return new ReplicaEndpoint(service::report);
    }

    static final class Service extends ServiceProcess {

        /** Whoever leads writes; to the allocator all of them are one writer in one incarnation after the other. */
        private static final String WRITER = "block";

        private final ProcessSettings settings;
        private final Coordination coordination;
        private final BlockNode node;
        private final RemoteMetadata metadata;
        private final BlockOffice blocks;
        private volatile @Nullable Member me;
        private final BlockMeters monitor;

        Service(
                ProcessSettings settings,
                VolumeProperties volume,
                Coordination coordination,
                MeterRegistry meters,
                TimeSource clock)
                throws IOException {
            this.settings = settings;
            this.coordination = coordination;
            this.monitor = new BlockMeters(meters);
            ProcessLogs logs = keep(ProcessLogs.open(settings, clock));
            this.node = keep(BlockNode.open(
                    settings.data(),
                    volume.folderOr(settings.data().resolve("volume")),
                    new VolumeSettings(
                            volume.capacity().toBytes(), volume.reserve().toBytes()),
                    logs.log(
                            BlockNode.GROUP,
                            settings.data().resolve("allocator").resolve("log")),
                    new RemoteState(coordination, ServiceName.BLOCK, BlockNode.GROUP, () -> me),
                    clock));
            LeaderCalls leader = keep(new LeaderCalls(coordination.leadership("metadata/0"), clock));
            this.metadata = new RemoteMetadata(leader, clock);
            this.blocks = new BlockOffice(node, this::serve);
        }

        BlockService blocks() {
            return blocks;
        }

        ReplicaReport report() {
            return ReplicaReport.of(BlockNode.GROUP, coordination.leadership(BlockNode.GROUP), node.status());
        }

        /** The port is known, and listens: now others may hear of this process. */
        @EventListener
        void listening(ApplicationReadyEvent event) {
            me = register(
                    coordination, ServiceName.BLOCK, settings.host(), Map.of(RemoteState.HTTP_PORT, httpPort(event)));
            keep(node.join(coordination, me));
            keep(blocks.start());
        }

        /** Starts to serve in a term; each is another writer to the allocator, so that it seals what the one before left. */
        private BlockNode.Running serve(Epoch epoch) {
            return node.start(
                    WRITER,
                    Objects.requireNonNull(me).id() + "/" + epoch,
                    metadata.segments(),
                    monitor,
                    ReclaimMonitor.NONE);
        }
    }
}
