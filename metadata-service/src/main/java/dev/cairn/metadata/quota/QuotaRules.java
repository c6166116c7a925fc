package dev.cairn.metadata.quota;

import dev.cairn.api.metadata.QuotaRule;
import dev.cairn.api.metadata.QuotaRule.Measure;
import dev.cairn.api.metadata.QuotaRule.Operation;
import dev.cairn.api.metadata.Total;
import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.index.Totals;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.FileTree;
import java.util.Optional;

/**
 * Checks operations against the quota rules of a shard. Rules and totals are read from the tree that the transaction works
 * on, so that a check is exact and a new leader decides as the one before. Without rules a check is one look for an item
 * that is not there; with any number of rules it is a few.
 */
public final class QuotaRules {

    private QuotaRules() {}

    /**
     * Checks the making of an inode, before anything of it is made.
     *
     * @param project of the directory
     * @param uid of the caller
     * @param gid that the inode would get
     * @throws CairnException EDQUOT, reason {@code quota}
     */
    public static void requireInode(FileTree files, long project, int uid, int gid) {
        require(files.items(), Operation.INODE, project, uid, gid);
    }

    /**
     * Checks that data of a file may be written or reserved: for each request, also if it only overwrites, before it waits
     * for offline data. The attributes of the file count and not those of the caller.
     *
     * @throws CairnException EDQUOT, reason {@code quota}
     */
    public static void requireData(FileTree files, Inode inode) {
        require(files.items(), Operation.DATA, inode.project, inode.uid, inode.gid);
    }

    private static void require(TreeView tree, Operation operation, long project, int uid, int gid) {
        byte[] shapes = tree.get(Keys.quotaShapes());
        if (shapes == null) {
            return;
        }
        QuotaInput input = QuotaInput.of(project, uid, gid);
        Optional<QuotaRule> rule = highest(tree, shapes, operation, input);
        if (rule.isPresent() && isReached(tree, rule.get(), input)) {
            throw new CairnException(
                    ErrorCode.EDQUOT, "quota", "the quota rule \"" + rule.get().text() + "\" allows no more");
        }
    }

    private static boolean isReached(TreeView tree, QuotaRule rule, QuotaInput input) {
        Optional<Total> total = Totals.find(tree, input.total(rule));
        return total.isPresent() && Long.compareUnsigned(use(total.get(), rule.measure()), rule.limit()) >= 0;
    }

    private static long use(Total total, Measure measure) {
        return switch (measure) {
            case SUM -> total.sum();
            case COUNT -> total.count();
        };
    }

    /** The highest rule that matches: one look for each set of sources that rules select by. */
    private static Optional<QuotaRule> highest(TreeView tree, byte[] shapes, Operation operation, QuotaInput input) {
        Optional<QuotaRule> highest = Optional.empty();
        for (int shape = 0; shape < Selection.SHAPES; shape++) {
            if (rulesOf(shapes, Selection.index(operation, shape)) != 0) {
                Optional<QuotaRule> found = highest(tree, Selection.of(operation, shape, input));
                if (found.isPresent() && (highest.isEmpty() || found.get().compareTo(highest.get()) > 0)) {
                    highest = found;
                }
            }
        }
        return highest;
    }

    private static long rulesOf(byte[] shapes, int index) {
        if (shapes.length < (index + 1) * Long.BYTES) {
            return 0;
        }
        var reader = new ByteReader(shapes);
        reader.skip(index * Long.BYTES);
        return reader.int64();
    }

    private static Optional<QuotaRule> highest(TreeView tree, byte[] selection) {
        byte[] zone = Keys.quotaSelection(selection);
        Cursor cursor = tree.scanBackward(Keys.behind(zone), zone);
        return cursor.next() ? Optional.of(RuleCodec.decode(cursor.key())) : Optional.empty();
    }
}
