package dev.cairn.metadata.namespace;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.Map;
import java.util.Optional;

/** Makes what has no data: directories, symlinks, and special inodes. */
final class Creations {

    private static final int SYMLINK_MODE = 0777;

    private Creations() {}

    static FileView create(
            ShardTransaction transaction, Caller caller, EntryPath path, PutRequest.Parents parents, NewEntry entry) {
        Inode parent = Directories.parentOf(transaction, path, parents, caller);
        return switch (entry) {
            case NewEntry.Directory directory -> directory(transaction, caller, parent, path.name(), directory);
            case NewEntry.Symlink(Bytes target) -> symlink(transaction, caller, parent, path.name(), target);
            case NewEntry.Special special -> special(transaction, caller, parent, path.name(), special);
        };
    }

    /** A directory that is there implicitly becomes explicit: somebody now asks for it. */
    private static FileView directory(
            ShardTransaction transaction, Caller caller, Inode parent, Bytes name, NewEntry.Directory asked) {
        Optional<Inode> there = transaction
                .lookUp(parent, name, FileRef.Want.DIRECTORY, caller)
                .filter(inode -> inode.origin == Attributes.Origin.IMPLICIT);
        Inode directory;
        if (there.isPresent()) {
            directory = there.get();
            Access.CHANGE_ENTRIES.require(parent, caller);
            if (!asked.xattrs().isEmpty()) {
                Access.WRITE.require(directory, caller);
            }
            directory.origin = Attributes.Origin.EXPLICIT;
            directory.ctime = transaction.now();
        } else {
            directory = made(transaction, caller, parent, EntryName.directory(name), FileType.DIRECTORY, asked.mode());
            directory.names = asked.names() == NewEntry.NameRule.INHERIT ? parent.names : asked.names();
        }
        XattrRules.putAll(transaction, directory, asked.xattrs(), caller);
        transaction.store(directory);
        return new FileView(directory.attributes(), asked.xattrs(), null);
    }

    private static FileView symlink(
            ShardTransaction transaction, Caller caller, Inode parent, Bytes name, Bytes target) {
        if (target.isEmpty()) {
            throw new CairnException(ErrorCode.ENOENT, "target", "a symlink needs a target");
        }
        if (target.length() > MetadataLimits.SYMLINK_TARGET_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.ENAMETOOLONG,
                    "target",
                    "a target has at most " + MetadataLimits.SYMLINK_TARGET_BYTES_MAX + " bytes");
        }
        Inode symlink = made(transaction, caller, parent, EntryName.file(name), FileType.SYMLINK, SYMLINK_MODE);
        symlink.size = target.length();
        transaction.changes().put(Keys.symlink(symlink.number), target.toByteArray());
        transaction.store(symlink);
        return new FileView(symlink.attributes(), Map.of(), target);
    }

    private static FileView special(
            ShardTransaction transaction, Caller caller, Inode parent, Bytes name, NewEntry.Special asked) {
        switch (asked.type()) {
            case FIFO, SOCKET -> {
                if (asked.deviceNumber() != 0) {
                    throw new CairnException(ErrorCode.EINVAL, "device", "only a device has a device number");
                }
            }
            case CHARACTER_DEVICE, BLOCK_DEVICE -> Access.requirePrivilege(caller, Privilege.OVERRIDE);
            case REGULAR, DIRECTORY, SYMLINK ->
                throw new CairnException(ErrorCode.EINVAL, "type", "not a special inode: " + asked.type());
        }
        Inode special = made(transaction, caller, parent, EntryName.file(name), asked.type(), asked.mode());
        special.deviceNumber = asked.deviceNumber();
        transaction.store(special);
        return new FileView(special.attributes(), Map.of(), null);
    }

    private static Inode made(
            ShardTransaction transaction, Caller caller, Inode parent, EntryName name, FileType type, int mode) {
        Directories.requireMayAdd(transaction, parent, name, type, caller);
        Inode made = Directories.newInode(transaction, parent, type, mode, caller);
        Directories.addEntry(transaction, parent, name, made, caller);
        return made;
    }
}
