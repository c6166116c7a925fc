package dev.cairn.standalone.process;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.block.Body;
import dev.cairn.api.block.LocalRange;
import dev.cairn.api.block.Location;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.block.BlockNode;
import dev.cairn.block.VolumeSettings;
import dev.cairn.block.allocation.ReclaimMonitor;
import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.LeaderCalls;
import dev.cairn.rpc.block.BlockEndpoint;
import dev.cairn.rpc.metadata.RemoteMetadata;
import dev.cairn.standalone.BlockMeters;
import dev.cairn.standalone.VolumeProperties;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
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

        private static final Duration ELECTION_PATIENCE = Duration.ofSeconds(60);
        private static final long LOOK_AGAIN_MILLIS = 10;

        private final ProcessSettings settings;
        private final Coordination coordination;
        private final MeterRegistry meters;
        private final TimeSource clock;
        private final BlockNode node;
        private final RemoteMetadata metadata;
        private final OnceStarted blocks = new OnceStarted();

        Service(
                ProcessSettings settings,
                VolumeProperties volume,
                Coordination coordination,
                MeterRegistry meters,
                TimeSource clock)
                throws IOException {
            this.settings = settings;
            this.coordination = coordination;
            this.meters = meters;
            this.clock = clock;
            this.node = keep(BlockNode.open(
                    settings.data(),
                    volume.folderOr(settings.data().resolve("volume")),
                    new VolumeSettings(
                            volume.capacity().toBytes(), volume.reserve().toBytes()),
                    clock));
            LeaderCalls leader = keep(new LeaderCalls(coordination.leadership("metadata/0"), clock));
            this.metadata = new RemoteMetadata(leader, clock);
        }

        BlockService blocks() {
            return blocks;
        }

        ReplicaReport report() {
            return ReplicaReport.of(BlockNode.GROUP, coordination.leadership(BlockNode.GROUP), node.status());
        }

        /** The port is known, and listens: now others may hear of this process. */
        @EventListener
        void listening(ApplicationReadyEvent event) throws InterruptedException {
            var context = (ServletWebServerApplicationContext) event.getApplicationContext();
            int port = Objects.requireNonNull(context.getWebServer()).getPort();
            Member me = register(coordination, ServiceName.BLOCK, settings.host(), Map.of("http", port));
            keep(node.join(coordination, me));
            long end = clock.nanoTime() + ELECTION_PATIENCE.toNanos();
            while (node.leading().equals(Epoch.NONE)) {
                if (clock.nanoTime() - end > 0) {
                    throw new CairnException(ErrorCode.UNAVAILABLE, "start", "the allocator found no leader");
                }
                Thread.sleep(LOOK_AGAIN_MILLIS);
            }
            String instance = settings.instance().isEmpty() ? "block" : settings.instance();
            BlockNode.Running running = keep(
                    node.start(instance, me.id(), metadata.segments(), new BlockMeters(meters), ReclaimMonitor.NONE));
            blocks.started(running.service());
        }
    }

    /** Refuses calls until the instance has started; callers ask again. */
    private static final class OnceStarted implements BlockService {

        private final AtomicReference<@Nullable BlockService> running = new AtomicReference<>();

        void started(BlockService service) {
            running.set(service);
        }

        private BlockService service() {
            BlockService service = running.get();
            if (service == null) {
                throw new CairnException(ErrorCode.UNAVAILABLE, "start", "this block-service is starting");
            }
            return service;
        }

        @Override
        public List<Location> append(long owner, long fileOffset, Body body, Deadline deadline) throws IOException {
            return service().append(owner, fileOffset, body, deadline);
        }

        @Override
        public void read(Location location, OutputStream target, Deadline deadline) throws IOException {
            service().read(location, target, deadline);
        }

        @Override
        public Optional<LocalRange> localRange(Location location) {
            return service().localRange(location);
        }

        @Override
        public VolumeUsage usage() {
            return service().usage();
        }
    }
}
