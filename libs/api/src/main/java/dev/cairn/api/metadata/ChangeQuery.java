package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import java.util.Set;

/**
 * Which part of an index to walk, and what to tell of each inode.
 *
 * @param from first position, inclusive
 * @param to last position, inclusive; the walk never goes beyond the stable seq
 * @param limit entries at most; 0 answers none (WLK-4)
 */
public record ChangeQuery(SeqIndex index, SeqPosition from, SeqPosition to, int limit, Detail detail) {

    /** All of an index from a position on, without attributes. */
    public static ChangeQuery positions(SeqIndex index, SeqPosition from, int limit) {
        return new ChangeQuery(index, from, SeqPosition.END, limit, new Detail.Positions());
    }

    /** What comes along with a position. */
    public sealed interface Detail {

        /** Nothing: the cheapest walk. */
        record Positions() implements Detail {}

        /** The attributes, with those of the named extended attributes that exist and that the caller may read. */
        record Files(Set<Bytes> xattrs) implements Detail {
            public Files {
                xattrs = Set.copyOf(xattrs);
            }
        }
    }
}
