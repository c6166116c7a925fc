package dev.cairn.system;

import dev.cairn.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/** ZooKeeper and the four services, each a process of its own that can be killed and started again. */
final class ClusterProcesses implements AutoCloseable {

    private static final Duration READY_TIME_MAX = Duration.ofSeconds(90);
    private static final String PROCESSES = "dev.cairn.standalone.process.";

    /** In the order of start. */
    enum Role {
        ZOOKEEPER,
        METADATA,
        LOCK,
        BLOCK,
        GATEWAY
    }

    private final Path folder;
    private final int zooKeeperPort = FreePorts.next();
    private final int metadataPort = FreePorts.next();
    private final int lockPort = FreePorts.next();
    private final int blockPort = FreePorts.next();
    private final int restPort = FreePorts.next();
    private final int s3Port = FreePorts.next();
    private final Map<Role, JavaProcess> processes = new EnumMap<>(Role.class);

    private ClusterProcesses(Path folder) {
        this.folder = folder;
    }

    /** Starts all and waits until the gateway serves. */
    static ClusterProcesses start(Path folder) {
        var cluster = new ClusterProcesses(folder);
        for (Role role : Role.values()) {
            cluster.start(role);
        }
        Await.until("the gateway serves", READY_TIME_MAX, cluster::serves);
        return cluster;
    }

    void start(Role role) {
        processes.put(role, JavaProcess.start(folder.resolve(role + ".log"), arguments(role)));
    }

    /** SIGKILL. */
    void kill(Role role) {
        process(role).kill();
    }

    private JavaProcess process(Role role) {
        JavaProcess process = processes.get(role);
        if (process == null) {
            throw new IllegalStateException(role + " was not started");
        }
        return process;
    }

    private List<String> arguments(Role role) {
        List<String> arguments = new ArrayList<>(List.of("-cp", System.getProperty("cairn.program")));
        arguments.addAll(
                switch (role) {
                    case ZOOKEEPER ->
                        List.of(
                                "dev.cairn.coordination.ZooKeeperMain",
                                "--data",
                                folder.resolve("zookeeper").toString(),
                                "--port",
                                String.valueOf(zooKeeperPort));
                    case METADATA -> service("MetadataProcess", "metadata", "--cairn.grpc-port=" + metadataPort);
                    case LOCK -> service("LockProcess", "lock", "--cairn.grpc-port=" + lockPort);
                    case BLOCK ->
                        service("BlockProcess", "block", "--server.port=" + blockPort, "--cairn.volume.reserve=1MB");
                    case GATEWAY ->
                        service(
                                "GatewayProcess",
                                "gateway",
                                "--server.port=" + restPort,
                                "--cairn.gateway.s3-port=" + s3Port,
                                "--cairn.key-file=" + keyFile());
                });
        return arguments;
    }

    private List<String> service(String main, String data, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                PROCESSES + main,
                "--cairn.zookeeper=127.0.0.1:" + zooKeeperPort,
                "--cairn.data=" + folder.resolve(data)));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private boolean serves() {
        for (Map.Entry<Role, JavaProcess> process : processes.entrySet()) {
            if (!process.getValue().isAlive()) {
                throw new AssertionError(
                        process.getKey() + " ended\n" + process.getValue().lastOutput());
            }
        }
        if (!Files.exists(keyFile())) {
            return false;
        }
        try {
            return rest().get("/v1/volume").status() == 200;
        } catch (UncheckedIOException notYet) {
            return false;
        }
    }

    private Path keyFile() {
        return folder.resolve("key");
    }

    private String key(String name) {
        try {
            Matcher matcher = Pattern.compile(name + " +(\\S+)").matcher(Files.readString(keyFile()));
            if (!matcher.find()) {
                throw new AssertionError("no " + name + " in the key file");
            }
            return matcher.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Rest rest() {
        return new Rest(URI.create("http://127.0.0.1:" + restPort), key("Access key"), key("Secret key"));
    }

    /** A client that tells of the first failure. */
    S3Client s3WithoutRetries() {
        return s3Builder()
                .overrideConfiguration(calls -> calls.retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
    }

    /** A client as applications use it. */
    S3Client s3() {
        return s3Builder()
                .overrideConfiguration(calls -> calls.retryStrategy(retry -> retry.maxAttempts(12)))
                .build();
    }

    private S3ClientBuilder s3Builder() {
        return S3Client.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + s3Port))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(60)))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(key("Access key"), key("Secret key"))));
    }

    @Override
    public void close() {
        List<JavaProcess> running = new ArrayList<>(processes.values());
        running.reversed().forEach(JavaProcess::close);
    }
}
