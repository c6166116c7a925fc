package dev.cairn.metadata.check;

import dev.cairn.api.metadata.FileType;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import java.util.Optional;
import java.util.Set;

/** Symlink targets, extended attributes and recalls belong to inodes, and an inode that needs one has it. */
final class InodePartsRule implements CheckRule {

    /** Attributes of one inode stand together, so one look-up an inode is enough. */
    private Optional<InodeNumber> lastWithXattrs = Optional.empty();

    @Override
    public String name() {
        return "inode-parts";
    }

    @Override
    public void inode(Inode inode, Check check) {
        if (inode.type == FileType.SYMLINK) {
            byte[] target = check.items().get(Keys.symlink(inode.number));
            if (target == null || target.length != inode.size) {
                check.report(
                        this,
                        inode.number.value(),
                        target == null ? "a symlink without a target" : "a symlink whose size is not its target's");
            }
        }
        if (inode.isRecallRequested && check.items().get(Keys.recall(inode.number)) == null) {
            check.report(this, inode.number.value(), "a recall is noted that is not queued");
        }
    }

    @Override
    public Set<Integer> zones() {
        return Set.of(Zones.XATTR, Zones.SYMLINK, Zones.RECALL);
    }

    @Override
    public void item(byte[] key, byte[] value, Check check) {
        var number = new InodeNumber(Zones.number(key));
        boolean isXattr = Zones.of(key) == Zones.XATTR;
        if (isXattr && lastWithXattrs.filter(number::equals).isPresent()) {
            return;
        }
        Optional<Inode> inode = check.files().find(number);
        boolean belongs = inode.isPresent()
                && switch (Zones.of(key)) {
                    case Zones.SYMLINK -> inode.get().type == FileType.SYMLINK;
                    case Zones.RECALL -> inode.get().isRecallRequested;
                    default -> true;
                };
        if (!belongs) {
            check.report(this, number.value(), "item " + Zones.text(key) + " belongs to no inode");
        }
        lastWithXattrs = isXattr ? Optional.of(number) : lastWithXattrs;
    }
}
