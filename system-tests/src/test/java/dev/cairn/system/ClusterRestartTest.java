package dev.cairn.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.system.ClusterProcesses.Role;
import dev.cairn.testkit.Await;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * A service that is killed and comes back costs clients of the gateway a pause and no error, and nothing that was
 * acknowledged.
 */
class ClusterRestartTest {

    private static final int CLIENTS = 4;
    private static final int KEYS_PER_CLIENT = 20;
    private static final String BUCKET = "restarts";
    private static final Duration RECONNECT_PAUSE = Duration.ofMillis(100);
    private static final Duration RIDE_TIME_MAX = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final Map<String, byte[]> stored = new ConcurrentHashMap<>();
    private final AtomicLong done = new AtomicLong();
    private volatile boolean isOver;
    private volatile boolean reconnects;

    @Test
    @DisplayName("C2.7 Services are killed and restarted one after the other")
    void clientsSeeAPauseAndNoErrorWhenAServiceIsKilledAndRestarted() throws Exception {
        try (var cluster = ClusterProcesses.start(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            cluster.s3().createBucket(bucket -> bucket.bucket(BUCKET));

            // The first failure of any call counts.
            underLoad(threads, cluster.s3WithoutRetries(), () -> {
                for (Role role : List.of(Role.METADATA, Role.LOCK, Role.BLOCK)) {
                    awaitProgress("before " + role + " is killed", 20);
                    long start = System.nanoTime();
                    cluster.kill(role);
                    cluster.start(role);
                    awaitProgress("after " + role + " was killed", 40);
                    System.out.println(role + " killed and restarted: 40 calls later after "
                            + Duration.ofNanos(System.nanoTime() - start).toMillis() + " ms");
                }
            });

            // A client whose gateway is gone has to connect again, and nothing else.
            reconnects = true;
            underLoad(threads, cluster.s3(), () -> {
                awaitProgress("before the gateway is killed", 20);
                cluster.kill(Role.GATEWAY);
                cluster.start(Role.GATEWAY);
                awaitProgress("after the gateway was killed", 40);
            });

            S3Client s3 = cluster.s3();
            stored.forEach((key, content) -> assertThat(read(s3, key)).isEqualTo(content));
        }
    }

    private void underLoad(ExecutorService threads, S3Client s3, Runnable work) throws Exception {
        isOver = false;
        List<Future<?>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            String prefix = "client-" + i + "/";
            long seed = i;
            clients.add(threads.submit(() -> writeAndRead(s3, prefix, new Random(seed))));
        }
        try {
            work.run();
        } finally {
            isOver = true;
        }
        for (Future<?> client : clients) {
            client.get(RIDE_TIME_MAX.toSeconds(), TimeUnit.SECONDS);
        }
    }

    private void awaitProgress(String when, int calls) {
        long start = done.get();
        Await.until(calls + " calls " + when, RIDE_TIME_MAX, () -> done.get() >= start + calls);
    }

    private void writeAndRead(S3Client s3, String prefix, Random random) {
        while (!isOver) {
            String key = prefix + random.nextInt(KEYS_PER_CLIENT);
            byte[] content = new byte[random.nextInt(4) == 0 ? random.nextInt(3_000_000) : random.nextInt(20_000)];
            random.nextBytes(content);
            call(() -> s3.putObject(request -> request.bucket(BUCKET).key(key), RequestBody.fromBytes(content)));
            stored.put(key, content);
            assertThat(call(() -> read(s3, key))).isEqualTo(content);
            if (random.nextInt(10) == 0) {
                call(() -> s3.deleteObject(request -> request.bucket(BUCKET).key(key)));
                stored.remove(key);
            }
            done.addAndGet(2);
        }
    }

    private <T> T call(Supplier<T> request) {
        while (true) {
            try {
                return request.get();
            } catch (UncheckedIOException | SdkClientException lost) {
                if (!reconnects) {
                    throw lost;
                }
                LockSupport.parkNanos(RECONNECT_PAUSE.toNanos());
            }
        }
    }

    private static byte[] read(S3Client s3, String key) {
        return s3.getObjectAsBytes(request -> request.bucket(BUCKET).key(key)).asByteArray();
    }
}
