package dev.cairn.metadata.check;

import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import java.util.Optional;
import java.util.Set;

/** An index has each inode that belongs to it exactly once, at its sequence (SEQ-6). */
record SeqIndexRule(String name, Keys.SeqZone zone) implements CheckRule {

    private boolean belongs(Inode inode) {
        return zone == Keys.SeqZone.META || inode.isRegular();
    }

    private long seq(Inode inode) {
        return zone == Keys.SeqZone.META ? inode.metaSeq : inode.dataSeq;
    }

    @Override
    public void inode(Inode inode, Check check) {
        byte[] key = zone.key(new SeqPosition(seq(inode), inode.number));
        if (belongs(inode) && check.items().get(key) == null) {
            check.report(this, inode.number.value(), "not in the index at " + Long.toUnsignedString(seq(inode)));
        }
        if (Long.compareUnsigned(inode.dataSeq, inode.metaSeq) > 0) {
            check.report(this, inode.number.value(), "data_seq is later than meta_seq");
        }
    }

    @Override
    public Set<Integer> zones() {
        return Set.of(Zones.of(zone.start()));
    }

    @Override
    public void item(byte[] key, byte[] value, Check check) {
        SeqPosition position = Keys.seqPosition(key);
        InodeNumber number = position.inode();
        Optional<Inode> inode = check.files().find(number);
        if (inode.isEmpty() || !belongs(inode.get()) || seq(inode.get()) != position.seq()) {
            check.report(
                    this,
                    number.value(),
                    "in the index at " + Long.toUnsignedString(position.seq()) + " where it does not belong");
        }
        if (value.length > 0) {
            check.report(this, number.value(), "an index entry with a value");
        }
    }
}
