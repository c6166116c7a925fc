package dev.cairn.metadata.check;

import dev.cairn.api.metadata.CheckReport;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.shard.FileTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** A check under way: what rules look things up in, and what they have found. One thread. */
public final class Check {

    static final String RECORD = "record";

    private static final int ITEMS_BETWEEN_LOOKS = 4_096;
    private static final int DETAIL_CHARS_MAX = 300;

    /** Damage of a single item; that of the tree itself ends the check. */
    private static final Set<String> DAMAGED_ITEM =
            Set.of(RECORD, "entry-name", "entry-target", "entry-type", "symlink", "symlink-size", "extent-overlap");

    private final TreeView tree;
    private final FileTree files;
    private final BooleanSupplier isLate;
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<CheckReport.Finding> findings = new ArrayList<>();
    private long read;

    Check(TreeView tree, BooleanSupplier isLate) {
        this.tree = tree;
        this.files = new FileTree(tree);
        this.isLate = isLate;
    }

    public TreeView items() {
        return tree;
    }

    public FileTree files() {
        return files;
    }

    /** Notes that a rule is broken at an inode, or at another number that {@code detail} explains. */
    public void report(CheckRule rule, long number, String detail) {
        report(rule.name(), number, detail);
    }

    private void report(String rule, long number, String detail) {
        counts.merge(rule, 1L, Long::sum);
        if (findings.size() < MetadataLimits.CHECK_FINDINGS_MAX) {
            String told = detail.length() > DETAIL_CHARS_MAX ? detail.substring(0, DETAIL_CHARS_MAX) : detail;
            findings.add(new CheckReport.Finding(rule, new InodeNumber(number), told));
        }
    }

    void willCount(String rule) {
        counts.putIfAbsent(rule, 0L);
    }

    /** Hands the items of a range to a reader; an item that cannot be read is a finding and not the end. */
    public void each(byte[] from, byte[] to, ItemReader reader) {
        Cursor cursor = tree.scan(from, to);
        while (next(cursor)) {
            byte[] key = cursor.key();
            guarded(key, () -> reader.read(key, cursor.value()));
        }
    }

    /** Reads an item. */
    @FunctionalInterface
    public interface ItemReader {
        void read(byte[] key, byte[] value);
    }

    /** @throws CairnException DEADLINE_EXCEEDED when nobody waits for the report any more */
    boolean next(Cursor cursor) {
        if (++read % ITEMS_BETWEEN_LOOKS == 0 && isLate.getAsBoolean()) {
            throw new CairnException(
                    ErrorCode.DEADLINE_EXCEEDED, "check", "the check was not complete before the deadline");
        }
        return cursor.next();
    }

    void guarded(byte[] key, Runnable reader) {
        try {
            reader.run();
        } catch (CairnException e) {
            if (e.code() != ErrorCode.CORRUPT || !DAMAGED_ITEM.contains(e.reason())) {
                throw e;
            }
            report(RECORD, Zones.number(key), "item " + Zones.text(key) + ": " + e.getMessage());
        }
    }

    CheckReport toReport(long items, long inodes) {
        return new CheckReport(items, inodes, counts, findings);
    }
}
