package dev.cairn.btree;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the pages of a tree from disk again, round after round and a few at a time, so that damage is found before somebody
 * needs the page. What is in memory does not count: every page that has a place is read past the cache and checked.
 *
 * <p>Between two steps it holds nothing but a key, so the tree may change as it likes; a page that moves meanwhile may be
 * left out in one round. Used by one thread, while others go on.
 */
public final class TreeScrub {

    private final Pages pages;

    /** Where the next leaf begins. */
    private byte[] next = Branch.LOWEST;

    /** Whether nothing is behind the damage that the last step found. */
    private boolean isRoundOver;

    TreeScrub(Pages pages) {
        this.pages = pages;
    }

    /**
     * What a step has done.
     *
     * @param pages read
     * @param isRoundDone whether it came to the end of the tree; the next step begins at the start
     */
    public record Progress(int pages, boolean isRoundDone) {}

    /**
     * Reads about so many pages of a version, those of a leaf always together. After damage was found the next step goes on
     * behind it.
     *
     * @throws CairnException {@link ErrorCode#CORRUPT}, reason {@code page}, if a page is damaged; {@link ErrorCode#EIO} if
     *     it cannot be read
     */
    public Progress step(Snapshot snapshot, int pagesMax) {
        int read = 0;
        try {
            while (read < pagesMax && !isRoundOver) {
                List<ChildRef> due = new ArrayList<>();
                descend(snapshot, due);
                for (ChildRef ref : due) {
                    read += read(ref);
                }
            }
        } finally {
            Reference.reachabilityFence(snapshot);
        }
        boolean isRoundDone = isRoundOver;
        isRoundOver = false;
        return new Progress(read, isRoundDone);
    }

    private void goOnAt(byte @Nullable [] key) {
        isRoundOver = key == null;
        next = key == null ? Branch.LOWEST : key;
    }

    /** Collects the leaf and the branches that begin with it, and goes on behind it, or behind the branch that is damaged. */
    private void descend(Snapshot snapshot, List<ChildRef> due) {
        byte[] following = null;
        ChildRef ref = snapshot.root();
        for (int level = snapshot.height(); level > 1; level--) {
            due.add(ref);
            byte[] searched = next;
            goOnAt(following);
            Branch branch = (Branch) pages.node(ref);
            int index = branch.indexOf(searched);
            if (index > 0) {
                due.clear();
            }
            if (index + 1 < branch.size()) {
                following = branch.separator(index + 1);
            }
            ref = branch.child(index);
            next = searched;
        }
        due.add(ref);
        goOnAt(following);
    }

    /** Reads a page and the large values it refers to; those that no checkpoint has written yet are on no disk. */
    private int read(ChildRef ref) {
        Place place = ref.place();
        if (place == null) {
            return 0;
        }
        int read = 1;
        if (pages.read(place) instanceof Leaf leaf) {
            for (ChildRef large : leaf.large()) {
                read += large == null ? 0 : read(large);
            }
        }
        return read;
    }
}
