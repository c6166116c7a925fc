package dev.cairn.metadata.check;

import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import java.util.Set;

/** No number is in use that could be given out once more (LIF-1). */
final class NumbersRule implements CheckRule {

    private static final long COUNTER = (1L << 48) - 1;

    private long greatest;

    @Override
    public String name() {
        return "numbers";
    }

    @Override
    public void inode(Inode inode, Check check) {
        note(inode.number.value());
        note(inode.content.value());
    }

    @Override
    public Set<Integer> zones() {
        return Set.of(Zones.EXTENT, Zones.HANDLE);
    }

    @Override
    public void item(byte[] key, byte[] value, Check check) {
        note(Zones.number(key));
    }

    private void note(long number) {
        greatest = Math.max(greatest, number & COUNTER);
    }

    @Override
    public void end(Check check) {
        byte[] stored = check.items().get(Keys.nextNumber());
        long next = stored == null ? InodeNumber.FIRST_COUNTER : new ByteReader(stored).int64();
        if (greatest >= next) {
            check.report(this, greatest, "the number is in use, and " + next + " would be given out next");
        }
    }
}
