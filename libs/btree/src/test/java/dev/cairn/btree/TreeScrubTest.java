package dev.cairn.btree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.btree.TreeScrub.Progress;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A scrub comes by every page, finds what is damaged, and takes nothing for damage that is only new. */
class TreeScrubTest {

    private static final TreeSettings SETTINGS = new TreeSettings(512, 16 << 10);
    private static final int STEP_PAGES = 5;

    private final Random random = new Random(Seeds.next());
    private final SimulatedDisk disk = new SimulatedDisk();
    private final TreeModel model = new TreeModel(random);
    private long index;

    private void checkpoint(Tree tree) throws IOException {
        tree.checkpoint(tree.publish(), new Position(new Epoch(1), ++index));
    }

    private static long round(Tree tree, TreeScrub scrub, List<CairnException> damage) {
        long pages = 0;
        while (true) {
            try {
                Progress progress = scrub.step(tree.snapshot(), STEP_PAGES);
                pages += progress.pages();
                if (progress.isRoundDone()) {
                    return pages;
                }
            } catch (CairnException found) {
                damage.add(found);
                if (damage.size() > 1_000) {
                    return pages;
                }
            }
        }
    }

    @Test
    void aRoundReadsEveryPageOnce() throws IOException {
        try (Tree tree = Tree.open(disk, SETTINGS)) {
            TreeScrub scrub = tree.scrub();
            List<CairnException> damage = new ArrayList<>();
            assertThat(round(tree, scrub, damage))
                    .as("pages of a tree without a checkpoint")
                    .isZero();
            for (int time = 0; time < 5; time++) {
                model.change(tree, 600);
                checkpoint(tree);
                assertThat(round(tree, scrub, damage)).isEqualTo(tree.verify().pages());
            }
            assertThat(damage).isEmpty();
        }
    }

    @Test
    void changesBetweenStepsAreNoDamage() throws IOException {
        try (Tree tree = Tree.open(disk, SETTINGS)) {
            TreeScrub scrub = tree.scrub();
            int rounds = 0;
            for (int step = 0; step < 2_000; step++) {
                model.change(tree, 1 + random.nextInt(10));
                tree.publish();
                if (step % 10 == 0) {
                    checkpoint(tree);
                }
                rounds += scrub.step(tree.snapshot(), STEP_PAGES).isRoundDone() ? 1 : 0;
            }
            assertThat(rounds).isPositive();
        }
    }

    @Test
    void aDamagedPageIsFoundThoughItIsInMemory() throws IOException {
        try (Tree tree = Tree.open(disk, new TreeSettings(512, 1 << 24))) {
            model.change(tree, 2_000);
            checkpoint(tree);
            model.assertSame(tree.snapshot());
            TreeScrub scrub = tree.scrub();
            for (int time = 0; time < 300; time++) {
                long size = disk.sizeOf("tree");
                long bit = TreeFile.PAGES_START * 8 + random.nextLong((size - TreeFile.PAGES_START) * 8);
                disk.flipBit("tree", bit);
                boolean isUsed = !tree.verify().isWhole();
                List<CairnException> damage = new ArrayList<>();
                round(tree, scrub, damage);
                assertThat(damage).hasSize(isUsed ? 1 : 0);
                damage.forEach(found -> {
                    assertThat(found.code()).isEqualTo(ErrorCode.CORRUPT);
                    assertThat(found.reason()).isEqualTo("page");
                });
                disk.flipBit("tree", bit);
            }
        }
    }
}
