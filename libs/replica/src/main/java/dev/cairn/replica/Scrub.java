package dev.cairn.replica;

import dev.cairn.btree.TreeScrub;
import dev.cairn.kernel.CairnException;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pages of the tree from disk again, slowly, between checkpoints: damage is found while another replica can still
 * make it good, not when the page is needed. Only the background worker touches it, which also closes trees, so the tree stays
 * open during a step.
 */
final class Scrub {

    private final Surroundings around;
    private final Worker background;
    private final Supplier<@Nullable ReplicatedTree> present;
    private final BiConsumer<ReplicatedTree, CairnException> damaged;

    private @Nullable Round round;

    Scrub(
            Surroundings around,
            Worker background,
            Supplier<@Nullable ReplicatedTree> present,
            BiConsumer<ReplicatedTree, CairnException> damaged) {
        this.around = around;
        this.background = background;
        this.present = present;
        this.damaged = damaged;
    }

    /** Goes on until the worker is closed. */
    void start() {
        background.schedule(ReplicaLimits.SCRUB_PAUSE, this::go);
    }

    private void go() {
        Duration pause = ReplicaLimits.SCRUB_REST;
        try {
            pause = step();
        } finally {
            background.schedule(pause, this::go);
        }
    }

    /** Reads some pages; answers when to go on. */
    private Duration step() {
        ReplicatedTree tree = present.get();
        if (tree == null) {
            round = null;
            return ReplicaLimits.SCRUB_PAUSE;
        }
        Round now = round;
        if (now == null || !now.tree.equals(tree)) {
            now = new Round(tree, around.clock().nanoTime());
            round = now;
        }
        try {
            return now.step() ? rest(now) : ReplicaLimits.SCRUB_PAUSE;
        } catch (CairnException e) {
            // A tree that cannot be replaced is read on behind the damage, but not at the rate of error messages.
            around.monitor().damaged(e);
            damaged.accept(tree, e);
            return ReplicaLimits.SCRUB_REST;
        }
    }

    private Duration rest(Round done) {
        around.monitor().scrubbed(new ScrubReport(done.pages, around.clock().nanoTime() - done.start));
        round = null;
        return ReplicaLimits.SCRUB_REST;
    }

    /** One way through one tree. */
    private static final class Round {

        private final ReplicatedTree tree;
        private final TreeScrub scrub;
        private final long start;
        private long pages;

        Round(ReplicatedTree tree, long start) {
            this.tree = tree;
            this.scrub = tree.tree().scrub();
            this.start = start;
        }

        /** Whether it is done. */
        boolean step() {
            TreeScrub.Progress progress = scrub.step(tree.visible().snapshot(), ReplicaLimits.SCRUB_PAGES);
            pages += progress.pages();
            return progress.isRoundDone();
        }
    }
}
