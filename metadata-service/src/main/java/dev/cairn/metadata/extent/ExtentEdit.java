package dev.cairn.metadata.extent;

import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.Place;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A change of the extents in a range of one file: what was there is read once, changed in memory, and {@link #apply} writes
 * the difference and keeps the counts of the inode and the live bytes of segments in step. The caller stores the inode, and sets
 * its size before or after. The replica's thread.
 */
public final class ExtentEdit {

    /**
     * With the keys of what goes, and some of what comes, a transaction stays far below a log entry; and the extents of one
     * block, of which each may have a byte, always fit.
     */
    public static final int EXTENTS_MAX = 4_200;

    private final ShardTransaction transaction;
    private final Inode inode;
    private final long from;
    private final long to;
    private final List<Extent> before;
    private List<Extent> after;

    private ExtentEdit(ShardTransaction transaction, Inode inode, long from, long to, List<Extent> before) {
        this.transaction = transaction;
        this.inode = inode;
        this.from = from;
        this.to = to;
        this.before = before;
        this.after = before;
    }

    /** Begins a change of the blocks that {@code [from, to)} touches; empty if too many extents are there for one transaction. */
    public static Optional<ExtentEdit> of(ShardTransaction transaction, Inode inode, long from, long to) {
        long first = Blocks.floor(from);
        long behind = Blocks.ceil(to);
        // With the neighbours, which what comes may join.
        long last = behind == Long.MAX_VALUE ? behind : behind + 1;
        List<Extent> before = transaction.extents(inode.content, Math.max(0, first - 1), last, EXTENTS_MAX + 1);
        return before.size() > EXTENTS_MAX
                ? Optional.empty()
                : Optional.of(new ExtentEdit(transaction, inode, first, behind, before));
    }

    /** What the range holds now, and its neighbours. */
    public List<Extent> extents() {
        return after;
    }

    /** The parts of it in {@code [first, behind)}. */
    public List<Extent> within(long first, long behind) {
        return ExtentRuns.within(after, first, behind);
    }

    /** Takes all bytes out of {@code [first, behind)}. */
    public ExtentEdit erase(long first, long behind) {
        after = ExtentRuns.without(after, first, behind, place -> true);
        return this;
    }

    /** Takes out what is reserved and not written. */
    public ExtentEdit eraseUnwritten(long first, long behind) {
        after = ExtentRuns.without(after, first, behind, place -> place instanceof Place.Unwritten);
        return this;
    }

    /** Takes out all but what is reserved and not written. */
    public ExtentEdit eraseBytes(long first, long behind) {
        after = ExtentRuns.without(after, first, behind, place -> !(place instanceof Place.Unwritten));
        return this;
    }

    /** Puts extents where nothing is. */
    public ExtentEdit put(List<Extent> extents) {
        after = new ArrayList<>(after);
        after.addAll(extents);
        after.sort(Comparator.comparingLong(Extent::offset));
        return this;
    }

    public void apply() {
        List<Extent> result = ExtentRuns.joined(after);
        if (inode.content.isNone() && !result.isEmpty()) {
            inode.content = new ContentId(transaction.nextNumber());
        }
        // Extents are kept by their end: what goes must go before something comes to the same place.
        difference(before, result).forEach(extent -> transaction.dropExtent(inode.content, extent));
        difference(result, before).forEach(extent -> transaction.addExtent(inode.content, extent));
        BlockCounts then = BlockCounts.of(before, from, to);
        BlockCounts now = BlockCounts.of(result, from, to);
        inode.onlineBlocks += now.online() - then.online();
        inode.offlineBlocks += now.offline() - then.offline();
    }

    /** What is in one list and not in the other; both are in order and without overlaps. */
    private static List<Extent> difference(List<Extent> extents, List<Extent> others) {
        List<Extent> difference = new ArrayList<>();
        int other = 0;
        for (Extent extent : extents) {
            while (other < others.size() && others.get(other).end() < extent.end()) {
                other++;
            }
            if (other == others.size() || !others.get(other).equals(extent)) {
                difference.add(extent);
            }
        }
        return difference;
    }
}
