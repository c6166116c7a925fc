package dev.cairn.metadata.namespace;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.EntryCursor;
import dev.cairn.api.metadata.EntryPage;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileView;
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
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.Shard;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The namespace of a shard. */
public final class NamespaceService implements Namespace {

    private final Shard shard;

    public NamespaceService(Shard shard) {
        this.shard = shard;
    }

    @Override
    public FileView lookup(CallContext context, FileRef file, Set<Bytes> xattrs) {
        return shard.read(files -> {
            Inode inode = files.resolve(file, context.caller());
            return files.view(inode, XattrRules.readable(inode, xattrs, context.caller()));
        });
    }

    @Override
    public FileView create(CallContext context, EntryPath path, PutRequest.Parents parents, NewEntry entry) {
        return shard.change(
                context,
                Answers.VIEW,
                transaction -> Creations.create(transaction, context.caller(), path, parents, entry));
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
            FirstNames.requireLinkable(transaction, file, inode);
            Inode parent = Directories.parentOf(transaction, path, PutRequest.Parents.REQUIRED, context.caller());
            EntryName name = EntryName.file(path.name());
            Directories.requireMayAdd(transaction, parent, name, inode.type, context.caller());
            Directories.addEntry(transaction, parent, name, inode, context.caller());
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
            AttributeChanges.change(transaction, inode, change, context.caller());
            return transaction.view(inode, Set.of());
        });
    }

    @Override
    public FileView touch(CallContext context, FileRef file) {
        return shard.change(context, Answers.VIEW, transaction -> {
            Inode inode = transaction.resolve(file, context.caller());
            AttributeChanges.touch(transaction, inode, context.caller());
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
