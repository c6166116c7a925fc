package dev.cairn.replica;

import dev.cairn.btree.Change;
import dev.cairn.kernel.Position;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** All items of a tree, in ascending order of their keys. Used by one thread. */
public interface StateStream extends AutoCloseable {

    /** Where in the log this is the state, durably. */
    Position position();

    /**
     * The next item, null behind the last.
     *
     * @throws IOException if it breaks off before
     */
    Change.@Nullable Put next() throws IOException;

    @Override
    void close();
}
