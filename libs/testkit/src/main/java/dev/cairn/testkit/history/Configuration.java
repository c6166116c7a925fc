package dev.cairn.testkit.history;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A place a search was at: which answered operations are in the order already, and the state they led to. Small, since a
 * search remembers many: it keeps the bits only after the words that are full.
 */
final class Configuration {

    private final int wordsFull;
    private final long[] words;
    private final Object state;
    private final int hash;

    Configuration(BitSet answered, Object state) {
        long[] all = answered.toLongArray();
        wordsFull = answered.nextClearBit(0) / Long.SIZE;
        words = Arrays.copyOfRange(all, wordsFull, all.length);
        this.state = state;
        hash = 31 * (31 * wordsFull + Arrays.hashCode(words)) + state.hashCode();
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof Configuration other
                && hash == other.hash
                && wordsFull == other.wordsFull
                && Arrays.equals(words, other.words)
                && state.equals(other.state);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
