package dev.cairn.metadata.open;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.HandleId;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.StoredHandle;
import dev.cairn.metadata.shard.OpenHandles;
import dev.cairn.metadata.shard.ShardTransaction;
import java.time.Duration;

/** The items of handles as a transaction changes them: by id, by inode, by holder, and counted. */
final class HandleTable {

    private static final byte[] NOTHING = new byte[0];

    private final ShardTransaction transaction;

    HandleTable(ShardTransaction transaction) {
        this.transaction = transaction;
    }

    /** @throws CairnException EINVAL, reason {@code lease} */
    static void requireLease(Duration lease) {
        boolean isAllowed =
                lease.compareTo(MetadataLimits.LEASE_MIN) >= 0 && lease.compareTo(MetadataLimits.LEASE_MAX) <= 0;
        if (!isAllowed) {
            throw new CairnException(
                    ErrorCode.EINVAL,
                    "lease",
                    "a lease is " + MetadataLimits.LEASE_MIN + " to " + MetadataLimits.LEASE_MAX + ", not " + lease);
        }
    }

    /** @throws CairnException EMFILE, OVERLOADED, ENOSPC */
    Handle open(InodeNumber inode, Caller caller, Duration lease, Handle.Kind kind) {
        if (count(Keys.handleCount(caller.uid())) >= MetadataLimits.HANDLES_PER_HOLDER_MAX) {
            throw new CairnException(
                    ErrorCode.EMFILE,
                    "handles",
                    "a user has at most " + MetadataLimits.HANDLES_PER_HOLDER_MAX + " handles");
        }
        if (count(Keys.handleCount()) >= MetadataLimits.HANDLES_MAX) {
            throw new CairnException(
                    ErrorCode.OVERLOADED, "handles", "all " + MetadataLimits.HANDLES_MAX + " handles are in use");
        }
        var id = new HandleId(transaction.nextNumber());
        var handle = new StoredHandle(inode, caller.uid(), transaction.now().plus(lease), lease, kind);
        store(id, handle);
        transaction.changes().put(Keys.handleOf(inode, id), NOTHING);
        transaction.changes().put(Keys.handleHeldBy(caller.uid(), id), NOTHING);
        transaction.changes().add(Keys.handleCount(), 1);
        transaction.changes().add(Keys.handleCount(caller.uid()), 1);
        return handle.named(id);
    }

    private long count(byte[] key) {
        byte[] counter = transaction.changes().get(key);
        return counter == null ? 0 : new ByteReader(counter).int64();
    }

    /** @throws CairnException ESTALE, EACCES */
    StoredHandle require(HandleId id, Caller caller) {
        return OpenHandles.require(transaction.items(), id, caller, transaction.now());
    }

    void store(HandleId id, StoredHandle handle) {
        transaction.changes().put(Keys.handle(id), handle.encode());
    }

    void close(HandleId id, StoredHandle handle) {
        transaction.changes().delete(Keys.handle(id));
        transaction.changes().delete(Keys.handleOf(handle.inode(), id));
        transaction.changes().delete(Keys.handleHeldBy(handle.holder(), id));
        transaction.changes().add(Keys.handleCount(), -1);
        transaction.changes().add(Keys.handleCount(handle.holder()), -1);
    }
}
