package dev.cairn.api.metadata;

import java.util.Comparator;
import java.util.Optional;

/**
 * The three numbers that name a total; all unsigned. Clients may store it for years as the position of a reading.
 *
 * @param a the most significant one
 */
public record TotalName(long a, long b, long c) implements Comparable<TotalName> {

    public static final TotalName FIRST = new TotalName(0, 0, 0);

    private static final Comparator<TotalName> ORDER = Comparator.<TotalName, Long>comparing(
                    TotalName::a, Long::compareUnsigned)
            .thenComparing(TotalName::b, Long::compareUnsigned)
            .thenComparing(TotalName::c, Long::compareUnsigned);

    /** The first name behind this one; empty behind the last. */
    public Optional<TotalName> next() {
        if (c != -1) {
            return Optional.of(new TotalName(a, b, c + 1));
        }
        if (b != -1) {
            return Optional.of(new TotalName(a, b + 1, 0));
        }
        return a == -1 ? Optional.empty() : Optional.of(new TotalName(a + 1, 0, 0));
    }

    @Override
    public int compareTo(TotalName other) {
        return ORDER.compare(this, other);
    }

    /** {@code A.B.C}. */
    @Override
    public String toString() {
        return Long.toUnsignedString(a) + "." + Long.toUnsignedString(b) + "." + Long.toUnsignedString(c);
    }
}
