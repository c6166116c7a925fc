package dev.cairn.metadata.archive;

import dev.cairn.btree.Cursor;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.SeqClock;
import dev.cairn.metadata.shard.Shard;
import dev.cairn.metadata.shard.ShardTransaction;
import java.time.Duration;

/** Forgets old entries of the deletion feed, and remembers up to where, so that who comes too late is told. */
final class DeletionFeed {

    private static final int ENTRIES_PER_STEP = 1_000;

    private DeletionFeed() {}

    static long trimmedSeq(TreeView tree) {
        byte[] stored = tree.get(Keys.trimmedDeletions());
        return stored == null ? 0 : new ByteReader(stored).int64();
    }

    /** Forgets what is older than {@code retention}; answers how many entries that were. */
    static int trim(Shard shard, Duration retention) {
        long keptFrom = SeqClock.firstAt(shard.clock().now().minus(retention));
        int all = 0;
        int trimmed;
        do {
            // Looked at first, because most times there is nothing to do, and a step costs a log entry.
            trimmed =
                    shard.read(files -> first(files.items(), keptFrom)) ? shard.step(step -> trim(step, keptFrom)) : 0;
            all += trimmed;
        } while (trimmed == ENTRIES_PER_STEP);
        return all;
    }

    private static boolean first(TreeView tree, long keptFrom) {
        Cursor oldest = tree.scan(Keys.SeqZone.DELETION.start(), Keys.SeqZone.DELETION.end());
        return oldest.next() && Keys.seqPosition(oldest.key()).seq() < keptFrom;
    }

    private static int trim(ShardTransaction transaction, long keptFrom) {
        Cursor cursor = transaction.items().scan(Keys.SeqZone.DELETION.start(), Keys.SeqZone.DELETION.end());
        long last = 0;
        int trimmed = 0;
        while (trimmed < ENTRIES_PER_STEP && cursor.next()) {
            long seq = Keys.seqPosition(cursor.key()).seq();
            if (seq >= keptFrom) {
                break;
            }
            transaction.changes().delete(cursor.key());
            last = seq;
            trimmed++;
        }
        if (trimmed > 0) {
            transaction.keepSeq();
            byte[] upTo = new ByteWriter(Long.BYTES).int64(last).toByteArray();
            transaction.changes().put(Keys.trimmedDeletions(), upTo);
        }
        return trimmed;
    }
}
