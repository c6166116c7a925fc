package dev.cairn.api.metadata;

import dev.cairn.kernel.InodeNumber;
import java.util.Comparator;
import java.util.Optional;

/**
 * A place in the index of {@code indx.} attributes. Clients may store it for years.
 *
 * @param major 0 to {@link #MAJOR_MAX}
 * @param minor unsigned
 */
public record IndexPosition(int major, long minor, InodeNumber inode) implements Comparable<IndexPosition> {

    public static final int MAJOR_MAX = 255;

    public static final IndexPosition FIRST = new IndexPosition(0, 0, new InodeNumber(0));
    public static final IndexPosition LAST = new IndexPosition(MAJOR_MAX, -1, new InodeNumber(-1));

    private static final Comparator<IndexPosition> ORDER = Comparator.comparingInt(IndexPosition::major)
            .thenComparing(IndexPosition::minor, Long::compareUnsigned)
            .thenComparing(IndexPosition::inode);

    /** The first position behind this one; empty behind the last. */
    public Optional<IndexPosition> next() {
        if (inode.value() != -1) {
            return Optional.of(new IndexPosition(major, minor, new InodeNumber(inode.value() + 1)));
        }
        if (minor != -1) {
            return Optional.of(new IndexPosition(major, minor + 1, new InodeNumber(0)));
        }
        return major >= MAJOR_MAX ? Optional.empty() : Optional.of(new IndexPosition(major + 1, 0, new InodeNumber(0)));
    }

    @Override
    public int compareTo(IndexPosition other) {
        return ORDER.compare(this, other);
    }

    /** {@code MAJOR.MINOR.INODE}. */
    @Override
    public String toString() {
        return major + "." + Long.toUnsignedString(minor) + "." + inode;
    }
}
