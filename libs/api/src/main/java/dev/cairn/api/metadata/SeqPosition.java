package dev.cairn.api.metadata;

import dev.cairn.kernel.InodeNumber;
import java.util.Comparator;

/**
 * A position in an index by change sequence. Clients may store it for years.
 *
 * @param seq unsigned
 */
public record SeqPosition(long seq, InodeNumber inode) implements Comparable<SeqPosition> {

    public static final SeqPosition START = new SeqPosition(0, new InodeNumber(0));

    /** The last position there can be. */
    public static final SeqPosition END = new SeqPosition(-1, new InodeNumber(-1));

    private static final Comparator<SeqPosition> ORDER = Comparator.<SeqPosition, Long>comparing(
                    SeqPosition::seq, Long::compareUnsigned)
            .thenComparing(SeqPosition::inode);

    /** The first position behind this one. */
    public SeqPosition next() {
        long inodeAfter = inode.value() + 1;
        return inodeAfter == 0
                ? new SeqPosition(seq + 1, new InodeNumber(0))
                : new SeqPosition(seq, new InodeNumber(inodeAfter));
    }

    @Override
    public int compareTo(SeqPosition other) {
        return ORDER.compare(this, other);
    }
}
