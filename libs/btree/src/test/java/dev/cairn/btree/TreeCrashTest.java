package dev.cairn.btree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the disk does, and whenever the power goes, the last durable checkpoint is there, and no space is lost. */
class TreeCrashTest {

    private static final TreeSettings SMALL = new TreeSettings(512, 4_096);
    private static final int ROUNDS_BEFORE = 4;

    private final long seed = Seeds.next();
    private final Random random = new Random(seed);
    private SimulatedDisk disk = new SimulatedDisk();
    private TreeModel model = new TreeModel(random);
    private TreeModel durable = model;
    private int durableRound;

    /** The same disk, with some checkpoints on it, again and again. */
    private Tree treeWithHistory() throws IOException {
        var history = new Random(seed);
        disk = new SimulatedDisk();
        model = new TreeModel(history);
        Tree tree = Tree.open(disk, SMALL);
        for (int round = 1; round <= ROUNDS_BEFORE; round++) {
            model.change(tree, 60);
            checkpoint(tree, round);
        }
        model.change(tree, 60);
        return tree;
    }

    private static Position at(int round) {
        return round == 0 ? Position.START : new Position(new Epoch(1), round);
    }

    private void checkpoint(Tree tree, int round) throws IOException {
        tree.checkpoint(tree.publish(), at(round));
        durable = model.copy();
        durableRound = round;
    }

    /** Opens the tree and holds it against the last durable state, or the present one if that may have become durable. */
    private Tree reopened(int roundTried) throws IOException {
        Tree tree = Tree.open(disk, SMALL);
        assertThat(tree.position()).isIn(at(durableRound), at(roundTried));
        if (tree.position().equals(at(durableRound))) {
            model = durable.copy();
        }
        durable = model.copy();
        durableRound = (int) tree.position().index();
        model.assertSame(tree.snapshot());
        assertThat(tree.snapshot().items()).isEqualTo(model.items().size());
        assertThat(tree.verify().problems()).isEmpty();
        return tree;
    }

    @Test
    void powerLossAtEveryStepOfACheckpointLeavesItOrTheOneBefore() throws IOException {
        boolean isDone = false;
        for (int step = 1; !isDone; step++) {
            try (Tree tree = treeWithHistory()) {
                disk.failFrom(step);
                isDone = succeeds(tree, ROUNDS_BEFORE + 1);
            }
            disk.heal();
            disk.crash(random);
            try (Tree tree = reopened(ROUNDS_BEFORE + 1)) {
                assertThat(tree.position().equals(at(ROUNDS_BEFORE + 1)) || !isDone)
                        .isTrue();
                model.change(tree, 60);
                checkpoint(tree, ROUNDS_BEFORE + 2);
            }
            disk.crash(random);
            reopened(ROUNDS_BEFORE + 2).close();
        }
    }

    private boolean succeeds(Tree tree, int round) {
        try {
            checkpoint(tree, round);
            return true;
        } catch (IOException injected) {
            return false;
        }
    }

    @Test
    void aFailedStepIsMadeGoodByTheNextCheckpointOrRefusedUntilReopened() throws IOException {
        boolean isDone = false;
        for (int step = 1; !isDone; step++) {
            boolean isRetried;
            try (Tree tree = treeWithHistory()) {
                disk.failOnce(step);
                isDone = succeeds(tree, ROUNDS_BEFORE + 1);
                assertThat(isDone || tree.position().equals(at(ROUNDS_BEFORE))).isTrue();
                model.assertSame(tree.snapshot());
                model.change(tree, 30);
                isRetried = succeeds(tree, ROUNDS_BEFORE + 2);
                if (isRetried) {
                    assertThat(tree.verify().problems()).isEmpty();
                }
            }
            if (isRetried) {
                disk.crash(random);
                reopened(ROUNDS_BEFORE + 2).close();
            }
        }
    }

    @Test
    void aTreeReopenedAfterAFailedSyncSurvivesAPowerLoss() throws IOException {
        int steps = stepsOfOneCheckpoint();
        for (int before = 0; before < 3; before++) {
            boolean isDone = false;
            for (int step = 1; !isDone; step++) {
                try (Tree tree = treeWithHistory()) {
                    disk.failOnce(steps - before);
                    assertThat(succeeds(tree, ROUNDS_BEFORE + 1)).isFalse();
                }
                // The process starts again; the machine went on and still shows what never reached the disk.
                try (Tree tree = reopened(ROUNDS_BEFORE + 1)) {
                    model.change(tree, 60);
                    disk.failFrom(step);
                    isDone = succeeds(tree, ROUNDS_BEFORE + 2);
                }
                disk.heal();
                disk.crash(random);
                reopened(ROUNDS_BEFORE + 2).close();
            }
        }
    }

    private int stepsOfOneCheckpoint() throws IOException {
        try (Tree tree = treeWithHistory()) {
            int before = disk.operations();
            checkpoint(tree, ROUNDS_BEFORE + 1);
            return disk.operations() - before;
        }
    }

    @Test
    void aFailedSyncInTheMiddleOfALargeCheckpointIsNotForgotten() throws IOException {
        var settings = new TreeSettings(512, 1 << 20);
        try (Tree tree = Tree.open(disk, settings)) {
            for (int i = 0; i < 1_100; i++) {
                tree.apply(List.of(new Change.Put(key(i), new byte[TreeLimits.VALUE_BYTES_MAX])));
            }
            Snapshot snapshot = tree.publish();
            disk.failNextSync();
            for (int attempt = 1; attempt <= 2; attempt++) {
                assertThatThrownBy(() -> tree.checkpoint(snapshot, at(1)))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("sync");
            }
        }
        disk.crash(random);
        reopened(0).close();
    }

    @Test
    void aFullDiskLeavesTheLastCheckpointAndRoomMakesGood() throws IOException {
        try (Tree tree = treeWithHistory()) {
            for (int extra = 0; extra < 40; extra++) {
                disk.limitTo(disk.sizeOf("tree") + extra * 1_000L);
                int tried = ROUNDS_BEFORE + 1 + extra;
                if (!succeeds(tree, tried)) {
                    assertThat(tree.position()).isEqualTo(at(durableRound));
                    assertThat(tree.verify().problems()).isEmpty();
                }
                model.assertSame(tree.snapshot());
                model.change(tree, 60);
            }
            disk.heal();
            checkpoint(tree, 1_000);
        }
        disk.crash(random);
        reopened(1_000).close();
    }

    @Test
    void everyPlaceThatNoVersionNeedsIsUsedAgain() throws IOException {
        int round = ROUNDS_BEFORE;
        treeWithHistory().close();
        model = durable.copy();
        try (Tree tree = reopened(round)) {
            for (int i = 0; i < 60; i++) {
                model.change(tree, 50);
                if (random.nextBoolean()) {
                    // Only writes: after a failed sync the tree has to be opened anew.
                    disk.failOnce(1 + random.nextInt(5));
                    disk.limitTo(disk.sizeOf("tree") + random.nextInt(200_000));
                }
                succeeds(tree, ++round);
                disk.heal();
            }
            int last = round + 1;
            Await.until("all but the newest checkpoint is free", () -> isWithoutLosses(tree, last));
        }
    }

    /** Compares with the map of free space that a start makes from the pages themselves. */
    private boolean isWithoutLosses(Tree tree, int round) {
        System.gc();
        try {
            checkpoint(tree, round);
            try (Tree other = Tree.open(disk, SMALL)) {
                return usedBytes(tree) == usedBytes(other);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long usedBytes(Tree tree) {
        TreeStatistics statistics = tree.statistics();
        return statistics.fileBytes() - statistics.freeBytes();
    }

    @Test
    void theFileOfATreeThatKeepsItsSizeKeepsItsSizeToo() throws IOException {
        try (Tree tree = Tree.open(disk, SMALL)) {
            long settled = 0;
            for (int round = 1; round <= 150; round++) {
                for (int i = 0; i < 50; i++) {
                    tree.apply(List.of(new Change.Put(key(random.nextInt(1_000)), new byte[100])));
                }
                checkpoint(tree, round);
                if (round % 5 == 0) {
                    System.gc();
                }
                settled = round == 75 ? tree.statistics().fileBytes() : settled;
            }
            assertThat(tree.statistics().fileBytes()).isLessThan(2 * settled);
        }
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }
}
