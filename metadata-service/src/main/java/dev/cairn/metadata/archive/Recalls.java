package dev.cairn.metadata.archive;

import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.Optional;

/** What a recall comes to. The caller stores the inode. */
public final class Recalls {

    private Recalls() {}

    /** Ends the recall of a file, if there is one, once nothing of it is offline: it is to be kept for as long as was asked. */
    public static void complete(ShardTransaction transaction, Inode inode) {
        byte[] stored = transaction.changes().get(Keys.recall(inode.number));
        if (inode.offlineBlocks == 0 && stored != null) {
            Records.Recall recall = Records.Recall.decode(stored);
            transaction.changes().delete(Keys.recall(inode.number));
            inode.isRecallRequested = false;
            inode.keptUntil = recall.keepFor().isZero()
                    ? Optional.empty()
                    : Optional.of(transaction.now().plus(recall.keepFor()));
        }
    }

    /** Forgets what was asked for about bytes that the file does not have any more. */
    public static void drop(ShardTransaction transaction, Inode inode) {
        transaction.changes().delete(Keys.recall(inode.number));
        inode.isRecallRequested = false;
        inode.keptUntil = Optional.empty();
    }
}
