package dev.cairn.metadata.open;

import dev.cairn.api.CallContext;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.OpenFiles;
import dev.cairn.api.metadata.TemporaryFile;
import dev.cairn.api.metadata.TemporaryRequest;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.StoredHandle;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.OpenHandles;
import dev.cairn.metadata.shard.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The open files of a shard. */
public final class OpenFileService implements OpenFiles {

    private final Shard shard;

    public OpenFileService(Shard shard) {
        this.shard = shard;
    }

    @Override
    public Handle open(CallContext context, FileRef file, Duration lease) {
        HandleTable.requireLease(lease);
        if (file instanceof FileRef.ByInode) {
            Access.requirePrivilege(context.caller(), Privilege.PATH_SEARCH);
        }
        return shard.change(context, HandleAnswers.HANDLE, transaction -> {
            Inode inode = transaction.resolve(file, context.caller());
            if (inode.type == FileType.SYMLINK) {
                throw new CairnException(ErrorCode.EINVAL, "type", "inode " + inode.number + " is a symlink");
            }
            Access.READ.require(inode, context.caller());
            return new HandleTable(transaction).open(inode.number, context.caller(), lease, Handle.Kind.OPENED);
        });
    }

    @Override
    public TemporaryFile createTemporary(CallContext context, TemporaryRequest request) {
        HandleTable.requireLease(request.lease());
        return shard.change(
                context,
                HandleAnswers.TEMPORARY_FILE,
                transaction -> TemporaryFiles.create(transaction, context.caller(), request));
    }

    @Override
    public Handle renew(CallContext context, HandleId handle, Duration lease) {
        HandleTable.requireLease(lease);
        // Doing it again only renews again.
        return shard.step(transaction -> {
            var handles = new HandleTable(transaction);
            StoredHandle renewed = handles.require(handle, context.caller()).until(transaction.now(), lease);
            handles.store(handle, renewed);
            return renewed.named(handle);
        });
    }

    @Override
    public Handle use(CallContext context, HandleId handle) {
        Handle found = find(context, handle);
        Duration left = Duration.between(shard.clock().now(), found.expires());
        return left.multipliedBy(2).compareTo(found.lease()) < 0 ? renew(context, handle, found.lease()) : found;
    }

    @Override
    public Handle find(CallContext context, HandleId handle) {
        return shard.read(files -> OpenHandles.require(files.items(), handle, context.caller(), files.now()))
                .named(handle);
    }

    @Override
    public void close(CallContext context, HandleId handle) {
        shard.change(context, Answers.DONE, transaction -> {
            boolean isStored = OpenHandles.find(transaction.items(), handle)
                    .filter(it -> !it.hasExpired(transaction.now()))
                    .isPresent();
            if (isStored) {
                var handles = new HandleTable(transaction);
                handles.close(handle, handles.require(handle, context.caller()));
            }
            return true;
        });
    }

    @Override
    public List<Handle> list(CallContext context, HandleId after, int limit) {
        if (limit < 0) {
            throw new CairnException(ErrorCode.EINVAL, "limit", "a page cannot have " + limit + " entries");
        }
        int most = Math.min(limit, MetadataLimits.PAGE_ENTRIES_MAX);
        boolean seesAll = context.caller().has(Privilege.VOLUME_ADMIN);
        int uid = context.caller().uid();
        byte[] from = seesAll ? Keys.handle(after) : Keys.handleHeldBy(uid, after);
        byte[] zone = seesAll ? Keys.handles() : Keys.handlesHeldBy(uid);
        return shard.read(files -> {
            List<Handle> handles = new ArrayList<>();
            Cursor cursor = files.items().scan(from, Keys.behind(zone));
            while (handles.size() < most && cursor.next()) {
                HandleId id = Keys.handleId(cursor.key());
                if (!id.equals(after)) {
                    OpenHandles.find(files.items(), id)
                            .filter(it -> !it.hasExpired(files.now()))
                            .ifPresent(it -> handles.add(it.named(id)));
                }
            }
            return handles;
        });
    }
}
