package dev.cairn.metadata.open;

import dev.cairn.api.metadata.HandleId;
import dev.cairn.btree.Cursor;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.StoredHandle;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.OpenHandles;
import dev.cairn.metadata.shard.Shard;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes out the handles whose lease has ended. */
public final class HandleSweep {

    /** Six changes each; far below what a log entry holds. */
    private static final int HANDLES_PER_STEP = 400;

    private HandleSweep() {}

    /** Closes all that have expired; answers how many. Looks at all handles there are. */
    public static int closeExpired(Shard shard) {
        int closed = 0;
        List<HandleId> expired;
        do {
            List<HandleId> some = shard.read(HandleSweep::expired);
            closed += some.isEmpty() ? 0 : shard.step(transaction -> close(transaction, some));
            expired = some;
        } while (expired.size() == HANDLES_PER_STEP);
        return closed;
    }

    private static List<HandleId> expired(FileTree files) {
        List<HandleId> expired = new ArrayList<>();
        Cursor cursor = files.items().scan(Keys.handles(), Keys.behind(Keys.handles()));
        while (expired.size() < HANDLES_PER_STEP && cursor.next()) {
            if (StoredHandle.decode(cursor.value()).hasExpired(files.now())) {
                expired.add(Keys.handleId(cursor.key()));
            }
        }
        return expired;
    }

    /** One may have been renewed since it was looked at. */
    private static int close(ShardTransaction transaction, List<HandleId> expired) {
        var handles = new HandleTable(transaction);
        int closed = 0;
        for (HandleId id : expired) {
            Optional<StoredHandle> handle =
                    OpenHandles.find(transaction.items(), id).filter(it -> it.hasExpired(transaction.now()));
            if (handle.isPresent()) {
                handles.close(id, handle.get());
                closed++;
            }
        }
        return closed;
    }
}
