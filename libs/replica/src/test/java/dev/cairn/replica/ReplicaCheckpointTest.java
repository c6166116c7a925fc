package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.btree.TreeSettings;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.MemoryLog;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checkpoints bound what a start has to replay and what the log has to keep. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaCheckpointTest {

    private static final long INTERVAL_BYTES = 20_000;

    private final SimulatedDisk disk = new SimulatedDisk();
    private final MemoryLog log = new MemoryLog();
    private final List<CheckpointReport> checkpoints = new CopyOnWriteArrayList<>();
    private final List<Recovery> recoveries = new CopyOnWriteArrayList<>();
    private final List<Throwable> ends = new CopyOnWriteArrayList<>();
    private long epoch;

    private final ReplicaMonitor monitor = new ReplicaMonitor() {
        @Override
        public void recovered(Epoch ofTerm, Recovery recovery) {
            recoveries.add(recovery);
        }

        @Override
        public void checkpointed(CheckpointReport report) {
            checkpoints.add(report);
        }

        @Override
        public void ended(Epoch ofTerm, Throwable why) {
            ends.add(why);
        }
    };

    private Replica lead() throws IOException {
        var settings = new ReplicaSettings("test", new TreeSettings(512, 1 << 20), INTERVAL_BYTES);
        Replica replica = new Replica(settings, disk, log, ReplicaListener.none(), monitor, TimeSource.system());
        replica.lead(new Epoch(++epoch), () -> true);
        return replica;
    }

    @Test
    void theLogIsTrimmedBelowCheckpoints() throws IOException {
        try (Replica replica = lead()) {
            for (int i = 0; i < 200; i++) {
                replica.submit(Numbers.fill(i % 50, 1_000)).join();
            }
            Await.until("a checkpoint", () -> !checkpoints.isEmpty());
            assertThat(checkpoints).allMatch(report -> report.failure().isEmpty());
        }
        assertThatThrownBy(() -> log.read(Position.START))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.reason()).isEqualTo("trimmed"));
    }

    @Test
    void pagesInMemoryCallForACheckpointThoughLittleWasLogged() throws IOException {
        var settings = new ReplicaSettings("test", new TreeSettings(4_096, 40_000), 1 << 30);
        try (Replica replica = new Replica(settings, disk, log, ReplicaListener.none(), monitor, TimeSource.system())) {
            replica.lead(new Epoch(++epoch), () -> true);
            for (int i = 0; i < 1_000; i++) {
                replica.submit(Numbers.fill(i * 7 % 250, 900)).join();
            }
            Await.until("checkpoints", () -> checkpoints.size() > 3);
            assertThat(checkpoints).allMatch(report -> report.failure().isEmpty());
            assertThat(ends).isEmpty();
        }
    }

    @Test
    void aStartAfterAClosedReplicaReplaysNothing() throws IOException {
        try (Replica replica = lead()) {
            replica.submit(Numbers.increment(1)).join();
        }
        try (Replica replica = lead()) {
            assertThat(recoveries.getLast().entries()).isZero();
            assertThat(recoveries.getLast().checkpoint()).isEqualTo(new Position(new Epoch(1), 1));
            assertThat(replica.submit(Numbers.increment(1)).join()).isEqualTo(2);
        }
    }

    @Test
    void aFailedCheckpointIsReportedAndTheNextOneMakesUpForIt() throws IOException {
        try (Replica replica = lead()) {
            disk.limitTo(disk.sizeOf("tree") + 1_000);
            while (checkpoints.isEmpty()) {
                replica.submit(Numbers.fill(1, 2_000)).join();
            }
            assertThat(checkpoints.getFirst().failure()).isPresent();
            assertThat(ends).isEmpty();
            disk.heal();
            while (checkpoints.getLast().failure().isPresent()) {
                replica.submit(Numbers.fill(2, 2_000)).join();
            }
            assertThat(ends).isEmpty();
        }
    }

    @Test
    void aReplicaThatCannotMakeCheckpointsStopsBeforeTheLogFillsTheDisk() throws IOException {
        try (Replica replica = lead()) {
            disk.limitTo(disk.sizeOf("tree") + 1_000);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 200; i++) {
                            replica.submit(Numbers.fill(i % 50, 2_000)).join();
                        }
                    })
                    .hasCauseInstanceOf(CairnException.class)
                    .hasMessageContaining("No space left");
            Await.until("the monitor is told", () -> ends.size() == 1);
        }
        disk.heal();
        try (Replica replica = lead()) {
            assertThat(replica.submit(Numbers.increment(77)).join()).isEqualTo(1);
        }
    }

    @Test
    void aTreeThatIsAheadOfItsLogIsRefused() throws IOException {
        try (Replica replica = lead()) {
            replica.submit(Numbers.increment(1)).join();
        }
        try (MemoryLog another = new MemoryLog()) {
            var settings = new ReplicaSettings("test", new TreeSettings(512, 1 << 20), INTERVAL_BYTES);
            var replica = new Replica(settings, disk, another, ReplicaListener.none(), TimeSource.system());
            assertThatThrownBy(() -> replica.lead(new Epoch(5), () -> true))
                    .isInstanceOfSatisfying(
                            CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
            replica.close();
        }
    }
}
