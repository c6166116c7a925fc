package dev.cairn.metadata.check;

import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Place;
import dev.cairn.btree.Cursor;
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
        long online = 0;
        long offline = 0;
        if (!inode.content.isNone()) {
            byte[] zone = Keys.extents(inode.content);
            Cursor cursor = check.items().scan(zone, Keys.behind(zone));
            while (check.next(cursor)) {
                Extent extent = ExtentCodec.decode(Keys.extentEnd(cursor.key()), cursor.value());
                // A block that two extents share counts once, with the one that holds its last byte.
                long blocks = whole(extent.end(), inode.size) - whole(extent.offset(), inode.size);
                online += extent.place().isOnline() ? blocks : 0;
                offline += extent.place() instanceof Place.Offline ? blocks : 0;
            }
        }
        if (inode.onlineBlocks != online || inode.offlineBlocks != offline) {
            check.report(
                    this,
                    inode.number.value(),
                    inode.onlineBlocks + " online and " + inode.offlineBlocks + " offline blocks, extents of " + online
                            + " and " + offline);
        }
    }

    private static long whole(long at, long size) {
        return at == size ? MetadataLimits.blocks(at) : at / MetadataLimits.BLOCK_BYTES;
    }
}
