package dev.cairn.metadata.index;

import dev.cairn.api.metadata.Total;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.ByteReader;
import dev.cairn.metadata.item.Keys;
import java.util.Optional;

/** Reads single totals from one version of a shard's tree. */
public final class Totals {

    private Totals() {}

    /** A total; empty if its sum and count are both 0. */
    public static Optional<Total> find(TreeView tree, TotalName name) {
        byte[] counters = tree.get(Keys.total(name));
        return counters == null ? Optional.empty() : Optional.of(decode(name, counters));
    }

    static Total decode(TotalName name, byte[] counters) {
        var reader = new ByteReader(counters);
        var total = new Total(name, reader.int64(), reader.int64());
        reader.expectEnd();
        return total;
    }
}
