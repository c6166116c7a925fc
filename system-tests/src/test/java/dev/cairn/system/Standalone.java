package dev.cairn.system;

import dev.cairn.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;

/**
 * The started program on a data folder: starts, is killed, starts again on the same ports. Used by one thread; its
 * clients by any.
 */
final class Standalone implements AutoCloseable {

    private static final Duration READY_TIME_MAX = Duration.ofSeconds(60);

    private final Path data;
    private final int s3Port = FreePorts.next();
    private final int restPort = FreePorts.next();
    private JavaProcess process;

    private Standalone(Path data) {
        this.data = data;
        this.process = launch();
    }

    /** Starts the program and waits until it says that it is ready. */
    static Standalone start(Path data) {
        var standalone = new Standalone(data);
        standalone.awaitReady();
        return standalone;
    }

    private JavaProcess launch() {
        try {
            Files.deleteIfExists(readyFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return JavaProcess.start(
                data.resolve("log/cairn.log"),
                List.of(
                        "-jar",
                        System.getProperty("cairn.program"),
                        "--cairn.data=" + data,
                        "--cairn.gateway.s3-port=" + s3Port,
                        "--server.port=" + restPort));
    }

    private void awaitReady() {
        Await.until("the program is ready", READY_TIME_MAX, () -> {
            if (!process.isAlive()) {
                throw new AssertionError("the program ended\n" + process.lastOutput());
            }
            return Files.exists(readyFile());
        });
    }

    /** SIGKILL. */
    void kill() {
        process.kill();
    }

    /** SIGTERM. */
    void stop() {
        process.stop();
    }

    /** Starts it again on the same data and ports, and waits. */
    void startAgain() {
        process = launch();
        awaitReady();
    }

    Path data() {
        return data;
    }

    URI s3Endpoint() {
        return URI.create("http://127.0.0.1:" + s3Port);
    }

    URI restEndpoint() {
        return URI.create("http://127.0.0.1:" + restPort);
    }

    String accessKey() {
        return ready("Access key +(\\S+)");
    }

    String secretKey() {
        return ready("Secret key +(\\S+)");
    }

    /** A client as applications use it, retries included. */
    S3Client s3() {
        return s3Builder().build();
    }

    /** A client that tells of the first failure. */
    S3Client s3WithoutRetries() {
        return s3Builder()
                .overrideConfiguration(calls -> calls.retryStrategy(retry -> retry.maxAttempts(1)))
                .build();
    }

    private S3ClientBuilder s3Builder() {
        return S3Client.builder()
                .endpointOverride(s3Endpoint())
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey(), secretKey())));
    }

    Rest rest() {
        return new Rest(restEndpoint(), accessKey(), secretKey());
    }

    private String ready(String pattern) {
        try {
            String text = Files.readString(readyFile());
            Matcher matcher = Pattern.compile(pattern).matcher(text);
            if (!matcher.find()) {
                throw new AssertionError("no " + pattern + " in " + text);
            }
            return matcher.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path readyFile() {
        return data.resolve("run/ready");
    }

    @Override
    public void close() {
        process.close();
    }
}
