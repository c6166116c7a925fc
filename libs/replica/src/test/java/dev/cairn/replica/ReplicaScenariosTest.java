package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.btree.TreeSettings;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.RequestId;
import dev.cairn.log.Appender;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.ManualTimeSource;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scenarios of docs/scenarios-cluster.md about one replica and the order in which it does things. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaScenariosTest {

    private final HeldLog log = new HeldLog();
    private final SimulatedDisk disk = new SimulatedDisk();
    private final List<String> steps = new CopyOnWriteArrayList<>();

    private final ReplicaListener listener = new ReplicaListener() {
        @Override
        public void leading(Epoch epoch, TreeView state) {
            steps.add("reads in " + epoch);
        }

        @Override
        public void failed(Epoch epoch, Throwable why) {
            steps.add("fails in " + epoch);
        }
    };

    private final Replica replica = new Replica(
            new ReplicaSettings("test", new TreeSettings(512, 1 << 20), 1 << 20),
            disk,
            new TellingLog(),
            listener,
            new ManualTimeSource());
    private long epoch;

    /** Says when it fences, and fails to if the test wants. */
    private final class TellingLog extends ForwardingLog {

        TellingLog() {
            super(log);
        }

        @Override
        public Appender open(Epoch of) throws IOException {
            steps.add("fences for " + of);
            if (isFenceBroken) {
                throw new IOException("the fence failed");
            }
            return super.open(of);
        }
    }

    private volatile boolean isFenceBroken;

    @AfterEach
    void close() {
        replica.close();
    }

    private void lead() throws IOException {
        replica.lead(new Epoch(++epoch), () -> true);
    }

    @Test
    @DisplayName("B1.1b Fences are settled before anything is read")
    void fencesAreSettledBeforeAnythingIsRead() throws IOException {
        lead();
        lead();
        assertThat(steps).containsExactly("fences for 1", "reads in 1", "fences for 2", "reads in 2");
    }

    @Test
    @DisplayName("B1.6 A start that failed half-way keeps the candidate")
    void aStartThatFailedHalfWayKeepsTheCandidate() throws IOException {
        isFenceBroken = true;
        assertThatThrownBy(this::lead).hasMessageContaining("the fence failed");
        isFenceBroken = false;
        // The fence holds, and then the tree cannot be opened.
        disk.failOnce(1);
        assertThatThrownBy(this::lead).hasMessageContaining("injected");
        assertThatThrownBy(() -> replica.read(tree -> 1))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_LEADER));
        assertThat(steps).noneMatch(step -> step.startsWith("reads"));
        lead();
        assertThat(replica.submit(Numbers.increment(1)).join()).isEqualTo(1);
    }

    @Test
    @DisplayName("B2.9 Forgetting a session is begun again by the next leader, and harms nothing")
    void forgettingIsBegunAgainByTheNextLeader() throws IOException {
        lead();
        List<UUID> gone = new ArrayList<>();
        for (int i = 0; i < 3 * ReplicaLimits.FORGOTTEN_SESSIONS_MAX; i++) {
            UUID session = new UUID(9, i);
            gone.add(session);
            replica.submit(new RequestId(session, 0, 1), Numbers.CODEC, Numbers.increment(1))
                    .join();
        }
        UUID alive = new UUID(8, 8);
        replica.submit(new RequestId(alive, 0, 1), Numbers.CODEC, Numbers.increment(1))
                .join();
        int steps = 0;
        int forgotten = 0;
        while (forgotten < gone.size()) {
            if (steps++ == 1) {
                // The leader dies with a step under way that is lost.
                log.hold();
                CompletableFuture<Integer> lost = replica.forgetSessions(gone::contains);
                Await.until("it is under way", () -> log.heldCount() == 1);
                log.fail(new CairnException(ErrorCode.EIO, "the leader dies"));
                assertThat(lost).isCompletedExceptionally();
                lead();
            }
            forgotten += replica.forgetSessions(gone::contains).join();
        }
        assertThat(replica.forgetSessions(gone::contains).join()).isZero();
        assertThat(replica.answered(new RequestId(alive, 0, 1), Numbers.CODEC)).isPresent();
        assertThat(replica.<Long>read(tree -> Numbers.read(tree, 1))).isEqualTo(gone.size() + 1L);
    }

    @Test
    @DisplayName("B3.4 Requests that are made as others are failed do not keep the end of a term up")
    void requestsMadeAsOthersAreFailedDoNotKeepTheEndUp() throws IOException {
        lead();
        log.hold();
        var more = new ConcurrentLinkedQueue<CompletableFuture<Long>>();
        List<CompletableFuture<Long>> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Long> asked = replica.submit(Numbers.increment(1));
            all.add(asked);
            var _ = asked.whenComplete((answer, failure) -> more.add(replica.submit(Numbers.increment(1))));
        }
        Await.until("something is under way", () -> log.heldCount() > 0);
        log.fail(new CairnException(ErrorCode.EIO, "the log is gone"));
        all.forEach(each -> assertThatThrownBy(each::join).hasCauseInstanceOf(CairnException.class));
        assertThat(more).hasSize(100).allMatch(CompletableFuture::isCompletedExceptionally);
        assertThat(steps).containsOnlyOnce("fails in 1");
    }
}
