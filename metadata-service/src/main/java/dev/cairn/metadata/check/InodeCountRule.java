package dev.cairn.metadata.check;

import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;

/** The count of inodes is exact; the root, which was always there, is not in it. */
final class InodeCountRule implements CheckRule {

    private long inodes;

    @Override
    public String name() {
        return "inode-count";
    }

    @Override
    public void inode(Inode inode, Check check) {
        inodes += inode.number.equals(InodeNumber.ROOT) ? 0 : 1;
    }

    @Override
    public void end(Check check) {
        byte[] stored = check.items().get(Keys.inodeCount());
        long counted = stored == null ? 0 : new ByteReader(stored).int64();
        if (counted != inodes) {
            check.report(this, 0, counted + " inodes are counted, " + inodes + " are there");
        }
    }
}
