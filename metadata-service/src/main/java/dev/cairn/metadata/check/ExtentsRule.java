package dev.cairn.metadata.check;

import dev.cairn.api.metadata.Extent;
import dev.cairn.btree.Cursor;
import dev.cairn.metadata.extent.BlockCounts;
import dev.cairn.metadata.item.ExtentCodec;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.OpenHandles;
import java.util.Set;

/** Extents of a content do not overlap, and the block counts of its file follow from them (EXT-1, EXT-2). */
final class ExtentsRule implements CheckRule {

    private long content;
    private long end;

    @Override
    public String name() {
        return "extents";
    }

    @Override
    public Set<Integer> zones() {
        return Set.of(Zones.EXTENT);
    }

    @Override
    public void item(byte[] key, byte[] value, Check check) {
        long number = Zones.number(key);
        Extent extent = ExtentCodec.decode(Keys.extentEnd(key), value);
        if (extent.offset() < (number == content ? end : 0) || extent.length() <= 0) {
            check.report(
                    this,
                    number,
                    "content with an extent " + extent.offset() + "+" + extent.length() + " behind one that ends at "
                            + end);
        }
        content = number;
        end = extent.end();
    }

    @Override
    public void inode(Inode inode, Check check) {
        if (!inode.isRegular()) {
            if (!inode.content.isNone() || inode.onlineBlocks != 0 || inode.offlineBlocks != 0) {
                check.report(this, inode.number.value(), "data of what has none");
            }
            return;
        }
        // What is being freed goes piece by piece, and nobody asks for its counts any more.
        boolean isBeingFreed = inode.trimFrom.isPresent()
                || (inode.linkCount == 0 && !OpenHandles.isHeld(check.items(), inode.number));
        if (!isBeingFreed) {
            compareBlocks(inode, check);
        }
    }

    private void compareBlocks(Inode inode, Check check) {
        var counts = new BlockCounts();
        if (!inode.content.isNone()) {
            byte[] zone = Keys.extents(inode.content);
            Cursor cursor = check.items().scan(zone, Keys.behind(zone));
            while (check.next(cursor)) {
                counts.add(ExtentCodec.decode(Keys.extentEnd(cursor.key()), cursor.value()));
            }
        }
        if (inode.onlineBlocks != counts.online() || inode.offlineBlocks != counts.offline()) {
            check.report(
                    this,
                    inode.number.value(),
                    inode.onlineBlocks + " online and " + inode.offlineBlocks + " offline blocks, extents of "
                            + counts.online() + " and " + counts.offline());
        }
    }
}
