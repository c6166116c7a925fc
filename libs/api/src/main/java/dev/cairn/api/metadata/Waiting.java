package dev.cairn.api.metadata;

import dev.cairn.kernel.InodeNumber;
import java.util.Comparator;

/**
 * Somebody waits for offline data: requests that are held open and recalls that were asked for, merged by place.
 *
 * @param block the first missing block that a waiter needs, in units of {@link MetadataLimits#BLOCK_BYTES}
 * @param ops the bits of {@link WaitOp}
 * @param dataVersion what a stage must carry
 */
public record Waiting(InodeNumber inode, long block, int ops, long dataVersion) {

    /** A place in the waiting list; pass the last one seen to go on. */
    public record Cursor(InodeNumber inode, long block) implements Comparable<Cursor> {

        public static final Cursor START = new Cursor(new InodeNumber(0), 0);

        private static final Comparator<Cursor> ORDER = Comparator.<Cursor, InodeNumber>comparing(Cursor::inode)
                .thenComparing(Cursor::block, Long::compareUnsigned);

        @Override
        public int compareTo(Cursor other) {
            return ORDER.compare(this, other);
        }
    }

    public Cursor cursor() {
        return new Cursor(inode, block);
    }
}
