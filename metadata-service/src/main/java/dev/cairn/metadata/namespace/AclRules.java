package dev.cairn.metadata.namespace;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.FileType;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.acl.AclForm;
import dev.cairn.metadata.acl.AclModes;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.Optional;

/**
 * ACLs of inodes and the permission bits that go with them (section 27 of the reference). Callers store the inode, whose
 * flags tell which lists are kept.
 */
final class AclRules {

    private AclRules() {}

    static boolean has(Inode inode, AclType type) {
        return switch (type) {
            case ACCESS -> inode.hasAccessAcl;
            case DEFAULT -> inode.hasDefaultAcl;
        };
    }

    /** @throws CairnException EOPNOTSUPP for a symlink */
    static void requireKind(Inode inode) {
        if (inode.type == FileType.SYMLINK) {
            throw new CairnException(ErrorCode.EOPNOTSUPP, "acl", "a symlink has no ACL");
        }
    }

    /** Gives an inode a list (ACL-3, ACL-4). */
    static void set(ShardTransaction transaction, Inode inode, AclType type, Acl acl, Caller caller) {
        requireKind(inode);
        Access.requireOwner(inode, caller);
        if (type == AclType.DEFAULT && !inode.isDirectory()) {
            throw new CairnException(ErrorCode.EINVAL, "acl", "only a directory has a default ACL");
        }
        AclModes.requireValid(acl);
        if (type == AclType.ACCESS) {
            inode.mode = AclModes.mode(inode.mode, acl);
            SetIdBits.requireMembership(inode, caller);
        }
        if (type == AclType.ACCESS && AclModes.isMinimal(acl)) {
            drop(transaction, inode, type);
        } else {
            keep(transaction, inode, type, acl);
        }
        inode.ctime = transaction.now();
    }

    /** Removes a list; answers whether there was one. */
    static boolean remove(ShardTransaction transaction, Inode inode, AclType type, Caller caller) {
        requireKind(inode);
        Access.requireOwner(inode, caller);
        boolean had = has(inode, type);
        if (had) {
            drop(transaction, inode, type);
            inode.ctime = transaction.now();
        }
        return had;
    }

    private static void keep(ShardTransaction transaction, Inode inode, AclType type, Acl acl) {
        transaction
                .changes()
                .put(Keys.xattr(inode.number, type.xattr()), AclForm.encode(acl).toByteArray());
        note(inode, type, true);
        if (type == AclType.ACCESS) {
            inode.accessAcl = () -> acl;
        }
    }

    private static void drop(ShardTransaction transaction, Inode inode, AclType type) {
        transaction.changes().delete(Keys.xattr(inode.number, type.xattr()));
        note(inode, type, false);
    }

    private static void note(Inode inode, AclType type, boolean isThere) {
        switch (type) {
            case ACCESS -> inode.hasAccessAcl = isThere;
            case DEFAULT -> inode.hasDefaultAcl = isThere;
        }
    }

    /** ACL-5: the list follows the mode that the inode was given. */
    static void followMode(ShardTransaction transaction, Inode inode) {
        if (inode.hasAccessAcl) {
            keep(transaction, inode, AclType.ACCESS, AclModes.changed(inode.accessAcl.get(), inode.mode));
        }
    }

    /** ACL-6: the default ACL of the directory, or else the umask, decides what a new inode gets of the mode it has. */
    static void inherit(ShardTransaction transaction, Inode parent, Inode made, Caller caller) {
        if (made.type == FileType.SYMLINK) {
            return;
        }
        if (!parent.hasDefaultAcl) {
            made.mode &= ~(caller.umask() & 0777);
            return;
        }
        Optional<Acl> inherited = transaction.acl(parent.number, AclType.DEFAULT);
        Acl byDefault = inherited.orElseThrow(() -> new CairnException(
                ErrorCode.CORRUPT, "acl", "the default ACL of inode " + parent.number + " is missing"));
        Acl access = AclModes.reduced(byDefault, made.mode);
        made.mode = AclModes.mode(made.mode, access);
        if (!AclModes.isMinimal(access)) {
            keep(transaction, made, AclType.ACCESS, access);
        }
        if (made.isDirectory()) {
            keep(transaction, made, AclType.DEFAULT, byDefault);
        }
    }
}
