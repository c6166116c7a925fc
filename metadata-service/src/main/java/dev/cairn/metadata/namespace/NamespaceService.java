package dev.cairn.metadata.namespace;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.EntryCursor;
import dev.cairn.api.metadata.EntryPage;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.ObjectListRequest;
import dev.cairn.api.metadata.ObjectPage;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.index.TaggedXattrs;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.Shard;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The namespace of a shard. */
public final class NamespaceService implements Namespace {

    private static final int SYMLINK_MODE = 0777;

    private final Shard shard;

    public NamespaceService(Shard shard) {
        this.shard = shard;
    }

    @Override
    public FileView lookup(CallContext context, FileRef file, Set<Bytes> xattrs) {
        return shard.read(files -> {
            Inode inode = files.resolve(file, context.caller());
            return files.view(inode, readable(inode, xattrs, context.caller()));
        });
    }

    private static Set<Bytes> readable(Inode inode, Set<Bytes> xattrs, Caller caller) {
        if (xattrs.isEmpty()) {
            return xattrs;
        }
        Access.READ.require(inode, caller);
        Set<Bytes> readable = new HashSet<>(xattrs);
        readable.removeIf(name -> !XattrRules.isReadable(name, caller));
        return readable;
    }

    @Override
    public FileView create(CallContext context, EntryPath path, PutRequest.Parents parents, NewEntry entry) {
        return shard.change(context, Answers.VIEW, transaction -> {
            Inode parent = Directories.parentOf(transaction, path, parents, context.caller());
            return switch (entry) {
                case NewEntry.Directory(int mode, NewEntry.NameRule names, Map<Bytes, Bytes> xattrs) ->
                    makeDirectory(transaction, context.caller(), parent, path.name(), mode, names, xattrs);
                case NewEntry.Symlink(Bytes target) ->
                    makeSymlink(transaction, context.caller(), parent, path.name(), target);
            };
        });
    }

    /** A directory that is there implicitly becomes explicit: somebody now asks for it. */
    private static FileView makeDirectory(
            ShardTransaction transaction,
            Caller caller,
            Inode parent,
            Bytes name,
            int mode,
            NewEntry.NameRule names,
            Map<Bytes, Bytes> xattrs) {
        Optional<Inode> there = transaction.lookUp(parent, name, FileRef.Want.DIRECTORY, caller);
        Inode directory;
        if (there.isPresent() && there.get().origin == Attributes.Origin.IMPLICIT) {
            directory = there.get();
            directory.origin = Attributes.Origin.EXPLICIT;
            directory.ctime = transaction.now();
        } else {
            Directories.requireFree(transaction, parent, name, FileType.DIRECTORY, ErrorCode.EEXIST);
            directory = Directories.newInode(transaction, parent, FileType.DIRECTORY, mode, caller);
            directory.names = names == NewEntry.NameRule.INHERIT ? parent.names : names;
            Directories.addEntry(transaction, parent, EntryName.directory(name), directory, caller);
        }
        XattrRules.putAll(transaction, directory, xattrs, caller);
        transaction.store(directory);
        return new FileView(directory.attributes(), xattrs, null);
    }

    private static FileView makeSymlink(
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
        Directories.requireFree(transaction, parent, name, FileType.SYMLINK, ErrorCode.EEXIST);
        Inode symlink = Directories.newInode(transaction, parent, FileType.SYMLINK, SYMLINK_MODE, caller);
        symlink.size = target.length();
        transaction.changes().put(Keys.symlink(symlink.number), target.toByteArray());
        Directories.addEntry(transaction, parent, EntryName.file(name), symlink, caller);
        transaction.store(symlink);
        return new FileView(symlink.attributes(), Map.of(), target);
    }

    @Override
    public PutResult put(CallContext context, PutRequest request) {
        return shard.change(context, Answers.PUT, transaction -> Puts.put(transaction, context.caller(), request));
    }

    @Override
    public Attributes remove(CallContext context, RemoveRequest request) {
        return shard.change(
                context, Answers.ATTRIBUTES, transaction -> Removes.remove(transaction, context.caller(), request));
    }

    @Override
    public void rename(CallContext context, EntryPath from, EntryPath to, RenameMode mode) {
        shard.change(context, Answers.DONE, transaction -> {
            Renames.rename(transaction, context.caller(), from, to, mode);
            return true;
        });
    }

    @Override
    public FileView link(CallContext context, FileRef file, EntryPath path) {
        return shard.change(context, Answers.VIEW, transaction -> {
            Inode inode = transaction.resolve(file, context.caller());
            if (inode.isDirectory()) {
                throw new CairnException(ErrorCode.EPERM, "link", "a directory has one name");
            }
            if (inode.linkCount == 0) {
                throw new CairnException(ErrorCode.ENOENT, "link", "inode " + inode.number + " was removed");
            }
            Inode parent = Directories.parentOf(transaction, path, PutRequest.Parents.REQUIRED, context.caller());
            Directories.requireFree(transaction, parent, path.name(), inode.type, ErrorCode.EEXIST);
            Directories.addEntry(transaction, parent, EntryName.file(path.name()), inode, context.caller());
            inode.ctime = transaction.now();
            transaction.store(inode);
            return transaction.view(inode, Set.of());
        });
    }

    @Override
    public EntryPage list(CallContext context, FileRef directory, Optional<EntryCursor> after, int limit) {
        return shard.read(files ->
                Listings.entries(files, files.resolve(directory, context.caller()), after, limit, context.caller()));
    }

    @Override
    public ObjectPage listObjects(CallContext context, ObjectListRequest request) {
        return shard.read(files -> Listings.objects(files, request, context.caller()));
    }

    @Override
    public FileView setAttributes(CallContext context, FileRef file, AttributeChange change) {
        return shard.change(context, Answers.VIEW, transaction -> {
            Inode inode = transaction.resolve(file, context.caller());
            Access.requireOwner(inode, context.caller());
            if (change.mode().isPresent() && inode.type == FileType.SYMLINK) {
                throw new CairnException(ErrorCode.EOPNOTSUPP, "mode", "a symlink has no mode of its own");
            }
            if (change.uid().isPresent() || change.gid().isPresent()) {
                Access.requirePrivilege(context.caller(), Privilege.OVERRIDE);
            }
            change.mode().ifPresent(mode -> inode.mode = mode & 07777);
            change.uid().ifPresent(uid -> inode.uid = uid);
            change.gid().ifPresent(gid -> inode.gid = gid);
            change.atime().ifPresent(atime -> inode.atime = atime);
            change.mtime().ifPresent(mtime -> inode.mtime = mtime);
            inode.ctime = transaction.now();
            transaction.store(inode);
            return transaction.view(inode, Set.of());
        });
    }

    @Override
    public List<Bytes> xattrNames(CallContext context, FileRef file) {
        return shard.read(
                files -> TaggedXattrs.visible(files.xattrNames(files.resolve(file, context.caller()).number)));
    }

    @Override
    public void setXattr(CallContext context, FileRef file, Bytes name, Bytes value, XattrMode mode) {
        shard.change(context, Answers.DONE, transaction -> {
            Inode inode = transaction.resolve(file, context.caller());
            XattrRules.set(transaction, inode, name, value, mode, context.caller());
            return true;
        });
    }

    @Override
    public void removeXattr(CallContext context, FileRef file, Bytes name) {
        shard.change(context, Answers.DONE, transaction -> {
            Inode inode = transaction.resolve(file, context.caller());
            XattrRules.remove(transaction, inode, name, context.caller());
            return true;
        });
    }
}
