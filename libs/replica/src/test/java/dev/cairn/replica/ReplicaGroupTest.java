package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.btree.TreeSettings;
import dev.cairn.coordination.LeaderRecord;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.MemoryCoordination;
import dev.cairn.coordination.MemoryEnsemble;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.ledger.LedgerLog;
import dev.cairn.log.ledger.SimulatedLedgers;
import dev.cairn.log.ledger.SimulatedRegister;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.SimulatedDisk;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Replicas that stand for election, in real time: elections, logs and trees together. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaGroupTest {

    private static final String GROUP = "metadata/0";
    private static final UUID SESSION = new UUID(3, 3);

    private final ExecutorService network = Executors.newSingleThreadExecutor();
    private final ExecutorService background = Executors.newSingleThreadExecutor();
    private final SimulatedLedgers ledgers = new SimulatedLedgers();
    private final SimulatedRegister register = new SimulatedRegister();
    private final MemoryEnsemble ensemble = new MemoryEnsemble(TimeSource.system());
    private final Node first = new Node("first");
    private long number;

    /** A process with a replica that stands for election. */
    private final class Node {

        final MemoryCoordination coordination = ensemble.connect();
        final Replica replica;
        final ReplicaGroup group;
        volatile boolean isCutOffFromTheLog;

        Node(String name) {
            var log = new LedgerLog(
                    ledgers.seenBy(() -> !isCutOffFromTheLog, network::execute, network::execute),
                    register.seenBy(() -> !isCutOffFromTheLog),
                    name,
                    background,
                    TimeSource.system(),
                    4_000);
            var settings = new ReplicaSettings(name, new TreeSettings(512, 1 << 14), 20_000);
            replica = new Replica(settings, new SimulatedDisk(), log, ReplicaListener.none(), TimeSource.system());
            Member me = Member.incarnation(ServiceName.METADATA, "127.0.0.1", Map.of());
            coordination.register(me);
            group = ReplicaGroup.join(coordination, GROUP, me, replica, TimeSource.system());
        }

        /** As a kill does: nothing more reaches anybody, and the session ends. */
        void die() {
            isCutOffFromTheLog = true;
            coordination.close();
        }

        boolean leads() {
            return replica.status().leading().value() > 0 && !replica.hasFailed();
        }

        LeaderRecord seen() {
            return coordination.leadership(GROUP).current().orElseThrow();
        }

        void close() {
            group.close();
            replica.close();
        }
    }

    @AfterEach
    void stop() {
        first.close();
        network.shutdownNow();
        background.shutdownNow();
    }

    private CompletableFuture<Long> increment(Node node) {
        return node.replica.submit(new RequestId(SESSION, 0, number), Numbers.CODEC, Numbers.increment(1));
    }

    /** Asks until somebody answers. */
    private long increment(Node one, Node other) {
        number++;
        long[] answer = {0};
        Await.until("an answer", () -> {
            for (Node node : new Node[] {one, other}) {
                try {
                    answer[0] = increment(node).get(2, TimeUnit.SECONDS);
                    return true;
                } catch (Exception tryAnother) {
                    assertThat(tryAnother).isNotInstanceOf(InterruptedException.class);
                }
            }
            return false;
        });
        return answer[0];
    }

    @Test
    @DisplayName("A1.4 The leader is killed: the other one is elected and goes on")
    void theLeaderIsKilled() {
        Await.until("the first leads", first::leads);
        Node second = new Node("second");
        try {
            for (int i = 1; i <= 10; i++) {
                assertThat(increment(first, second)).isEqualTo(i);
            }
            first.die();
            for (int i = 11; i <= 20; i++) {
                assertThat(increment(first, second)).isEqualTo(i);
            }
            assertThat(second.leads()).isTrue();
        } finally {
            second.close();
        }
    }

    @Test
    @DisplayName("C1.4 A leader that is cut off from the log resigns, and does not come back at once")
    void aLeaderThatIsCutOffFromTheLogResigns() {
        Await.until("the first leads", first::leads);
        Node second = new Node("second");
        try {
            assertThat(increment(first, second)).isEqualTo(1);
            first.isCutOffFromTheLog = true;
            long start = System.nanoTime();
            assertThat(increment(first, second)).isEqualTo(2);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
            assertThat(second.leads()).isTrue();
            LeaderRecord elected = second.seen();

            first.isCutOffFromTheLog = false;
            long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            Await.until("a while has passed", () -> System.nanoTime() - end > 0);
            assertThat(second.seen()).isEqualTo(elected);
            assertThat(increment(first, second)).isEqualTo(3);
        } finally {
            second.close();
        }
    }
}
