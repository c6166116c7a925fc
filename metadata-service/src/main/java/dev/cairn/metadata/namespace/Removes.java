package dev.cairn.metadata.namespace;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.AclType;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Link;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.ShardTransaction;

/** Takes names away: unlink, rmdir, and what S3 means by deleting a key. */
final class Removes {

    private Removes() {}

    static Attributes remove(ShardTransaction transaction, Caller caller, RemoveRequest remove) {
        Inode parent = Directories.parentOf(transaction, remove.path(), PutRequest.Parents.REQUIRED, caller);
        Bytes name = remove.path().name();
        requireEntry(parent, name);
        Inode inode = existing(transaction, parent, name, remove.want(), caller);
        Access.CHANGE_ENTRIES.require(parent, caller);
        Access.requireMayTake(parent, inode, caller);
        Conditions.require(remove.condition(), java.util.Optional.of(inode));
        Access.requireNotRetained(inode);
        Attributes before = inode.attributes();
        boolean prunes = remove.emptied() == RemoveRequest.Emptied.PRUNE_IMPLICIT;
        if (inode.isDirectory() && !inode.hasNoEntries()) {
            keepAsImplicit(transaction, inode, prunes);
            return before;
        }
        unlink(transaction, parent, new EntryName(name, inode.isDirectory()), inode);
        if (prunes) {
            prune(transaction, parent);
        }
        return before;
    }

    /** "." and ".." are no entries, unless they are object keys. */
    private static void requireEntry(Inode parent, Bytes name) {
        if (parent.names == NewEntry.NameRule.OBJECT_KEYS) {
            return;
        }
        if (name.equals(NameRules.DOT)) {
            throw new CairnException(ErrorCode.EINVAL, "name", "\".\" cannot be removed");
        }
        if (name.equals(NameRules.DOT_DOT)) {
            throw new CairnException(ErrorCode.ENOTEMPTY, "name", "\"..\" cannot be removed");
        }
    }

    private static Inode existing(
            ShardTransaction transaction, Inode parent, Bytes name, FileRef.Want want, Caller caller) {
        Access.SEARCH.require(parent, caller);
        if (want == FileRef.Want.NOT_DIRECTORY
                && transaction.entry(parent.number, EntryName.file(name)).isEmpty()
                && transaction.entry(parent.number, EntryName.directory(name)).isPresent()) {
            throw new CairnException(ErrorCode.EISDIR, "entry", "\"" + name + "\" is a directory");
        }
        if (want == FileRef.Want.DIRECTORY
                && transaction.entry(parent.number, EntryName.directory(name)).isEmpty()
                && transaction.entry(parent.number, EntryName.file(name)).isPresent()) {
            throw new CairnException(ErrorCode.ENOTDIR, "entry", "\"" + name + "\" is no directory");
        }
        return Directories.existing(transaction, parent, name, want, caller);
    }

    /** The key of a folder marker goes, the keys below it stay. */
    private static void keepAsImplicit(ShardTransaction transaction, Inode directory, boolean prunes) {
        if (!prunes || directory.origin == Attributes.Origin.IMPLICIT) {
            throw new CairnException(ErrorCode.ENOTEMPTY, "entry", "the directory has entries");
        }
        directory.origin = Attributes.Origin.IMPLICIT;
        directory.contentTag = Bytes.EMPTY;
        for (Bytes xattr : transaction.xattrNames(directory.number)) {
            // Who may do what stays as it was.
            if (AclType.ofXattr(xattr).isEmpty()) {
                XattrRules.drop(transaction, directory, xattr);
            }
        }
        directory.ctime = transaction.now();
        transaction.store(directory);
    }

    static void unlink(ShardTransaction transaction, Inode parent, EntryName name, Inode inode) {
        Bytes path = transaction.path(new Link(parent.number, name)).orElse(name.name());
        Directories.removeEntry(transaction, parent, name, inode);
        Directories.afterUnlink(transaction, inode, path);
    }

    /** Implicit directories go with their last entry, upwards. */
    static void prune(ShardTransaction transaction, Inode emptied) {
        Inode directory = emptied;
        while (directory.origin == Attributes.Origin.IMPLICIT && directory.hasNoEntries() && directory.link != null) {
            Link link = directory.link;
            if (directory.number.equals(InodeNumber.ROOT)) {
                return;
            }
            Inode parent = transaction.inode(link.directory());
            unlink(transaction, parent, link.name(), directory);
            directory = parent;
        }
    }
}
