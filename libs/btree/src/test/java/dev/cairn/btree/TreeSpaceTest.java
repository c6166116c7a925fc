package dev.cairn.btree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Who holds an old version, by whatever end, can read it; what nobody holds takes no space. */
class TreeSpaceTest {

    /** A few pages of hundreds stay in memory, so that old versions have to be read from disk. */
    private static final TreeSettings TINY_CACHE = new TreeSettings(512, 1_024);

    private static final int KEYS = 500;
    private static final int ROUNDS = 10;

    private final Random random = new Random(Seeds.next());
    private final SimulatedDisk disk = new SimulatedDisk();
    private int round;

    private static byte[] key(int number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }

    /** Gives every item another value, and writes it. */
    private Snapshot rewrite(Tree tree) throws IOException {
        round++;
        for (int i = 0; i < KEYS; i++) {
            byte[] value = new byte[50];
            random.nextBytes(value);
            tree.apply(List.of(
                    new Change.Put(key(i), ByteBuffer.wrap(value).putInt(round).array())));
        }
        Snapshot snapshot = tree.publish();
        tree.checkpoint(snapshot, new Position(new Epoch(1), round));
        return snapshot;
    }

    private void rewriteOften(Tree tree) throws IOException {
        for (int i = 0; i < ROUNDS; i++) {
            rewrite(tree);
            System.gc();
        }
    }

    private static List<Integer> roundsIn(Cursor cursor) {
        List<Integer> rounds = new ArrayList<>();
        while (cursor.next()) {
            rounds.add(ByteBuffer.wrap(cursor.value()).getInt());
        }
        return rounds;
    }

    @Test
    void aHeldVersionStaysReadableAndCostsItsOwnPagesOnly() throws IOException {
        try (Tree tree = Tree.open(disk, TINY_CACHE)) {
            rewriteOften(tree);
            Snapshot held = rewrite(tree);
            long bytes = tree.statistics().fileBytes();
            rewriteOften(tree);
            assertThat(tree.statistics().fileBytes())
                    .as("the held version beside the durable one and the one before it")
                    .isLessThan(2 * bytes);
            assertThat(roundsIn(held.scan(key(0), null))).hasSize(KEYS).containsOnly(ROUNDS + 1);
            assertThat(tree.verify().problems()).isEmpty();
        }
    }

    @Test
    void aCursorKeepsItsVersionWhenItsSnapshotIsForgotten() throws IOException {
        try (Tree tree = Tree.open(disk, TINY_CACHE)) {
            Cursor forward = rewrite(tree).scan(key(0), null);
            rewriteOften(tree);
            assertThat(roundsIn(forward)).hasSize(KEYS).containsOnly(1);
        }
    }

    @Test
    void aSnapshotOlderThanTheDurableOneIsRefused() throws IOException {
        try (Tree tree = Tree.open(disk, TINY_CACHE)) {
            Snapshot older = rewrite(tree);
            Snapshot newer = rewrite(tree);
            assertThatThrownBy(() -> tree.checkpoint(older, Position.START))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(tree.position().index()).isEqualTo(2);
            tree.checkpoint(newer, new Position(new Epoch(1), 3));
        }
    }
}
