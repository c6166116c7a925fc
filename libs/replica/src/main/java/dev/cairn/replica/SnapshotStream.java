package dev.cairn.replica;

import dev.cairn.btree.Change;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Position;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a replica shows at one moment, item by item; the replica goes on meanwhile. */
final class SnapshotStream implements StateStream {

    private final Visible visible;
    private final Cursor cursor;

    SnapshotStream(Visible visible) {
        this.visible = visible;
        this.cursor = visible.snapshot().scan(new byte[0], null);
    }

    @Override
    public Position position() {
        return visible.position();
    }

    @Override
    public Change.@Nullable Put next() throws IOException {
        try {
            return cursor.next() ? new Change.Put(cursor.key(), cursor.value()) : null;
        } catch (CairnException e) {
            throw new IOException("the state breaks off: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        // The snapshot goes with the last reference to it.
    }
}
