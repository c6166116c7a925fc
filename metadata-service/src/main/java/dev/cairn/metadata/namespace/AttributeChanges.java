package dev.cairn.metadata.namespace;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.FileType;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.ShardTransaction;

/** Changes of mode, owner and times, and who may make them. */
final class AttributeChanges {

    private static final int MODE_BITS = 07777;

    private AttributeChanges() {}

    static void change(ShardTransaction transaction, Inode inode, AttributeChange change, Caller caller) {
        requireMayChange(inode, change, caller);
        if (change.mode().isPresent() && inode.type == FileType.SYMLINK) {
            throw new CairnException(ErrorCode.EOPNOTSUPP, "mode", "a symlink has no mode of its own");
        }
        Access.requireNotRetained(inode);
        if (change.uid().isPresent() || change.gid().isPresent()) {
            change.uid().ifPresent(uid -> inode.uid = uid);
            change.gid().ifPresent(gid -> inode.gid = gid);
            SetIdBits.afterChangeOfOwner(inode, caller);
        }
        change.mode().ifPresent(mode -> {
            inode.mode = mode & MODE_BITS;
            SetIdBits.requireMembership(inode, caller);
            AclRules.followMode(transaction, inode);
        });
        change.atime().ifPresent(atime -> inode.atime = atime);
        change.mtime().ifPresent(mtime -> inode.mtime = mtime);
        inode.ctime = transaction.now();
        transaction.store(inode);
    }

    private static void requireMayChange(Inode inode, AttributeChange change, Caller caller) {
        Access.requireOwner(inode, caller);
        boolean keepsUid = change.uid().isEmpty() || change.uid().get() == inode.uid;
        boolean mayHaveGroup = change.gid().isEmpty()
                || change.gid().get() == inode.gid
                || caller.isInGroup(change.gid().get());
        if (!(keepsUid && mayHaveGroup) && !caller.has(Privilege.OVERRIDE)) {
            throw new CairnException(
                    ErrorCode.EPERM, "owner", "only the group may be changed, to one that the caller is in");
        }
    }

    /** Sets the times to now, as whoever may write may do. */
    static void touch(ShardTransaction transaction, Inode inode, Caller caller) {
        if (inode.uid != caller.uid()) {
            Access.WRITE.require(inode, caller);
        }
        Access.requireNotRetained(inode);
        inode.atime = transaction.now();
        inode.mtime = transaction.now();
        inode.ctime = transaction.now();
        transaction.store(inode);
    }
}
