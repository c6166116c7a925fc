package dev.cairn.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.Seeds;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What was acknowledged survives SIGKILL at any moment; what was under way either happened whole or not at all.
 *
 * <p>Writers put, upload in parts, rename, delete, release and stage at random, each on keys of its own, while the process
 * is killed again and again. After each restart every writer compares what it was promised with what is there.
 */
class KillTest {

    private static final int WRITERS = 6;
    private static final int ROUNDS = Integer.getInteger("cairn.kill.rounds", 20);
    private static final int LIFE_MILLIS_MIN = 200;
    private static final int LIFE_MILLIS_MAX = 2_000;

    @TempDir
    Path data;

    @Test
    @DisplayName("A1.5 Everything is killed")
    void nothingAcknowledgedIsLostWhenTheProcessIsKilled() throws Exception {
        long seed = Seeds.next();
        var random = new Random(seed);
        try (var cairn = Standalone.start(data);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            cairn.s3().createBucket(bucket -> bucket.bucket("kill"));
            List<RandomWriter> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                writers.add(new RandomWriter(cairn, "kill", "writer-" + i + "/", new Random(random.nextLong())));
            }
            for (int round = 1; round <= ROUNDS; round++) {
                Instant end = Instant.now().plusMillis(random.nextInt(LIFE_MILLIS_MIN, LIFE_MILLIS_MAX));
                List<Future<?>> running = new ArrayList<>();
                writers.forEach(writer -> running.add(threads.submit(writer::runUntilItFails)));
                TimeUnit.MILLISECONDS.sleep(Duration.between(Instant.now(), end).toMillis());
                cairn.kill();
                for (Future<?> writer : running) {
                    writer.get(60, TimeUnit.SECONDS);
                }
                cairn.startAgain();
                for (RandomWriter writer : writers) {
                    assertThat(writer.disagreements())
                            .as("seed %d, round %d", seed, round)
                            .isEmpty();
                }
            }
            assertThat(writers.stream().mapToLong(RandomWriter::acknowledged).sum())
                    .as("changes acknowledged in all rounds")
                    .isGreaterThan(ROUNDS * 10L);
        }
    }
}
