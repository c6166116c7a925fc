package dev.cairn.metadata.check;

import dev.cairn.btree.Cursor;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Link;
import java.util.Optional;
import java.util.Set;

/** An inode has as many names as it counts, and each of them is an entry. */
final class BackReferencesRule implements CheckRule {

    @Override
    public String name() {
        return "back-references";
    }

    @Override
    public void inode(Inode inode, Check check) {
        boolean isNamed = inode.linkCount > 0 && !inode.number.equals(InodeNumber.ROOT);
        Link link = inode.link;
        if (isNamed != (link != null)) {
            check.report(this, inode.number.value(), isNamed ? "no name is remembered" : "a name without a link");
        }
        if (link != null && !Links.isEntryOf(check, link, inode.number)) {
            check.report(
                    this,
                    inode.number.value(),
                    "\"" + link.name().name() + "\" in " + link.directory() + " is not an entry of it");
        }
        if (!inode.isDirectory()) {
            long references = count(inode, check);
            if (references != (Links.hasSeveral(inode) ? inode.linkCount : 0)) {
                check.report(
                        this, inode.number.value(), inode.linkCount + " links, " + references + " back references");
            }
        }
    }

    private static long count(Inode inode, Check check) {
        byte[] zone = Keys.backReferences(inode.number);
        Cursor cursor = check.items().scan(zone, Keys.behind(zone));
        long count = 0;
        while (check.next(cursor)) {
            count++;
        }
        return count;
    }

    @Override
    public Set<Integer> zones() {
        return Set.of(Zones.BACK_REFERENCE);
    }

    @Override
    public void item(byte[] key, byte[] value, Check check) {
        var number = new InodeNumber(Zones.number(key));
        Link link = Keys.link(key);
        Optional<Inode> inode = check.files().find(number);
        if (inode.isEmpty() || inode.get().isDirectory()) {
            check.report(this, number.value(), "a back reference of what has none");
        } else if (!Links.isEntryOf(check, link, number)) {
            check.report(
                    this,
                    number.value(),
                    "back reference to \"" + link.name().name() + "\" in " + link.directory()
                            + ", which is not an entry of it");
        }
    }
}
