package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.btree.TreeSettings;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.ledger.LedgerLog;
import dev.cairn.log.ledger.SimulatedLedgers;
import dev.cairn.log.ledger.SimulatedRegister;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Two replicas on one log: the standby goes along, takes over with all that was answered, and either heals the other. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaStandbyTest {

    private static final UUID SESSION = new UUID(1, 2);
    private static final long INTERVAL_BYTES = 20_000;
    private static final long LEDGER_BYTES = 4_000;

    private final ExecutorService network = Executors.newSingleThreadExecutor();
    private final ExecutorService background = Executors.newSingleThreadExecutor();
    private final SimulatedLedgers ledgers = new SimulatedLedgers();
    private final SimulatedRegister register = new SimulatedRegister();
    private final SimulatedDisk firstDisk = new SimulatedDisk();
    private final SimulatedDisk secondDisk = new SimulatedDisk();
    private final List<Recovery> recoveries = new CopyOnWriteArrayList<>();
    private final List<Position> restored = new CopyOnWriteArrayList<>();
    private final List<Replica> open = new ArrayList<>();
    private long epoch;
    private long number;

    private final ReplicaMonitor monitor = new ReplicaMonitor() {
        @Override
        public void recovered(Epoch ofTerm, Recovery recovery) {
            recoveries.add(recovery);
        }

        @Override
        public void restored(Position position) {
            restored.add(position);
        }
    };

    @AfterEach
    void close() {
        open.forEach(Replica::close);
        background.shutdownNow();
        network.shutdownNow();
    }

    private LedgerLog log(String name) {
        return new LedgerLog(
                ledgers.seenBy(() -> true, network::execute, network::execute),
                register.seenBy(() -> true),
                name,
                background,
                TimeSource.system(),
                LEDGER_BYTES);
    }

    private Replica open(String name, SimulatedDisk disk, StateSource source) {
        var settings = new ReplicaSettings(name, new TreeSettings(512, 1 << 14), INTERVAL_BYTES);
        var replica =
                new Replica(settings, disk, log(name), source, ReplicaListener.none(), monitor, TimeSource.system());
        open.add(replica);
        replica.follow();
        return replica;
    }

    private void lead(Replica replica) throws IOException {
        replica.lead(new Epoch(++epoch), () -> true);
    }

    private long increment(Replica leader) {
        return leader.submit(new RequestId(SESSION, 0, ++number), Numbers.CODEC, Numbers.increment(1))
                .join();
    }

    private static void awaitSamePlace(Replica leader, Replica standby) {
        Await.until(
                "the standby is where the leader is",
                () -> standby.status().durable().equals(leader.status().durable()));
    }

    @Test
    void aStandbyGoesAlongAndTakesOverWithoutReadingAgain() throws IOException {
        Replica first = open("first", firstDisk, StateSource.NONE);
        Replica second = open("second", secondDisk, StateSource.NONE);
        lead(first);
        for (int i = 1; i <= 50; i++) {
            assertThat(increment(first)).isEqualTo(i);
        }
        awaitSamePlace(first, second);
        assertThatThrownBy(() -> second.read(tree -> Numbers.read(tree, 1)))
                .isInstanceOfSatisfying(
                        CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_LEADER));
        lead(second);
        assertThat(second.<Long>read(tree -> Numbers.read(tree, 1))).isEqualTo(50);
        assertThat(second.submit(new RequestId(SESSION, 0, number), Numbers.CODEC, Numbers.increment(1))
                        .join())
                .as("a repeat of what the first leader did")
                .isEqualTo(50);
        assertThat(increment(second)).isEqualTo(51);
    }

    @Test
    void aLeaderOfThePastDropsWhatNobodyElseHasAndGoesAlong() throws IOException {
        Replica first = open("first", firstDisk, StateSource.NONE);
        Replica second = open("second", secondDisk, StateSource.NONE);
        lead(first);
        increment(first);
        lead(second);
        assertThat(first.submit(Numbers.increment(1))).failsWithin(Duration.ofSeconds(20));
        assertThat(first.hasFailed()).isTrue();
        first.follow();
        assertThat(increment(second)).isEqualTo(2);
        awaitSamePlace(second, first);
        lead(first);
        assertThat(increment(first)).isEqualTo(3);
    }

    @Test
    void leadershipGoesBackAndForthOnOpenTrees() throws IOException {
        Replica first = open("first", firstDisk, StateSource.NONE);
        Replica second = open("second", secondDisk, StateSource.NONE);
        for (int term = 0; term < 40; term++) {
            Replica leader = term % 2 == 0 ? first : second;
            lead(leader);
            for (int i = 1; i <= 5; i++) {
                assertThat(increment(leader)).isEqualTo(5L * term + i);
            }
            leader.follow();
        }
    }

    @Test
    @DisplayName("C4.8 A replica that the log has left behind takes the state of another")
    void anEmptyReplicaTakesTheStateOfAnotherWhileThatOneWritesOn() throws IOException {
        Replica first = open("first", firstDisk, StateSource.NONE);
        lead(first);
        for (int i = 0; i < 200; i++) {
            first.submit(Numbers.fill(i % 50, 1_000)).join();
            increment(first);
        }
        first.follow();
        Await.until("the log was trimmed", () -> register.record().trimmed().index() > 0);
        lead(first);
        Replica second = open("second", secondDisk, first::state);
        while (restored.isEmpty()) {
            increment(first);
        }
        long done = increment(first);
        awaitSamePlace(first, second);
        lead(second);
        assertThat(second.<Long>read(tree -> Numbers.read(tree, 1))).isEqualTo(done);
        assertThat(increment(second)).isEqualTo(done + 1);
    }

    @Test
    @DisplayName("C4.6 A damaged page of one replica is made good by the other")
    void aDamagedPageEndsTheTermAndIsMadeGoodByTheOther() throws IOException {
        Replica[] both = new Replica[2];
        both[1] = open("second", secondDisk, () -> state(both[0]));
        Replica damaged = open("first", firstDisk, () -> state(both[1]));
        both[0] = damaged;
        lead(damaged);
        for (int i = 0; i < 100; i++) {
            damaged.submit(Numbers.fill(100 + i % 50, 1_500)).join();
        }
        damaged.follow();
        awaitSamePlace(damaged, both[1]);
        damaged.close();
        both[1].close();
        for (long page = 8_192; page < firstDisk.sizeOf("tree"); page += 256) {
            firstDisk.flipBit("tree", page * Byte.SIZE + 77);
        }
        both[0] = open("first", firstDisk, () -> state(both[1]));
        both[1] = open("second", secondDisk, () -> state(both[0]));
        Await.until("the damaged one took the state of the other", () -> {
            if (restored.isEmpty()) {
                touchAll(both[0]);
            }
            return !restored.isEmpty();
        });
        awaitSamePlace(both[1], both[0]);
        lead(both[0]);
        for (int i = 0; i < 50; i++) {
            byte[] value = both[0].read(tree -> tree.get(Numbers.key(100)));
            assertThat(value).hasSize(1_500);
        }
        assertThat(both[0].submit(Numbers.increment(1)).join()).isEqualTo(1);
    }

    private static Optional<StateStream> state(@Nullable Replica other) {
        return other == null ? Optional.empty() : other.state();
    }

    /** Leads, if it can, and reads: damage shows by a failed term. */
    private void touchAll(Replica replica) {
        try {
            lead(replica);
            for (int i = 0; i < 50; i++) {
                int name = 100 + i;
                replica.read(tree -> Optional.ofNullable(tree.get(Numbers.key(name))));
            }
        } catch (IOException | CairnException noticed) {
            assertThat(noticed).isNotNull();
        }
        replica.follow();
    }
}
