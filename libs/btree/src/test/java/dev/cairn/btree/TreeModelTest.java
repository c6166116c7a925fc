package dev.cairn.btree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tree does what a sorted map does: in the working state, in old snapshots, and after any crash. */
class TreeModelTest {

    private static final TreeSettings SMALL = new TreeSettings(512, 4_096);

    /** Pages that fill their blocks. */
    private static final TreeSettings DENSE = new TreeSettings(16_384, 64 << 10);

    private static final int DIRECTORIES = 6;

    private final Random random = new Random(Seeds.next());
    private final SimulatedDisk disk = new SimulatedDisk();

    private NavigableMap<byte[], byte[]> model = new TreeMap<>(Arrays::compareUnsigned);

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 2_048, 16_384})
    void everyVersionEqualsTheMapItWasMadeFrom(int pageBytes) throws IOException {
        try (Tree tree = Tree.open(disk, new TreeSettings(pageBytes, Math.max(4_096, 3 * pageBytes)))) {
            List<Map.Entry<Snapshot, NavigableMap<byte[], byte[]>>> old = new ArrayList<>();
            for (int round = 1; round <= 60; round++) {
                changeAtRandom(tree, 300);
                assertSame(tree.working(), model);
                Snapshot snapshot = tree.publish();
                assertThat(snapshot.items()).isEqualTo(model.size());
                old.add(Map.entry(snapshot, copyOf(model)));
                if (round % 3 == 0) {
                    tree.checkpoint(snapshot, new Position(new Epoch(1), round));
                    assertThat(tree.verify().problems()).isEmpty();
                }
                if (old.size() > 8) {
                    old.remove(random.nextInt(old.size()));
                }
                var version = old.get(random.nextInt(old.size()));
                assertSame(version.getKey(), version.getValue());
            }
            assertThat(tree.statistics().pageLoads())
                    .as("pages dropped and loaded again")
                    .isPositive();
        }
    }

    @Test
    void aCrashAtAnyWriteLeavesTheLastDurableCheckpoint() throws IOException {
        NavigableMap<byte[], byte[]> durable = copyOf(model);
        Position position = Position.START;
        for (int round = 1; round <= 150; round++) {
            try (Tree tree = Tree.open(disk, SMALL)) {
                boolean isDurable = tree.position().equals(position);
                assertThat(isDurable || tree.position().index() == round - 1).isTrue();
                model = copyOf(isDurable ? durable : model);
                durable = copyOf(model);
                position = tree.position();
                assertSame(tree.snapshot(), model);
                assertThat(tree.verify().problems()).isEmpty();

                changeAtRandom(tree, 60);
                disk.failFrom(1 + random.nextInt(40));
                try {
                    tree.checkpoint(tree.publish(), new Position(new Epoch(1), round));
                    durable = copyOf(model);
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
            changeAtRandom(tree, 2_000);
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
            assertSame(tree.snapshot(), model);
            return true;
        } catch (CairnException named) {
            assertThat(named.code()).isEqualTo(ErrorCode.CORRUPT);
            return false;
        }
    }

    private void changeAtRandom(Tree tree, int count) {
        int sequence = random.nextInt(1_000);
        for (int i = 0; i < count; i++) {
            Change change = random.nextInt(3) == 0 ? put(ascending(sequence++)) : changeAtRandom();
            tree.apply(List.of(change));
            applyToModel(change);
        }
    }

    private Change changeAtRandom() {
        int dice = random.nextInt(100);
        if (dice < 50) {
            return put(key());
        }
        if (dice < 80) {
            byte[] near = model.ceilingKey(key());
            return new Change.Delete(near == null ? key() : near);
        }
        if (dice < 99) {
            return new Change.Add(counterKey(), new long[] {random.nextInt(5) - 2, random.nextInt(3) - 1});
        }
        int kind = random.nextInt(20);
        if (kind < 8) {
            byte[] directory = ByteBuffer.allocate(5)
                    .put((byte) 0xA0)
                    .putInt(random.nextInt(DIRECTORIES))
                    .array();
            byte[] next = directory.clone();
            next[4]++;
            return new Change.DeleteRange(directory, next);
        }
        byte[] from = key();
        byte[] to = key();
        if (kind < 19) {
            to = Arrays.copyOf(from, from.length + 1);
            to[0]++;
        }
        return new Change.DeleteRange(from, to);
    }

    private Change put(byte[] key) {
        int length = switch (random.nextInt(200)) {
            case 0 -> random.nextInt(65_535);
            case 1, 2, 3 -> random.nextInt(5_000);
            default -> random.nextInt(60);
        };
        byte[] value = new byte[length];
        random.nextBytes(value);
        return new Change.Put(key, value);
    }

    private byte[] key() {
        boolean isLong = random.nextInt(300) == 0;
        byte[] key = new byte[1 + random.nextInt(isLong ? TreeLimits.KEY_BYTES_MAX : 12)];
        random.nextBytes(key);
        if (isLong) {
            // Long keys are alike for long.
            Arrays.fill(key, 1, key.length - key.length / 10, (byte) 7);
        }
        key[0] = (byte) random.nextInt(0x70);
        return key;
    }

    private byte[] counterKey() {
        return new byte[] {(byte) 0xC0, (byte) random.nextInt(40)};
    }

    /** Runs of ascending keys in the middle of the tree, more or less in order, as the items of directories come. */
    private byte[] ascending(int sequence) {
        return ByteBuffer.allocate(10)
                .put((byte) 0xA0)
                .putInt(random.nextInt(20) == 0 ? random.nextInt(DIRECTORIES) : sequence % 3)
                .putInt(sequence - random.nextInt(3))
                .put((byte) 1)
                .array();
    }

    private void applyToModel(Change change) {
        switch (change) {
            case Change.Put(byte[] key, byte[] value) -> model.put(key, value);
            case Change.Delete(byte[] key) -> model.remove(key);
            case Change.Add(byte[] key, long[] deltas) -> {
                ByteBuffer before = ByteBuffer.wrap(model.getOrDefault(key, new byte[16]));
                long first = before.getLong() + deltas[0];
                long second = before.getLong() + deltas[1];
                if (first == 0 && second == 0) {
                    model.remove(key);
                } else {
                    model.put(
                            key,
                            ByteBuffer.allocate(16)
                                    .putLong(first)
                                    .putLong(second)
                                    .array());
                }
            }
            case Change.DeleteRange(byte[] from, byte[] to) -> {
                if (Arrays.compareUnsigned(from, to) < 0) {
                    model.subMap(from, true, to, false).clear();
                }
            }
        }
    }

    private void assertSame(TreeView tree, NavigableMap<byte[], byte[]> expected) {
        Cursor forward = tree.scan(new byte[] {0}, null);
        Cursor backward = tree.scanBackward(null, new byte[] {0});
        for (Map.Entry<byte[], byte[]> item : expected.tailMap(new byte[] {0}).entrySet()) {
            assertThat(forward.next()).isTrue();
            assertThat(forward.key()).isEqualTo(item.getKey());
            assertThat(forward.value()).isEqualTo(item.getValue());
        }
        assertThat(forward.next()).isFalse();
        for (byte[] key : expected.descendingKeySet()) {
            assertThat(backward.next()).isTrue();
            assertThat(backward.key()).isEqualTo(key);
        }
        assertThat(backward.next()).isFalse();
        for (int i = 0; i < 20; i++) {
            byte[] key = key();
            assertThat(tree.get(key)).isEqualTo(expected.get(key));
            Cursor part = tree.scan(key, null);
            byte[] ceiling = expected.ceilingKey(key);
            assertThat(part.next()).isEqualTo(ceiling != null);
            if (ceiling != null) {
                assertThat(part.key()).isEqualTo(ceiling);
            }
        }
    }

    private static NavigableMap<byte[], byte[]> copyOf(NavigableMap<byte[], byte[]> map) {
        NavigableMap<byte[], byte[]> copy = new TreeMap<>(Arrays::compareUnsigned);
        copy.putAll(map);
        return copy;
    }
}
