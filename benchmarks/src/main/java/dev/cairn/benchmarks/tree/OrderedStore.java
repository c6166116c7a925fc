package dev.cairn.benchmarks.tree;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a store must do to take part. One thread. */
interface OrderedStore extends AutoCloseable {

    void put(byte[] key, byte[] value);

    void delete(byte[] key);

    /** Ends a batch: what was put since the last one becomes visible together. */
    void commit();

    /** A copy of the value. */
    byte @Nullable [] get(byte[] key);

    /** Reads at most {@code count} items from a key on, keys and values; answers how many bytes they were. */
    long scan(byte[] from, int count);

    /** What the store takes on disk once everything is there. */
    long diskBytes() throws IOException;

    @Override
    void close() throws IOException;
}
