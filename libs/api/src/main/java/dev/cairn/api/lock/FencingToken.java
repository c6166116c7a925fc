package dev.cairn.api.lock;

import dev.cairn.kernel.Epoch;
import java.util.Comparator;

/**
 * Grows with every conflicting grant of a lock, also across a change of leader. A resource that remembers the highest
 * token it has seen and refuses lower ones is safe from a holder that lost its grant without noticing.
 */
public record FencingToken(Epoch epoch, long counter) implements Comparable<FencingToken> {

    private static final Comparator<FencingToken> ORDER =
            Comparator.comparing(FencingToken::epoch).thenComparingLong(FencingToken::counter);

    @Override
    public int compareTo(FencingToken other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return epoch + "." + counter;
    }
}
