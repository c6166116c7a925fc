package dev.cairn.standalone.process;

import dev.cairn.api.RequestIds;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.LeaderRecord;
import dev.cairn.coordination.Leadership;
import dev.cairn.coordination.Member;
import dev.cairn.gateway.GatewayConfiguration;
import dev.cairn.gateway.auth.AccessKey;
import dev.cairn.gateway.auth.AccessKeys;
import dev.cairn.gateway.data.ContentLocks;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.lock.client.LockClient;
import dev.cairn.rpc.LeaderCalls;
import dev.cairn.rpc.block.RemoteBlocks;
import dev.cairn.rpc.lock.RemoteLocks;
import dev.cairn.rpc.metadata.RemoteMetadata;
import dev.cairn.standalone.ClusterLocks;
import dev.cairn.standalone.FirstKey;
import dev.cairn.standalone.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The gateway-service as a process: it finds the leaders through ZooKeeper and rides over their restarts. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import({ProcessConfiguration.class, GatewayConfiguration.class})
public class GatewayProcess {

    public static void main(String[] arguments) {
        ServiceProcess.run(GatewayProcess.class, "gateway-service", arguments);
    }

    @Bean(destroyMethod = "close")
    LeaderCalls metadataLeader(Coordination coordination, TimeSource clock) {
        return new LeaderCalls(coordination.leadership("metadata/0"), clock);
    }

    @Bean
    MetadataService metadataService(LeaderCalls metadataLeader, TimeSource clock) {
        return new RemoteMetadata(metadataLeader, clock);
    }

    @Bean(destroyMethod = "close")
    RemoteBlocks blockService(Coordination coordination, TimeSource clock) {
        Leadership allocator = coordination.leadership("allocator");
        return new RemoteBlocks(() -> addressOf(allocator), clock);
    }

    /** The instance that also allocates; more instances come with zones. */
    private static String addressOf(Leadership allocator) {
        Member member = allocator
                .current()
                .map(LeaderRecord::leader)
                .orElseThrow(() ->
                        new CairnException(ErrorCode.UNAVAILABLE, "block-service", "no block-service at the moment"));
        return "http://" + member.host() + ":" + member.ports().get("http");
    }

    @Bean(destroyMethod = "close")
    Sessions sessions(Coordination coordination, ProcessSettings settings, TimeSource clock) {
        return Sessions.begin(coordination, settings.host(), clock);
    }

    @Bean
    RequestIds requestIds(Sessions sessions) {
        return sessions.requestIds();
    }

    @Bean(destroyMethod = "close")
    LockSession lockSession(Coordination coordination, ProcessSettings settings, TimeSource clock) {
        return new LockSession(coordination, settings, clock);
    }

    @Bean
    ContentLocks contentLocks(LockSession session) {
        return new ClusterLocks(session.client);
    }

    static final class LockSession extends ServiceProcess {

        private final LockClient client;

        LockSession(Coordination coordination, ProcessSettings settings, TimeSource clock) {
            LeaderCalls leader = keep(new LeaderCalls(coordination.leadership("locks/0"), clock));
            client = keep(LockClient.start(
                    new RemoteLocks(leader, clock), UUID.randomUUID(), "gateway at " + settings.host(), clock));
        }
    }

    @Bean
    AccessKeys accessKeys(Coordination coordination, ProcessSettings settings) throws IOException {
        AccessKey first = FirstKey.of(coordination);
        if (!settings.keyFile().isEmpty()) {
            write(Path.of(settings.keyFile()), first);
        }
        return AccessKeys.of(first);
    }

    private static void write(Path file, AccessKey key) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, "Access key  " + key.id() + "\nSecret key  " + key.secret() + "\n");
    }
}
