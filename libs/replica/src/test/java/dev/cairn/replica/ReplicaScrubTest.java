package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.btree.Tree;
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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A damaged leaf that nobody reads is found, and made good by another replica or named. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaScrubTest {

    /** Large enough that there is no checkpoint, which would trim the log of both, before a replica is closed. */
    private static final TreeSettings TREE = new TreeSettings(512, 1 << 20);

    private final MemoryLog log = new MemoryLog();
    private final SimulatedDisk firstDisk = new SimulatedDisk();
    private final SimulatedDisk secondDisk = new SimulatedDisk();
    private final List<Throwable> damage = new CopyOnWriteArrayList<>();
    private final List<ScrubReport> rounds = new CopyOnWriteArrayList<>();
    private final List<Position> restored = new CopyOnWriteArrayList<>();

    private final ReplicaMonitor monitor = new ReplicaMonitor() {
        @Override
        public void damaged(Throwable why) {
            damage.add(why);
        }

        @Override
        public void scrubbed(ScrubReport report) {
            rounds.add(report);
        }

        @Override
        public void restored(Position position) {
            restored.add(position);
        }
    };

    private Replica open(SimulatedDisk disk, StateSource source, ReplicaMonitor watching) {
        var settings = new ReplicaSettings("scrubbed", TREE, 1 << 20);
        return new Replica(settings, disk, log, source, ReplicaListener.none(), watching, TimeSource.system());
    }

    /** Leaves trees of two replicas at the same place. */
    private void fillBoth() throws IOException {
        try (Replica first = open(firstDisk, StateSource.NONE, ReplicaMonitor.NONE)) {
            first.lead(new Epoch(1), () -> true);
            for (int name = 0; name < 100; name++) {
                first.submit(Numbers.fill(name, 100)).join();
            }
            try (Replica second = open(secondDisk, StateSource.NONE, ReplicaMonitor.NONE)) {
                second.follow();
                Await.until(
                        "the second has all",
                        () -> second.status().durable().equals(first.status().durable()));
            }
        }
    }

    /** Damages a leaf, which opening the tree does not read. */
    private static void damageALeaf(SimulatedDisk disk) throws IOException {
        for (long page = 8_192; page < disk.sizeOf("tree"); page += 4_096) {
            disk.flipBit("tree", (page + 100) * Byte.SIZE);
            try (Tree tree = Tree.open(disk, TREE)) {
                if (!tree.verify().isWhole()) {
                    return;
                }
            } catch (CairnException aBranch) {
                assertThat(aBranch.code()).isEqualTo(ErrorCode.CORRUPT);
            }
            disk.flipBit("tree", (page + 100) * Byte.SIZE);
        }
        throw new AssertionError("there is no leaf");
    }

    private static boolean isWhole(SimulatedDisk disk) throws IOException {
        try (Tree tree = Tree.open(disk, TREE)) {
            return tree.verify().isWhole();
        }
    }

    @Test
    void aWholeTreeIsReadToItsEnd() throws IOException {
        fillBoth();
        try (Replica replica = open(firstDisk, StateSource.NONE, monitor)) {
            replica.follow();
            Await.until("a round is done", () -> !rounds.isEmpty());
            assertThat(rounds.getFirst().pages()).isGreaterThan(10);
            assertThat(damage).isEmpty();
        }
    }

    @Test
    @DisplayName("C4.6 A standby finds a damaged leaf before anybody reads it, and takes the state of the other")
    void aStandbyFindsADamagedLeafBeforeAnybodyReadsIt() throws IOException {
        fillBoth();
        damageALeaf(firstDisk);
        try (Replica peer = open(secondDisk, StateSource.NONE, ReplicaMonitor.NONE)) {
            peer.follow();
            Await.until("the peer is open", () -> peer.state().isPresent());
            try (Replica replica = open(firstDisk, peer::state, monitor)) {
                replica.follow();
                Await.until("it is restored", () -> !restored.isEmpty());
                assertThat(damage).isNotEmpty();
            }
        }
        assertThat(isWhole(firstDisk)).isTrue();
    }

    @Test
    @DisplayName("C4.6 A leader finds a damaged leaf, and gives its term up to be restored")
    void aLeaderFindsADamagedLeafAndGivesItsTermUp() throws IOException {
        fillBoth();
        damageALeaf(firstDisk);
        try (Replica peer = open(secondDisk, StateSource.NONE, ReplicaMonitor.NONE)) {
            peer.follow();
            Await.until("the peer is open", () -> peer.state().isPresent());
            try (Replica replica = open(firstDisk, peer::state, monitor)) {
                replica.lead(new Epoch(2), () -> true);
                Await.until("the term ends", replica::hasFailed);
                replica.follow();
                Await.until("it is restored", () -> !restored.isEmpty());
            }
        }
        assertThat(isWhole(firstDisk)).isTrue();
    }

    @Test
    void withoutAnotherReplicaTheDamageIsNamedAndTheRestIsServed() throws IOException {
        fillBoth();
        damageALeaf(firstDisk);
        try (Replica replica = open(firstDisk, StateSource.NONE, monitor)) {
            replica.lead(new Epoch(2), () -> true);
            Await.until("it is named", () -> !damage.isEmpty());
            assertThat(damage.getFirst()).hasMessageContaining("page at byte");
            assertThat(replica.hasFailed()).isFalse();
            int refused = 0;
            for (int name = 0; name < 100; name++) {
                byte[] key = Numbers.key(name);
                try {
                    byte[] value = replica.read(tree -> tree.get(key));
                    assertThat(value).isEqualTo(new byte[100]);
                } catch (CairnException damaged) {
                    assertThat(damaged.code()).isEqualTo(ErrorCode.CORRUPT);
                    refused++;
                }
            }
            assertThat(refused).isBetween(1, 99);
        }
    }
}
