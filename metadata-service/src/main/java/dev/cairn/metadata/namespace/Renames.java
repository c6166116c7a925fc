package dev.cairn.metadata.namespace;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.Optional;

/** Renames within a shard (section 9.3 of the reference). */
final class Renames {

    private Renames() {}

    static void rename(ShardTransaction transaction, Caller caller, EntryPath from, EntryPath to, RenameMode mode) {
        Inode source = Directories.parentOf(transaction, from, PutRequest.Parents.REQUIRED, caller);
        Inode found = Directories.parentOf(transaction, to, PutRequest.Parents.REQUIRED, caller);
        // One object for one inode, or the second store would undo the first.
        Inode target = found.number.equals(source.number) ? source : found;
        Access.CHANGE_ENTRIES.require(source, caller);
        Access.CHANGE_ENTRIES.require(target, caller);
        Inode moved = Directories.existing(transaction, source, from.name(), FileRef.Want.ANY, caller);
        NameRules.require(new EntryName(to.name(), moved.isDirectory()), target.names);
        Access.requireMayTake(source, moved, caller);
        Access.requireNotRetained(moved);
        if (moved.isDirectory() && source != target) {
            requireNotBelow(transaction, moved, target);
        }
        EntryName newName = new EntryName(to.name(), moved.isDirectory());
        Optional<Inode> replaced = inTheWay(transaction, target, to.name(), moved, caller);
        if (replaced.isPresent() && replaced.get().number.equals(moved.number)) {
            return;
        }
        replaced.ifPresent(inode -> {
            requireReplaceable(mode, target, inode, caller);
            Removes.unlink(transaction, target, newName, inode);
        });
        Directories.removeEntry(transaction, source, new EntryName(from.name(), moved.isDirectory()), moved);
        Directories.addEntry(transaction, target, newName, moved, caller);
        moved.ctime = transaction.now();
        transaction.store(moved);
    }

    private static void requireNotBelow(ShardTransaction transaction, Inode moved, Inode target) {
        Inode at = target;
        while (!at.number.equals(InodeNumber.ROOT) && at.link != null) {
            if (at.number.equals(moved.number)) {
                throw new CairnException(ErrorCode.EINVAL, "topology", "a directory cannot be moved into itself");
            }
            at = transaction.inode(at.link.directory());
        }
    }

    private static Optional<Inode> inTheWay(
            ShardTransaction transaction, Inode target, Bytes name, Inode moved, Caller caller) {
        FileRef.Want same = moved.isDirectory() ? FileRef.Want.DIRECTORY : FileRef.Want.NOT_DIRECTORY;
        Optional<Inode> ofSameKind = transaction.lookUp(target, name, same, caller);
        boolean isPosix = target.names != NewEntry.NameRule.OBJECT_KEYS;
        if (ofSameKind.isEmpty()
                && isPosix
                && transaction.lookUp(target, name, FileRef.Want.ANY, caller).isPresent()) {
            throw new CairnException(
                    moved.isDirectory() ? ErrorCode.ENOTDIR : ErrorCode.EISDIR,
                    "entry",
                    "\"" + name + "\" is of another kind");
        }
        return ofSameKind;
    }

    private static void requireReplaceable(RenameMode mode, Inode target, Inode replaced, Caller caller) {
        if (replaced.isDirectory() && !replaced.hasNoEntries()) {
            throw new CairnException(ErrorCode.ENOTEMPTY, "entry", "the directory in place has entries");
        }
        if (mode == RenameMode.NO_REPLACE) {
            throw new CairnException(ErrorCode.EEXIST, "entry", "the new name exists already");
        }
        Access.requireMayTake(target, replaced, caller);
        Access.requireNotRetained(replaced);
    }
}
