package dev.cairn.metadata.namespace;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest.Parents;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Link;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.quota.QuotaRules;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.List;
import java.util.Optional;

/** What every change of a directory does: entries in, entries out, and the fields that follow (table 6.2). */
public final class Directories {

    private static final int IMPLIED_MODE = 0755;
    private static final int MODE_BITS = 07777;

    private Directories() {}

    /** The directory in which the last name of a path stands, made if missing where that is asked for. */
    public static Inode parentOf(ShardTransaction transaction, EntryPath path, Parents parents, Caller caller) {
        if (path.names().size() > MetadataLimits.PATH_DEPTH_MAX) {
            throw new CairnException(
                    ErrorCode.ENAMETOOLONG, "path", "a path has at most " + MetadataLimits.PATH_DEPTH_MAX + " names");
        }
        List<Bytes> names = path.names().subList(0, path.names().size() - 1);
        if (parents == Parents.REQUIRED) {
            return requireAlive(transaction.directory(path.base(), names, caller));
        }
        Inode directory = transaction.inode(path.base());
        FileTree.requireDirectory(directory);
        for (Bytes name : names) {
            Access.SEARCH.require(directory, caller);
            Optional<Records.Target> next = transaction.entry(directory.number, EntryName.directory(name));
            directory = next.isPresent()
                    ? transaction.inode(next.get().inode())
                    : makeImplied(transaction, directory, name, caller);
        }
        return requireAlive(directory);
    }

    /** @throws CairnException ENOENT for a directory that is only held open any more */
    public static Inode requireAlive(Inode directory) {
        if (directory.linkCount == 0) {
            throw new CairnException(ErrorCode.ENOENT, "directory", "the directory was removed");
        }
        return directory;
    }

    private static Inode makeImplied(ShardTransaction transaction, Inode parent, Bytes name, Caller caller) {
        requireFree(transaction, parent, name, FileType.DIRECTORY, ErrorCode.ENOTDIR);
        Inode made = newInode(transaction, parent, FileType.DIRECTORY, IMPLIED_MODE, caller);
        made.origin = Attributes.Origin.IMPLICIT;
        made.names = parent.names;
        addEntry(transaction, parent, EntryName.directory(name), made, caller);
        transaction.store(made);
        return made;
    }

    /** A name must be free of an entry of its kind and, under POSIX rules, of the other kind too. */
    static void requireFree(
            ShardTransaction transaction, Inode parent, Bytes name, FileType type, ErrorCode otherwise) {
        boolean isDirectory = type == FileType.DIRECTORY;
        if (transaction.entry(parent.number, new EntryName(name, isDirectory)).isPresent()) {
            throw new CairnException(ErrorCode.EEXIST, "entry", "\"" + name + "\" exists already");
        }
        boolean isPosix = parent.names != NewEntry.NameRule.OBJECT_KEYS;
        if (isPosix
                && transaction
                        .entry(parent.number, new EntryName(name, !isDirectory))
                        .isPresent()) {
            throw new CairnException(otherwise, "entry", "\"" + name + "\" is in the way");
        }
    }

    /**
     * What must be before a name is made: it is a name, it is free, and the caller may change the directory.
     *
     * @throws CairnException EINVAL or ENAMETOOLONG, EEXIST, EACCES
     */
    static void requireMayAdd(
            ShardTransaction transaction, Inode parent, EntryName name, FileType type, Caller caller) {
        NameRules.require(name, parent.names);
        Access.SEARCH.require(parent, caller);
        requireFree(transaction, parent, name.name(), type, ErrorCode.EEXIST);
        Access.CHANGE_ENTRIES.require(parent, caller);
    }

    /** An inode that has no name yet, with the rights that it has from the directory and the caller; the caller stores it. */
    public static Inode newInode(ShardTransaction transaction, Inode parent, FileType type, int mode, Caller caller) {
        boolean inheritsGroup = (parent.mode & SetIdBits.SET_GROUP_ID) != 0;
        int gid = inheritsGroup ? parent.gid : caller.gid();
        Access.CHANGE_ENTRIES.require(parent, caller);
        QuotaRules.requireInode(transaction, parent.project, caller.uid(), gid);
        var inode = new Inode(new InodeNumber(transaction.nextNumber()), type, transaction.now());
        inode.mode = mode & MODE_BITS;
        inode.uid = caller.uid();
        inode.gid = gid;
        AclRules.inherit(transaction, parent, inode, caller);
        SetIdBits.requireMembership(inode, caller);
        inode.mode |= inheritsGroup && type == FileType.DIRECTORY ? SetIdBits.SET_GROUP_ID : 0;
        inode.project = parent.project;
        inode.metaSeq = transaction.seq();
        inode.dataSeq = transaction.seq();
        inode.linkCount = type == FileType.DIRECTORY ? 1 : 0;
        transaction.countNewInode();
        return inode;
    }

    /** Gives an inode a name. The caller stores the inode; the directory is stored here. */
    public static void addEntry(
            ShardTransaction transaction, Inode directory, EntryName name, Inode inode, Caller caller) {
        Access.CHANGE_ENTRIES.require(directory, caller);
        NameRules.require(name, directory.names);
        transaction.requireSpace();
        if (inode.linkCount >= MetadataLimits.LINKS_MAX) {
            throw new CairnException(ErrorCode.EMLINK, "inode " + inode.number + " has too many links");
        }
        var link = new Link(directory.number, name);
        transaction
                .changes()
                .put(Keys.entry(directory.number, name), new Records.Target(inode.number, inode.type).encode());
        directory.size += name.name().length();
        if (inode.isDirectory()) {
            directory.linkCount++;
            inode.linkCount++;
        } else {
            noteBackReference(transaction, inode, link);
            inode.linkCount++;
        }
        inode.link = link;
        touchDirectory(transaction, directory);
    }

    /** While there is one link it stands in the inode; with the second one both get an item of their own. */
    private static void noteBackReference(ShardTransaction transaction, Inode inode, Link link) {
        if (inode.linkCount == 1 && inode.link != null) {
            transaction.changes().put(Keys.backReference(inode.number, inode.link), new byte[0]);
        }
        if (inode.linkCount >= 1) {
            transaction.changes().put(Keys.backReference(inode.number, link), new byte[0]);
        }
    }

    /** Takes a name away. The caller stores or orphans the inode; the directory is stored here. */
    public static void removeEntry(ShardTransaction transaction, Inode directory, EntryName name, Inode inode) {
        transaction.changes().delete(Keys.entry(directory.number, name));
        directory.size -= name.name().length();
        var link = new Link(directory.number, name);
        if (inode.isDirectory()) {
            directory.linkCount--;
            inode.linkCount--;
            inode.link = null;
        } else {
            forgetBackReference(transaction, inode, link);
        }
        touchDirectory(transaction, directory);
    }

    private static void forgetBackReference(ShardTransaction transaction, Inode inode, Link link) {
        if (inode.linkCount > 1) {
            transaction.changes().delete(Keys.backReference(inode.number, link));
            List<Link> left = transaction.links(inode, Optional.empty(), 2);
            inode.link = left.isEmpty() ? null : left.getFirst();
            if (inode.linkCount == 2 && inode.link != null) {
                transaction.changes().delete(Keys.backReference(inode.number, inode.link));
            }
        } else {
            inode.link = null;
        }
        inode.linkCount--;
    }

    static void touchDirectory(ShardTransaction transaction, Inode directory) {
        directory.mtime = transaction.now();
        directory.ctime = transaction.now();
        transaction.store(directory);
    }

    /** What follows when an inode lost a name: it lives on, or becomes an orphan with an entry in the deletion feed. */
    public static void afterUnlink(ShardTransaction transaction, Inode inode, Bytes lastPath) {
        inode.ctime = transaction.now();
        if (inode.linkCount == 0 || (inode.isDirectory() && inode.linkCount == 1)) {
            inode.linkCount = 0;
            transaction.changes().put(Keys.Leftover.ORPHAN_INODE.key(inode.number.value()), new byte[0]);
            transaction
                    .changes()
                    .put(
                            Keys.SeqZone.DELETION.key(new SeqPosition(transaction.seq(), inode.number)),
                            lastPath.toByteArray());
            inode.link = null;
            transaction.noteDataChange(inode);
        }
        transaction.store(inode);
    }

    /** The inode that a path's last name means in its directory. */
    static Inode existing(ShardTransaction transaction, Inode parent, Bytes name, FileRef.Want want, Caller caller) {
        return transaction
                .lookUp(parent, name, want, caller)
                .orElseThrow(() -> new CairnException(ErrorCode.ENOENT, "entry", "there is no \"" + name + "\""));
    }
}
