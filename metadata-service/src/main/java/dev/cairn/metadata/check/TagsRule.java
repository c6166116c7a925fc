package dev.cairn.metadata.check;

import dev.cairn.btree.Cursor;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.index.TaggedXattrs;
import dev.cairn.metadata.item.Keys;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Search and attribute index hold what the tagged attributes say, and nothing else (SRC-5, IDX-3, IDX-4). */
final class TagsRule implements CheckRule {

    @Override
    public String name() {
        return "tags";
    }

    @Override
    public Set<Integer> zones() {
        return Set.of(Zones.XATTR, Zones.SEARCH, Zones.ATTRIBUTE_INDEX);
    }

    @Override
    public void item(byte[] key, byte[] value, Check check) {
        switch (Zones.of(key)) {
            case Zones.XATTR -> attribute(key, value, check);
            case Zones.SEARCH -> found(key, check);
            case Zones.ATTRIBUTE_INDEX -> position(key, value, check);
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
            requireItem(derived.searchKey(), inode, name, check);
            requireItem(derived.positionKey(), inode, name, check);
        } catch (CairnException unreadable) {
            check.report(this, inode.value(), "attribute \"" + name + "\": " + unreadable.getMessage());
        }
    }

    private void requireItem(Optional<byte[]> key, InodeNumber inode, Bytes name, Check check) {
        if (key.isPresent() && check.items().get(key.get()) == null) {
            check.report(this, inode.value(), "attribute \"" + name + "\" is in no index");
        }
    }

    private void found(byte[] key, Check check) {
        InodeNumber inode = Keys.lastInode(key);
        Bytes name = Bytes.copyOf(key, 2, key.length - Long.BYTES);
        if (check.items().get(Keys.xattr(inode, name)) == null) {
            check.report(this, inode.value(), "a search finds \"" + name + "\", which is no attribute of it");
        }
    }

    private void position(byte[] key, byte[] value, Check check) {
        InodeNumber inode = Keys.lastInode(key);
        long counted = new ByteReader(value).int64();
        long has = attributesAt(key, inode, check);
        if (counted != has) {
            check.report(
                    this,
                    inode.value(),
                    "counted " + counted + " times at " + Keys.readIndexPosition(key) + ", with " + has
                            + " attributes");
        }
    }

    private static long attributesAt(byte[] position, InodeNumber inode, Check check) {
        byte[] zone = Keys.xattrs(inode);
        Cursor cursor = check.items().scan(zone, Keys.behind(zone));
        long count = 0;
        while (check.next(cursor)) {
            Bytes name = Keys.xattrName(cursor.key());
            if (TaggedXattrs.isTagged(name) && isAt(position, inode, name, cursor.value())) {
                count++;
            }
        }
        return count;
    }

    private static boolean isAt(byte[] position, InodeNumber inode, Bytes name, byte[] value) {
        try {
            return TaggedXattrs.derived(inode, name, Bytes.wrap(value))
                    .positionKey()
                    .filter(key -> Arrays.equals(key, position))
                    .isPresent();
        } catch (CairnException unreadable) {
            return false;
        }
    }
}
