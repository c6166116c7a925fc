package dev.cairn.metadata.check;

import dev.cairn.api.metadata.ContentId;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.InodeCodec;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Records;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Every content with extents belongs to exactly one file, part, open content or piece of left over work.
 *
 * <p>Both sides are summed up by a hash of their numbers, since nothing leads from a content to its owner. Only where the sums
 * differ are the contents taken into memory, some at a time, to tell which it is.
 */
final class ContentOwnersRule implements CheckRule {

    private static final int CONTENTS_AT_ONCE = 1 << 18;

    private final HashSum owned = new HashSum();
    private final HashSum stored = new HashSum();
    private long last;

    @Override
    public String name() {
        return "content-owners";
    }

    @Override
    public void inode(Inode inode, Check check) {
        own(inode.content, check);
    }

    @Override
    public Set<Integer> zones() {
        return Set.of(Zones.EXTENT, Zones.ORPHAN_CONTENT, Zones.OPEN_CONTENT, Zones.PART);
    }

    @Override
    public void item(byte[] key, byte[] value, Check check) {
        switch (Zones.of(key)) {
            case Zones.EXTENT -> {
                long content = Zones.number(key);
                if (content != last) {
                    stored.add(content);
                    last = content;
                }
            }
            case Zones.PART -> own(Records.StoredPart.decode(value).content(), check);
            default -> own(new ContentId(Zones.number(key)), check);
        }
    }

    private void own(ContentId content, Check check) {
        if (!content.isNone() && hasExtents(content, check)) {
            owned.add(content.value());
        }
    }

    private static boolean hasExtents(ContentId content, Check check) {
        byte[] zone = Keys.extents(content);
        return check.items().scan(zone, Keys.behind(zone)).next();
    }

    @Override
    public void end(Check check) {
        byte[] from = owned.isSameAs(stored) ? Zones.end(Zones.EXTENT) : Zones.start(Zones.EXTENT);
        while (true) {
            Map<Long, Integer> owners = new LinkedHashMap<>();
            from = collect(from, owners, check);
            if (owners.isEmpty()) {
                return;
            }
            countOwners(owners, check);
            owners.forEach((content, count) -> {
                if (count != 1) {
                    check.report(this, content, "content with extents that has " + count + " owners");
                }
            });
        }
    }

    /** Takes the next contents that have extents; answers where to go on. */
    private static byte[] collect(byte[] from, Map<Long, Integer> owners, Check check) {
        byte[] at = from;
        while (owners.size() < CONTENTS_AT_ONCE) {
            Cursor cursor = check.items().scan(at, Zones.end(Zones.EXTENT));
            if (!check.next(cursor)) {
                return Zones.end(Zones.EXTENT);
            }
            long content = Zones.number(cursor.key());
            owners.put(content, 0);
            at = Keys.behind(Keys.extents(new ContentId(content)));
        }
        return at;
    }

    private static void countOwners(Map<Long, Integer> owners, Check check) {
        check.each(Zones.start(Zones.INODE), Zones.end(Zones.INODE), (key, value) -> {
            Inode inode = InodeCodec.decode(new InodeNumber(Zones.number(key)), value);
            count(owners, inode.content.value());
        });
        for (int zone : new int[] {Zones.ORPHAN_CONTENT, Zones.OPEN_CONTENT}) {
            check.each(Zones.start(zone), Zones.end(zone), (key, value) -> count(owners, Zones.number(key)));
        }
        check.each(
                Zones.start(Zones.PART),
                Zones.end(Zones.PART),
                (key, value) ->
                        count(owners, Records.StoredPart.decode(value).content().value()));
    }

    private static void count(Map<Long, Integer> owners, long content) {
        owners.computeIfPresent(content, (ignored, count) -> count + 1);
    }
}
