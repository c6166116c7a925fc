package dev.cairn.metadata.data;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.metadata.archive.OfflineData;
import dev.cairn.metadata.archive.Recalls;
import dev.cairn.metadata.extent.Blocks;
import dev.cairn.metadata.extent.ExtentEdit;
import dev.cairn.metadata.extent.Trims;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.namespace.Conditions;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.Optional;

/** A new size (TRU-1 to TRU-5). */
record Truncate(FileRef file, long size, Condition condition, Caller caller) {

    /**
     * What was found before the transaction, so that it need not go through all extents.
     *
     * @param isOnline whether the bytes before the new end are online
     */
    record Seen(long metaSeq, boolean isOnline) {}

    Seen look(FileTree files) {
        Inode inode = DataRules.regular(files, file, caller);
        return new Seen(inode.metaSeq, isOnline(files, inode));
    }

    private boolean isOnline(FileTree files, Inode inode) {
        return OfflineData.firstIn(files, inode, 0, size).isEmpty();
    }

    Attributes apply(ShardTransaction transaction, Seen seen) {
        Inode inode = DataRules.regular(transaction, file, caller);
        DataRules.requirePlace(size, 0);
        Conditions.require(condition, Optional.of(inode));
        DataRules.requireChangeable(inode, caller);
        if (size > 0) {
            Trims.requireDone(inode);
        }
        requireOnline(transaction, inode, seen);
        boolean isSame = size == inode.size;
        boolean isCut = size < inode.size;
        inode.size = size;
        if (size == 0) {
            empty(transaction, inode);
        } else if (isCut || isSame) {
            cut(transaction, inode);
        }
        if (isSame) {
            inode.mtime = transaction.now();
            inode.ctime = transaction.now();
        } else {
            DataRules.changedBy(transaction, inode, caller);
        }
        if (isCut) {
            DataRules.markOverwritten(transaction, inode);
        }
        transaction.storeWithData(inode);
        return inode.attributes();
    }

    /** TRU-2. */
    private void requireOnline(FileTree files, Inode inode, Seen seen) {
        if (size == 0 || size == inode.size || inode.offlineBlocks == 0) {
            return;
        }
        boolean isKnown = inode.metaSeq == seen.metaSeq();
        if (size > inode.size || !(isKnown ? seen.isOnline() : isOnline(files, inode))) {
            throw DataRules.offline(inode, "data");
        }
    }

    /** The content goes as a whole, when nobody reads it any more. */
    private static void empty(ShardTransaction transaction, Inode inode) {
        Trims.end(transaction, inode);
        transaction.orphan(inode.content);
        inode.content = ContentId.NONE;
        inode.onlineBlocks = 0;
        inode.offlineBlocks = 0;
        Recalls.drop(transaction, inode);
    }

    private static void cut(ShardTransaction transaction, Inode inode) {
        long border = Blocks.ceil(inode.size);
        if (inode.size < border) {
            // One block has few extents; of what is reserved, whole blocks stay.
            ExtentEdit edit =
                    ExtentEdit.of(transaction, inode, inode.size, border).orElseThrow();
            edit.eraseBytes(inode.size, border);
            edit.apply();
        }
        Trims.begin(transaction, inode, border);
        Recalls.complete(transaction, inode);
    }
}
