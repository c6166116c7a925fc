package dev.cairn.btree;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a tree should hold, and random changes for both: short and long keys, runs of ascending ones, large values, counters,
 * ranges.
 */
final class TreeModel {

    private static final int DIRECTORIES = 6;

    private final Random random;
    private final NavigableMap<byte[], byte[]> items = new TreeMap<>(Arrays::compareUnsigned);

    TreeModel(Random random) {
        this.random = random;
    }

    TreeModel copy() {
        var copy = new TreeModel(random);
        copy.items.putAll(items);
        return copy;
    }

    NavigableMap<byte[], byte[]> items() {
        return items;
    }

    /** Changes tree and model alike: the tree in small and large batches, the model one by one. */
    void change(Tree tree, int count) {
        int sequence = random.nextInt(1_000);
        List<Change> batch = new ArrayList<>();
        int batchSize = 1 + random.nextInt(100);
        for (int i = 0; i < count; i++) {
            Change change = random.nextInt(3) == 0 ? put(ascending(sequence++)) : changeAtRandom();
            apply(change);
            batch.add(change);
            if (batch.size() == batchSize || i == count - 1) {
                tree.apply(batch);
                batch.clear();
                batchSize = 1 + random.nextInt(random.nextBoolean() ? 3 : 100);
            }
        }
    }

    private Change changeAtRandom() {
        int dice = random.nextInt(100);
        if (dice < 50) {
            return put(key());
        }
        if (dice < 80) {
            byte[] near = items.ceilingKey(key());
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

    void apply(Change change) {
        switch (change) {
            case Change.Put(byte[] key, byte[] value) -> items.put(key, value);
            case Change.Delete(byte[] key) -> items.remove(key);
            case Change.Add(byte[] key, long[] deltas) -> {
                ByteBuffer before = ByteBuffer.wrap(items.getOrDefault(key, new byte[16]));
                long first = before.getLong() + deltas[0];
                long second = before.getLong() + deltas[1];
                if (first == 0 && second == 0) {
                    items.remove(key);
                } else {
                    items.put(
                            key,
                            ByteBuffer.allocate(16)
                                    .putLong(first)
                                    .putLong(second)
                                    .array());
                }
            }
            case Change.DeleteRange(byte[] from, byte[] to) -> {
                if (Arrays.compareUnsigned(from, to) < 0) {
                    items.subMap(from, true, to, false).clear();
                }
            }
        }
    }

    /** @throws AssertionError if a walk in either direction or a look at a random key shows anything else */
    void assertSame(TreeView tree) {
        Cursor forward = tree.scan(new byte[] {0}, null);
        Cursor backward = tree.scanBackward(null, new byte[] {0});
        for (Map.Entry<byte[], byte[]> item : items.tailMap(new byte[] {0}).entrySet()) {
            assertThat(forward.next()).isTrue();
            assertThat(forward.key()).isEqualTo(item.getKey());
            assertThat(forward.value()).isEqualTo(item.getValue());
        }
        assertThat(forward.next()).isFalse();
        for (byte[] key : items.descendingKeySet()) {
            assertThat(backward.next()).isTrue();
            assertThat(backward.key()).isEqualTo(key);
        }
        assertThat(backward.next()).isFalse();
        for (int i = 0; i < 20; i++) {
            byte[] key = key();
            assertThat(tree.get(key)).isEqualTo(items.get(key));
            Cursor part = tree.scan(key, null);
            byte[] ceiling = items.ceilingKey(key);
            assertThat(part.next()).isEqualTo(ceiling != null);
            if (ceiling != null) {
                assertThat(part.key()).isEqualTo(ceiling);
            }
        }
    }
}
