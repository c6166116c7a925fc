package dev.cairn.metadata.check;

import dev.cairn.btree.Cursor;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;

/** The size of a directory is the sum of its name lengths, and its link count follows from its subdirectories (LIF-5). */
final class DirectoriesRule implements CheckRule {

    @Override
    public String name() {
        return "directories";
    }

    @Override
    public void inode(Inode inode, Check check) {
        if (!inode.isDirectory()) {
            return;
        }
        long nameBytes = 0;
        long subdirectories = 0;
        byte[] zone = Keys.entries(inode.number);
        Cursor entries = check.items().scan(zone, Keys.behind(zone));
        while (check.next(entries)) {
            EntryName name = Keys.entryName(entries.key());
            nameBytes += name.name().length();
            subdirectories += name.isDirectory() ? 1 : 0;
        }
        if (inode.size != nameBytes) {
            check.report(this, inode.number.value(), "size " + inode.size + ", names of " + nameBytes + " bytes");
        }
        long links = inode.linkCount == 0 ? 0 : 2 + subdirectories;
        if (inode.linkCount != links) {
            check.report(
                    this, inode.number.value(), inode.linkCount + " links with " + subdirectories + " subdirectories");
        }
    }
}
