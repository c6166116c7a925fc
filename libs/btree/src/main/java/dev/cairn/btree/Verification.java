package dev.cairn.btree;

import dev.cairn.kernel.CairnException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One walk over a durable tree: checksums, order, ranges, levels, counts, and that no two pages share a place. */
final class Verification {

    /** A tree this damaged needs another copy, not a longer list. */
    private static final int PROBLEMS_MAX = 100;

    private final Pages pages;
    private final Superblock superblock;
    private final int pageBytes;
    private final List<String> problems = new ArrayList<>();
    private final NavigableMap<Long, Long> places = new TreeMap<>();
    private long items;
    private long bytes;

    Verification(Pages pages, Superblock superblock, int pageBytes) {
        this.pages = pages;
        this.superblock = superblock;
        this.pageBytes = pageBytes;
    }

    VerifyReport run() {
        if (superblock.sequence() > 0) {
            walk(superblock.root(), superblock.height(), new byte[0], null);
            if (problems.isEmpty() && items != superblock.items()) {
                problems.add("the tree holds " + items + " items, its superblock says " + superblock.items());
            }
        }
        return new VerifyReport(items, places.size(), bytes, problems);
    }

    private void walk(Place place, int height, byte[] low, byte @Nullable [] high) {
        if (problems.size() >= PROBLEMS_MAX) {
            return;
        }
        claim(place);
        try {
            switch (pages.read(place)) {
                case Leaf leaf -> checkLeaf(place, leaf, height, low, high);
                case Branch branch -> checkBranch(place, branch, height, low, high);
                case LargeValue large -> problem(place, "a large value where a node belongs");
            }
        } catch (CairnException damaged) {
            problems.add(damaged.getMessage());
        }
    }

    private void claim(Place place) {
        var before = places.floorEntry(place.offset() + place.occupied() - 1);
        if (before != null && before.getKey() + before.getValue() > place.offset()) {
            problem(place, "it shares bytes with the page at " + before.getKey());
        }
        places.put(place.offset(), place.occupied());
        bytes += place.length();
    }

    private void checkLeaf(Place place, Leaf leaf, int height, byte[] low, byte @Nullable [] high) {
        if (height != 1) {
            problem(place, "a leaf at level " + height);
        }
        items += leaf.size();
        for (int i = 0; i < leaf.size(); i++) {
            checkOrder(place, i == 0 ? null : leaf.key(i - 1), leaf.key(i), low, high);
            if (leaf.isLarge(i)) {
                checkLarge(leaf.largeValue(i));
            }
        }
    }

    private void checkLarge(ChildRef ref) {
        Place place = ref.place();
        if (place != null) {
            claim(place);
            if (!(pages.read(place) instanceof LargeValue)) {
                problem(place, "a node where a large value belongs");
            }
        }
    }

    private void checkBranch(Place place, Branch branch, int height, byte[] low, byte @Nullable [] high) {
        if (height < 2 || branch.size() == 0) {
            problem(place, "a branch with " + branch.size() + " children at level " + height);
            return;
        }
        for (int i = 0; i < branch.size(); i++) {
            if (i > 0) {
                checkOrder(place, i == 1 ? null : branch.separator(i - 1), branch.separator(i), low, high);
            }
            Place child = branch.child(i).place();
            if (child != null) {
                walk(
                        child,
                        height - 1,
                        i == 0 ? low : branch.separator(i),
                        i + 1 < branch.size() ? branch.separator(i + 1) : high);
            }
        }
        // A split in the middle may leave one longest separator on a side.
        if (branch.bytes() > 2 * pageBytes + TreeLimits.KEY_BYTES_MAX && branch.size() > 2) {
            problem(place, "a branch of " + branch.bytes() + " bytes that was not split");
        }
    }

    private void checkOrder(Place place, byte @Nullable [] before, byte[] key, byte[] low, byte @Nullable [] high) {
        if (before != null && Arrays.compareUnsigned(before, key) >= 0) {
            problem(place, "its keys are out of order");
        }
        if (Arrays.compareUnsigned(key, low) < 0 || (high != null && Arrays.compareUnsigned(key, high) >= 0)) {
            problem(place, "a key lies outside the range of the page");
        }
    }

    private void problem(Place place, String what) {
        problems.add("page at byte " + place.offset() + ": " + what);
    }
}
