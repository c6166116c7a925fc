package dev.cairn.btree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Readers see exactly the batch that their snapshot was published with, however old it is, while the writer goes on, pages
 * are written, dropped and loaded, and places are used again.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TreeConcurrencyTest {

    /** A few pages of hundreds stay in memory. */
    private static final TreeSettings TINY_CACHE = new TreeSettings(512, 4_096);

    private static final int READERS = 3;
    private static final int OLD_VERSIONS = 6;
    private static final int KEYS = 1_500;
    private static final int CHANGES_IN_A_BATCH = 40;
    private static final int CHECKPOINTS_BETWEEN_COLLECTIONS = 8;
    private static final long RUN_NANOS = 2_000_000_000L;

    /** A published version and what is in it: a hash that changes with every item. */
    private record Version(Snapshot snapshot, long batch, long items, long hash) {}

    private final long seed = Seeds.next();
    private final long end = System.nanoTime() + RUN_NANOS;
    private final SimulatedDisk disk = new SimulatedDisk();
    private final Tree tree;
    private volatile Version newest;
    private volatile boolean isOver;

    TreeConcurrencyTest() throws IOException {
        tree = Tree.open(disk, TINY_CACHE);
        newest = new Version(tree.snapshot(), 0, 0, 0);
    }

    @Test
    @DisplayName("B6.7 Readers see what was published, not what moves")
    void everyReaderSeesExactlyTheBatchOfItsSnapshot() throws Exception {
        Version last;
        try (tree;
                ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Long>> running = new ArrayList<>();
            running.add(threads.submit(untilOver(this::write)));
            Future<Long> checkpoints = threads.submit(untilOver(this::checkpoint));
            running.add(checkpoints);
            for (int reader = 0; reader < READERS; reader++) {
                var random = new Random(seed + reader);
                running.add(threads.submit(untilOver(() -> read(random))));
            }
            for (Future<Long> thread : running) {
                assertThat(thread.get()).as("work done").isPositive();
            }
            last = newest;
            tree.checkpoint(last.snapshot, position(last));
            assertThat(tree.verify().problems()).isEmpty();
            assertThat(tree.statistics().pageLoads()).isGreaterThan(KEYS);
            assertThat(tree.statistics().fileBytes())
                    .as("places were used again")
                    .isLessThan(checkpoints.get() * CHANGES_IN_A_BATCH * TreeLimits.BLOCK_BYTES);
        }
        try (Tree reopened = Tree.open(disk, TINY_CACHE)) {
            assertThat(reopened.position()).isEqualTo(position(last));
            assertHolds(reopened.snapshot(), last);
        }
    }

    private static Position position(Version version) {
        return new Position(new Epoch(1), version.batch);
    }

    /** The first failure ends all. */
    private Callable<Long> untilOver(Callable<Long> work) {
        return () -> {
            try {
                return work.call();
            } finally {
                isOver = true;
            }
        };
    }

    private boolean goesOn() {
        isOver |= System.nanoTime() - end >= 0;
        return !isOver;
    }

    /** Answers the number of batches. */
    private long write() {
        var random = new Random(seed);
        byte[][] values = new byte[KEYS][];
        long hash = 0;
        long items = 0;
        long batch = 0;
        while (goesOn()) {
            batch++;
            List<Change> changes = new ArrayList<>();
            for (int i = 0; i < CHANGES_IN_A_BATCH; i++) {
                int number = random.nextInt(KEYS);
                byte[] before = values[number];
                hash -= before == null ? 0 : hash(key(number), before);
                items -= before == null ? 0 : 1;
                values[number] = null;
                if (random.nextInt(4) == 0) {
                    changes.add(new Change.Delete(key(number)));
                } else {
                    values[number] = value(random, batch);
                    hash += hash(key(number), values[number]);
                    items++;
                    changes.add(new Change.Put(key(number), values[number].clone()));
                }
            }
            tree.apply(changes);
            newest = new Version(tree.publish(), batch, items, hash);
        }
        return batch;
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }

    private static byte[] value(Random random, long batch) {
        boolean isLarge = random.nextInt(40) == 0;
        byte[] value = new byte[8 + random.nextInt(isLarge ? 9_000 : 60)];
        random.nextBytes(value);
        ByteBuffer.wrap(value).putLong(batch);
        return value;
    }

    /** Of one item; those of all items are added. */
    private static long hash(byte[] key, byte[] value) {
        long mixed = (Arrays.hashCode(key) * 31L + Arrays.hashCode(value)) * 0x9E3779B97F4A7C15L;
        return mixed ^ mixed >>> 32;
    }

    /** Answers the number of checkpoints. */
    private long checkpoint() throws IOException {
        long count = 0;
        while (goesOn()) {
            Version version = newest;
            tree.checkpoint(version.snapshot, position(version));
            count++;
            if (count % CHECKPOINTS_BETWEEN_COLLECTIONS == 0) {
                // Places become free when their versions are collected: the sooner the harder for readers.
                System.gc();
            }
        }
        return count;
    }

    /** Answers the number of versions read, some of them again when they are old. */
    private long read(Random random) {
        List<Version> held = new ArrayList<>();
        long count = 0;
        while (goesOn()) {
            if (held.size() == OLD_VERSIONS) {
                held.remove(random.nextInt(OLD_VERSIONS));
            }
            held.add(newest);
            Version version = held.get(random.nextInt(held.size()));
            assertHolds(version.snapshot, version);
            for (int i = 0; i < 20; i++) {
                byte[] key = key(random.nextInt(KEYS));
                Cursor cursor = version.snapshot.scan(key, null);
                boolean isThere = cursor.next() && Arrays.equals(cursor.key(), key);
                assertThat(version.snapshot.get(key)).isEqualTo(isThere ? cursor.value() : null);
            }
            count++;
        }
        return count;
    }

    private static void assertHolds(Snapshot snapshot, Version version) {
        long items = 0;
        long hash = 0;
        Cursor cursor = snapshot.scan(new byte[] {0}, null);
        while (cursor.next()) {
            items++;
            hash += hash(cursor.key(), cursor.value());
        }
        assertThat(items).isEqualTo(version.items);
        assertThat(hash).as("content of batch %d", version.batch).isEqualTo(version.hash);
    }
}
