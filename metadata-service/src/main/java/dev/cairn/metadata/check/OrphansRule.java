package dev.cairn.metadata.check;

import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import java.util.Set;

/** An inode has a record for the reaper exactly when it has no name (LIF-6). */
final class OrphansRule implements CheckRule {

    @Override
    public String name() {
        return "orphans";
    }

    @Override
    public void inode(Inode inode, Check check) {
        boolean hasRecord = check.items().get(Keys.Leftover.ORPHAN_INODE.key(inode.number.value())) != null;
        if (hasRecord != (inode.linkCount == 0)) {
            check.report(
                    this,
                    inode.number.value(),
                    hasRecord
                            ? "recorded as an orphan with " + inode.linkCount + " links"
                            : "an orphan without a record");
        }
    }

    @Override
    public Set<Integer> zones() {
        return Set.of(Zones.ORPHAN_INODE);
    }

    @Override
    public void item(byte[] key, byte[] value, Check check) {
        if (check.files().find(new InodeNumber(Zones.number(key))).isEmpty()) {
            check.report(this, Zones.number(key), "recorded as an orphan and gone");
        }
    }
}
