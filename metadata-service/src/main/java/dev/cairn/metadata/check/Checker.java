package dev.cairn.metadata.check;

import dev.cairn.api.metadata.CheckReport;
import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.InodeCodec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Reads all items of one version of a shard's tree once and lets every rule look at them. */
public final class Checker {

    private final Check check;
    private final List<CheckRule> rules;
    private final Map<Integer, List<CheckRule>> byZone = new HashMap<>();
    private long items;
    private long inodes;

    private Checker(Check check, List<CheckRule> rules) {
        this.check = check;
        this.rules = rules;
        check.willCount(Check.RECORD);
        for (CheckRule rule : rules) {
            check.willCount(rule.name());
            rule.zones()
                    .forEach(zone -> byZone.computeIfAbsent(zone, ignored -> new ArrayList<>())
                            .add(rule));
        }
    }

    /**
     * Checks all rules there are.
     *
     * @param isLate asked now and then whether the report is still wanted
     * @throws CairnException DEADLINE_EXCEEDED; CORRUPT if the tree itself is damaged
     */
    public static CheckReport check(TreeView tree, BooleanSupplier isLate) {
        List<CheckRule> rules = CheckRules.ALL.stream().map(Supplier::get).toList();
        return new Checker(new Check(tree, isLate), rules).run();
    }

    private CheckReport run() {
        // The end is open: rules may want zones that come later than all of today.
        Cursor cursor = check.items().scan(Zones.start(Zones.INODE), null);
        while (check.next(cursor)) {
            byte[] key = cursor.key();
            items++;
            int zone = Zones.of(key);
            if (zone == Zones.INODE) {
                inodes++;
                check.guarded(key, () -> inode(key, cursor.value()));
            } else {
                for (CheckRule rule : byZone.getOrDefault(zone, List.of())) {
                    check.guarded(key, () -> rule.item(key, cursor.value(), check));
                }
            }
        }
        rules.forEach(rule -> rule.end(check));
        return check.toReport(items, inodes);
    }

    private void inode(byte[] key, byte[] value) {
        Inode inode = InodeCodec.decode(new InodeNumber(Zones.number(key)), value);
        rules.forEach(rule -> check.guarded(key, () -> rule.inode(inode, check)));
    }
}
