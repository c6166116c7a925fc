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
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A loaded tree is a tree like any other, and until it is published nothing has happened. */
class TreeLoaderTest {

    private static final TreeSettings SMALL = new TreeSettings(512, 4_096);
    private static final Position OLD = new Position(new Epoch(1), 7);
    private static final Position LOADED = new Position(new Epoch(2), 9);

    private final Random random = new Random(Seeds.next());
    private final SimulatedDisk disk = new SimulatedDisk();

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 2_048, 16_384})
    void aLoadedTreeHoldsWhatWasLoadedAndGoesOnLikeAnyOther(int pageBytes) throws IOException {
        var settings = new TreeSettings(pageBytes, Math.max(4_096, 3 * pageBytes));
        TreeModel model = randomModel(3_000);
        load(model, settings, LOADED);
        disk.crash(random);
        try (Tree tree = Tree.open(disk, settings)) {
            assertThat(tree.position()).isEqualTo(LOADED);
            assertThat(tree.snapshot().items()).isEqualTo(model.items().size());
            assertThat(tree.verify().problems()).isEmpty();
            model.assertSame(tree.snapshot());
            for (int round = 1; round <= 10; round++) {
                model.change(tree, 200);
                tree.checkpoint(tree.publish(), new Position(new Epoch(2), 9 + round));
                assertThat(tree.verify().problems()).isEmpty();
            }
        }
        try (Tree tree = Tree.open(disk, settings)) {
            model.assertSame(tree.snapshot());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 60})
    void fewItemsMakeAWholeTreeToo(int count) throws IOException {
        try (TreeLoader loader = TreeLoader.begin(disk, SMALL)) {
            for (int i = 0; i < count; i++) {
                loader.append(key(i), new byte[8]);
            }
            loader.publish(LOADED);
        }
        try (Tree tree = Tree.open(disk, SMALL)) {
            assertThat(tree.verify().problems()).isEmpty();
            assertThat(tree.verify().items()).isEqualTo(count);
        }
    }

    @Test
    void leavesAreFull() throws IOException {
        var settings = new TreeSettings(4_096, 64 << 10);
        try (TreeLoader loader = TreeLoader.begin(disk, settings)) {
            for (int i = 0; i < 20_000; i++) {
                loader.append(key(i), new byte[50]);
            }
            loader.publish(LOADED);
        }
        try (Tree tree = Tree.open(disk, settings)) {
            VerifyReport report = tree.verify();
            assertThat(report.pageBytes()).isGreaterThan(report.pages() * 4_096 * 95 / 100);
        }
    }

    @Test
    void pagesGoToDiskAsTheyFill() throws IOException {
        var settings = new TreeSettings(4_096, 64 << 10);
        long taken = 0;
        long behind = 0;
        try (TreeLoader loader = TreeLoader.begin(disk, settings)) {
            for (int i = 0; i < 20_000; i++) {
                byte[] value = new byte[random.nextInt(1_000) == 0 ? random.nextInt(65_535) : 50];
                loader.append(key(i), value);
                taken += value.length;
                behind = Math.max(behind, taken - disk.sizeOf("tree.loading"));
            }
            loader.publish(LOADED);
        }
        try (Tree tree = Tree.open(disk, settings)) {
            assertThat(tree.statistics().height()).isGreaterThan(1);
        }
        assertThat(behind).as("bytes that were only in memory").isLessThan(4_096);
    }

    @Test
    void aCrashAtAnyStepLeavesTheOldTreeOrTheLoadedOne() throws IOException {
        TreeModel before = randomModel(100);
        TreeModel loaded = randomModel(150);
        load(loaded, SMALL, LOADED);
        int steps = disk.operations();
        int kept = 0;
        for (int step = 1; step <= steps + 1; step++) {
            var victim = new SimulatedDisk();
            try (Tree tree = Tree.open(victim, SMALL)) {
                before.items().forEach((key, value) -> tree.apply(List.of(new Change.Put(key, value))));
                tree.checkpoint(tree.publish(), OLD);
            }
            victim.failFrom(step);
            boolean isPublished = true;
            try (TreeLoader loader = TreeLoader.begin(victim, SMALL)) {
                appendAll(loader, loaded);
                loader.publish(LOADED);
            } catch (IOException injected) {
                isPublished = false;
            }
            victim.heal();
            victim.crash(random);
            try (Tree tree = Tree.open(victim, SMALL)) {
                boolean isOld = tree.position().equals(OLD);
                kept += isOld ? 1 : 0;
                assertThat(isOld && isPublished).isFalse();
                assertThat(tree.position()).isIn(OLD, LOADED);
                (isOld ? before : loaded).assertSame(tree.snapshot());
                assertThat(tree.verify().problems()).isEmpty();
                assertThat(victim.names()).containsExactly("tree");
            }
        }
        assertThat(kept).isBetween(steps - 2, steps);
    }

    @Test
    void aFullDiskLeavesTheOldTree() throws IOException {
        TreeModel before = randomModel(100);
        load(before, SMALL, OLD);
        disk.limitTo(disk.sizeOf("tree") + 100_000);
        try (TreeLoader loader = TreeLoader.begin(disk, SMALL)) {
            TreeModel large = randomModel(2_000);
            assertThatThrownBy(() -> appendAll(loader, large)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> loader.publish(LOADED)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(disk.names()).containsExactly("tree");
        try (Tree tree = Tree.open(disk, SMALL)) {
            before.assertSame(tree.snapshot());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 499, 500})
    void keysOutOfOrderAreRefusedAndNothingIsPublished(int key) throws IOException {
        try (TreeLoader loader = TreeLoader.begin(disk, SMALL)) {
            for (int i = 0; i <= 500; i++) {
                loader.append(key(i), new byte[8]);
            }
            assertThatThrownBy(() -> loader.append(key(key), new byte[8]))
                    .isInstanceOfSatisfying(
                            CairnException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.EINVAL));
            assertThatThrownBy(() -> loader.publish(LOADED)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(disk.names()).isEmpty();
    }

    @Test
    void aSecondLoadDoesNotSeeTheBytesOfABrokenOne() throws IOException {
        TreeLoader broken = TreeLoader.begin(disk, SMALL);
        appendAll(broken, randomModel(2_000));
        disk.crash(random);
        TreeModel model = randomModel(50);
        load(model, SMALL, LOADED);
        try (Tree tree = Tree.open(disk, SMALL)) {
            model.assertSame(tree.snapshot());
            assertThat(disk.sizeOf("tree"))
                    .isLessThanOrEqualTo(tree.statistics().fileBytes());
        }
    }

    private void load(TreeModel model, TreeSettings settings, Position position) throws IOException {
        try (TreeLoader loader = TreeLoader.begin(disk, settings)) {
            appendAll(loader, model);
            loader.publish(position);
        }
    }

    private static void appendAll(TreeLoader loader, TreeModel model) throws IOException {
        for (Map.Entry<byte[], byte[]> item : model.items().entrySet()) {
            loader.append(item.getKey(), item.getValue());
        }
    }

    /** What so many random changes leave. */
    private TreeModel randomModel(int changes) throws IOException {
        var model = new TreeModel(random);
        try (Tree tree = Tree.open(new SimulatedDisk(), SMALL)) {
            model.change(tree, changes);
        }
        return model;
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(8).putLong(number).array();
    }
}
