package dev.cairn.metadata.check;

import dev.cairn.api.metadata.TotalName;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.index.TaggedXattrs;
import dev.cairn.metadata.item.Keys;
import java.util.Set;

/**
 * Totals are what attributes and injections add up to (TOT-2, TOT-9). There may be more totals than fit in memory, so all of them are
 * compared at once, each weighed by a number that follows from its name: if one is wrong, so is the weighed sum, but for a
 * chance in 2^64 or so. A finding therefore does not say which.
 */
final class TotalsRule implements CheckRule {

    private long sums;
    private long counts;

    @Override
    public String name() {
        return "totals";
    }

    @Override
    public Set<Integer> zones() {
        return Set.of(Zones.XATTR, Zones.TOTAL, Zones.INJECTED);
    }

    @Override
    public void item(byte[] key, byte[] value, Check check) {
        switch (Zones.of(key)) {
            case Zones.XATTR -> attribute(key, value, check);
            case Zones.TOTAL -> add(Keys.totalName(key), value, -1);
            case Zones.INJECTED -> add(Keys.totalName(key), value, 1);
            default -> throw new IllegalArgumentException("an item that was not asked for: " + Zones.text(key));
        }
    }

    private void attribute(byte[] key, byte[] value, Check check) {
        var inode = new InodeNumber(Zones.number(key));
        Bytes name = Keys.xattrName(key);
        if (!TaggedXattrs.isTagged(name)) {
            return;
        }
        try {
            TaggedXattrs.Derived derived = TaggedXattrs.derived(inode, name, Bytes.wrap(value));
            derived.total().ifPresent(total -> add(total, derived.number(), 1));
        } catch (CairnException unreadable) {
            check.report(this, inode.value(), "attribute \"" + name + "\": " + unreadable.getMessage());
        }
    }

    private void add(TotalName name, byte[] counters, int sign) {
        var reader = new ByteReader(counters);
        add(name, sign * reader.int64(), sign * reader.int64());
    }

    private void add(TotalName name, long sum, long count) {
        long weight = HashSum.mix(name.a() + HashSum.mix(name.b() + HashSum.mix(name.c() + 1))) | 1;
        sums += weight * sum;
        counts += weight * count;
    }

    @Override
    public void end(Check check) {
        if (sums != 0 || counts != 0) {
            check.report(this, 0, "totals are not what attributes and injections add up to");
        }
    }
}
