package dev.cairn.metadata.namespace;

import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.StoredHandle;
import dev.cairn.metadata.shard.OpenHandles;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.Optional;

/** The first name of a temporary file (TMP-3). */
final class FirstNames {

    private FirstNames() {}

    /**
     * Lets a file without a name get one: a temporary file by the handle it was made with, once. What was unlinked stays so
     * (LNK-3).
     *
     * @throws CairnException ENOENT, reason {@code link}
     */
    static void requireLinkable(ShardTransaction transaction, FileRef file, Inode inode) {
        if (inode.linkCount > 0) {
            return;
        }
        Optional<StoredHandle> handle = file instanceof FileRef.ByHandle(HandleId id)
                ? OpenHandles.find(transaction.items(), id).filter(it -> it.kind() == Handle.Kind.TEMPORARY)
                : Optional.empty();
        if (handle.isEmpty()) {
            throw new CairnException(ErrorCode.ENOENT, "link", "inode " + inode.number + " cannot be given a name");
        }
        byte[] key = Keys.handle(((FileRef.ByHandle) file).handle());
        transaction.changes().put(key, handle.get().as(Handle.Kind.OPENED).encode());
        transaction.changes().delete(Keys.Leftover.ORPHAN_INODE.key(inode.number.value()));
    }
}
