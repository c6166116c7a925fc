package dev.cairn.metadata.extent;

import dev.cairn.api.metadata.Extent;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.Shard;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Frees what is behind the end of a file (TXN-6). The inode says from where on; a record names it to the reaper. No one sees
 * these extents but the counts, which fall as they go. Whatever could meet them needs them gone first.
 */
public final class Trims {

    /** Reason of the refusal of {@link #requireDone}; it does not leave the shard. */
    private static final String UNFINISHED = "trim";

    private Trims() {}

    /** Takes away all extents from a border of blocks on, as many as fit in this transaction; the rest is left to steps. */
    public static void begin(ShardTransaction transaction, Inode inode, long from) {
        inode.trimFrom = OptionalLong.of(from);
        advance(transaction, inode);
        if (inode.trimFrom.isPresent()) {
            transaction.changes().put(Keys.Leftover.TRIM.key(inode.number.value()), new byte[0]);
        }
    }

    private static void advance(ShardTransaction transaction, Inode inode) {
        long from = inode.trimFrom.orElseThrow();
        List<Extent> extents = transaction.extents(inode.content, from, Long.MAX_VALUE, ExtentEdit.EXTENTS_MAX);
        boolean isAll = extents.size() < ExtentEdit.EXTENTS_MAX;
        // A block goes as a whole, so that the counts are right between two steps; the extents of one always fit.
        long border = isAll ? Long.MAX_VALUE : Blocks.floor(extents.getLast().end() - 1);
        List<Extent> touched =
                extents.stream().filter(extent -> extent.offset() < border).toList();
        touched.forEach(extent -> transaction.dropExtent(inode.content, extent));
        ExtentRuns.without(touched, from, border, place -> true)
                .forEach(kept -> transaction.addExtent(inode.content, kept));
        BlockCounts gone = BlockCounts.of(touched, from, border);
        inode.onlineBlocks -= gone.online();
        inode.offlineBlocks -= gone.offline();
        if (isAll) {
            end(transaction, inode);
        }
    }

    /** Nothing is left to free, or somebody else will. */
    public static void end(ShardTransaction transaction, Inode inode) {
        if (inode.trimFrom.isPresent()) {
            inode.trimFrom = OptionalLong.empty();
            transaction.changes().delete(Keys.Leftover.TRIM.key(inode.number.value()));
        }
    }

    /** Finishes what is left of one file, step by step; doing it again is harmless. */
    public static void finish(Shard shard, InodeNumber number) {
        boolean isDone = false;
        while (!isDone) {
            isDone = shard.step(transaction -> {
                Optional<Inode> inode = transaction.find(number);
                if (inode.isEmpty() || inode.get().trimFrom.isEmpty()) {
                    transaction.changes().delete(Keys.Leftover.TRIM.key(number.value()));
                    return true;
                }
                advance(transaction, inode.get());
                transaction.store(inode.get());
                return inode.get().trimFrom.isEmpty();
            });
        }
    }

    /** @throws CairnException a refusal that {@link #isUnfinished} knows */
    public static void requireDone(Inode inode) {
        if (inode.trimFrom.isPresent()) {
            throw new CairnException(ErrorCode.EBUSY, UNFINISHED, "inode " + inode.number + " is being trimmed");
        }
    }

    public static boolean isUnfinished(CairnException refusal) {
        return refusal.code() == ErrorCode.EBUSY && refusal.reason().equals(UNFINISHED);
    }
}
