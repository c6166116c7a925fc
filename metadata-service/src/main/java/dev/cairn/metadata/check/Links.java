package dev.cairn.metadata.check;

import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Link;
import dev.cairn.metadata.item.Records;

/** Names and back references compared with each other. */
final class Links {

    private Links() {}

    /** Whether an inode has a link among its own. */
    static boolean knows(Check check, Inode inode, Link link) {
        return hasSeveral(inode)
                ? check.items().get(Keys.backReference(inode.number, link)) != null
                : link.equals(inode.link);
    }

    /** With several links each has an item of its own. */
    static boolean hasSeveral(Inode inode) {
        return !inode.isDirectory() && inode.linkCount > 1;
    }

    /** Whether the entry of a link is there and refers to the inode. */
    static boolean isEntryOf(Check check, Link link, InodeNumber inode) {
        return check.files()
                .entry(link.directory(), link.name())
                .map(Records.Target::inode)
                .filter(inode::equals)
                .isPresent();
    }
}
