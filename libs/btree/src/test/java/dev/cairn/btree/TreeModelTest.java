package dev.cairn.btree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree does what a sorted map does: in the working state, in old snapshots, and after any crash. */
class TreeModelTest {

    private static final TreeSettings SMALL = new TreeSettings(512, 4_096);

    /** Pages that fill their blocks. */
    private static final TreeSettings DENSE = new TreeSettings(16_384, 64 << 10);

    private final Random random = new Random(Seeds.next());
    private final SimulatedDisk disk = new SimulatedDisk();

    private TreeModel model = new TreeModel(random);

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 2_048, 16_384})
    void everyVersionEqualsTheMapItWasMadeFrom(int pageBytes) throws IOException {
        try (Tree tree = Tree.open(disk, new TreeSettings(pageBytes, Math.max(4_096, 3 * pageBytes)))) {
            List<Map.Entry<Snapshot, TreeModel>> old = new ArrayList<>();
            for (int round = 1; round <= 60; round++) {
                model.change(tree, 300);
                model.assertSame(tree.working());
                Snapshot snapshot = tree.publish();
                assertThat(snapshot.items()).isEqualTo(model.items().size());
                old.add(Map.entry(snapshot, model.copy()));
                if (round % 3 == 0) {
                    tree.checkpoint(snapshot, new Position(new Epoch(1), round));
                    assertThat(tree.verify().problems()).isEmpty();
                }
                if (old.size() > 8) {
                    old.remove(random.nextInt(old.size()));
                }
                var version = old.get(random.nextInt(old.size()));
                version.getValue().assertSame(version.getKey());
            }
            assertThat(tree.statistics().pageLoads())
                    .as("pages dropped and loaded again")
                    .isPositive();
        }
    }

    /** Of few keys, so that most changes of a batch meet others of the same key. */
    @Test
    void aBatchDoesWhatItsChangesDoOneAfterTheOther() throws IOException {
        try (Tree together = Tree.open(disk, SMALL);
                Tree apart = Tree.open(new SimulatedDisk(), SMALL)) {
            for (int round = 0; round < 200; round++) {
                List<Change> batch = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    batch.add(changeOfFewKeys());
                }
                together.apply(batch);
                batch.forEach(change -> apart.apply(List.of(change)));
                assertThat(together.publish().items()).isEqualTo(apart.publish().items());
                Cursor expected = apart.working().scan(new byte[] {0}, null);
                Cursor actual = together.working().scan(new byte[] {0}, null);
                while (expected.next()) {
                    assertThat(actual.next()).isTrue();
                    assertThat(actual.key()).isEqualTo(expected.key());
                    assertThat(actual.value()).isEqualTo(expected.value());
                }
                assertThat(actual.next()).isFalse();
            }
        }
    }

    private Change changeOfFewKeys() {
        byte[] key = {(byte) (random.nextInt(8) * 40), (byte) random.nextInt(12)};
        return switch (random.nextInt(20)) {
            case 0 -> new Change.DeleteRange(key, new byte[] {(byte) (key[0] + 40)});
            case 1, 2, 3 -> new Change.Delete(key);
            case 4, 5, 6, 7, 8 -> new Change.Add(key, new long[] {random.nextInt(3) - 1});
            default ->
                new Change.Put(
                        key, ByteBuffer.allocate(8).putLong(random.nextInt(3)).array());
        };
    }

    @Test
    void aBatchWithAChangeOverTheLimitsChangesNothing() throws IOException {
        try (Tree tree = Tree.open(disk, SMALL)) {
            Change good = new Change.Put(new byte[] {1}, new byte[1]);
            for (Change bad : List.of(
                    new Change.Put(new byte[0], new byte[1]),
                    new Change.Put(new byte[TreeLimits.KEY_BYTES_MAX + 1], new byte[1]),
                    new Change.Put(new byte[] {2}, new byte[TreeLimits.VALUE_BYTES_MAX + 1]),
                    new Change.Add(new byte[] {2}, new long[TreeLimits.VALUE_BYTES_MAX / Long.BYTES + 1]))) {
                assertThatThrownBy(() -> tree.apply(List.of(good, bad))).isInstanceOf(IllegalArgumentException.class);
                assertThat(tree.publish().items()).isZero();
            }
        }
    }

    @Test
    void aCrashAtAnyWriteLeavesTheLastDurableCheckpoint() throws IOException {
        TreeModel durable = model.copy();
        Position position = Position.START;
        for (int round = 1; round <= 150; round++) {
            try (Tree tree = Tree.open(disk, SMALL)) {
                boolean isDurable = tree.position().equals(position);
                assertThat(isDurable || tree.position().index() == round - 1).isTrue();
                model = (isDurable ? durable : model).copy();
                durable = model.copy();
                position = tree.position();
                model.assertSame(tree.snapshot());
                assertThat(tree.verify().problems()).isEmpty();

                model.change(tree, 60);
                disk.failFrom(1 + random.nextInt(40));
                try {
                    tree.checkpoint(tree.publish(), new Position(new Epoch(1), round));
                    durable = model.copy();
                    position = new Position(new Epoch(1), round);
                } catch (IOException injected) {
                    // The crash below decides what is left of it.
                }
                disk.heal();
            }
            disk.crash(random);
        }
    }

    @Test
    void aFlippedBitIsNeverServed() throws IOException {
        try (Tree tree = Tree.open(disk, DENSE)) {
            model.change(tree, 2_000);
            tree.checkpoint(tree.publish(), new Position(new Epoch(1), 1));
        }
        long bits = disk.sizeOf("tree") * 8;
        int detected = 0;
        for (int i = 0; i < 300; i++) {
            long bit = (long) (random.nextDouble() * bits);
            disk.flipBit("tree", bit);
            detected += readsAllOrFails() ? 0 : 1;
            disk.flipBit("tree", bit);
        }
        assertThat(detected).as("most bits of the file are in use").isGreaterThan(100);
    }

    private boolean readsAllOrFails() throws IOException {
        try (Tree tree = Tree.open(disk, DENSE)) {
            if (tree.position().equals(Position.START)) {
                return false;
            }
            model.assertSame(tree.snapshot());
            return true;
        } catch (CairnException named) {
            assertThat(named.code()).isEqualTo(ErrorCode.CORRUPT);
            return false;
        }
    }
}
