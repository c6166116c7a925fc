package dev.cairn.metadata.shard;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.StoredHandle;
import java.time.Instant;
import java.util.Optional;

/** The handles of a tree. */
public final class OpenHandles {

    private OpenHandles() {}

    public static Optional<StoredHandle> find(TreeView tree, HandleId handle) {
        byte[] value = tree.get(Keys.handle(handle));
        return value == null ? Optional.empty() : Optional.of(StoredHandle.decode(value));
    }

    /** @throws CairnException ESTALE, reason {@code handle}; EACCES, reason {@code handle}, if it is somebody else's */
    public static StoredHandle require(TreeView tree, HandleId handle, Caller caller, Instant now) {
        StoredHandle found = find(tree, handle)
                .filter(it -> !it.hasExpired(now))
                .orElseThrow(() -> new CairnException(ErrorCode.ESTALE, "handle", "handle " + handle + " is not open"));
        if (found.holder() != caller.uid() && !caller.has(Privilege.OVERRIDE)) {
            throw new CairnException(ErrorCode.EACCES, "handle", "handle " + handle + " belongs to another user");
        }
        return found;
    }

    /**
     * Whether a handle of an inode is stored, expired or not: the inode is only free for deletion when the last one was
     * taken out, for another leader's clock may still find one valid that has expired here.
     */
    public static boolean isHeld(TreeView tree, InodeNumber inode) {
        byte[] zone = Keys.handlesOf(inode);
        return tree.scan(zone, Keys.behind(zone)).next();
    }
}
