package dev.cairn.metadata.data;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.archive.ArchiveTarget;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.namespace.SetIdBits;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.Optional;

/** What all changes of data have in common. */
final class DataRules {

    private DataRules() {}

    /** @throws CairnException ENOTTY, EISDIR, EINVAL for what is no regular file */
    static Inode regular(FileTree files, FileRef file, Caller caller) {
        Inode inode = ArchiveTarget.resolve(files, file, caller);
        requireRegular(inode);
        return inode;
    }

    static void requireRegular(Inode inode) {
        if (inode.isDirectory()) {
            throw new CairnException(ErrorCode.EISDIR, "inode " + inode.number + " is a directory");
        }
        if (!inode.isRegular()) {
            throw new CairnException(ErrorCode.EINVAL, "type", "inode " + inode.number + " is no regular file");
        }
    }

    /** What lets a write or a reservation pass, whatever its range. @throws CairnException EACCES, EPERM */
    static void requireChangeable(Inode inode, Caller caller) {
        Access.WRITE.require(inode, caller);
        Access.requireNotRetained(inode);
    }

    /** @throws CairnException EINVAL, EFBIG */
    static void requirePlace(long offset, long length) {
        if (offset < 0 || length < 0) {
            throw new CairnException(ErrorCode.EINVAL, "range", "not a range: " + offset + "+" + length);
        }
        if (offset > MetadataLimits.FILE_BYTES_MAX - length) {
            throw new CairnException(
                    ErrorCode.EFBIG, "size", "a file has at most " + MetadataLimits.FILE_BYTES_MAX + " bytes");
        }
    }

    /** WR-1: data_version counts for the whole file, so what is offline of it could not be staged after a change. */
    static void requireOnline(Inode inode) {
        if (inode.offlineBlocks > 0) {
            throw offline(inode, "data");
        }
    }

    static CairnException offline(Inode inode, String what) {
        return new CairnException(
                ErrorCode.OFFLINE,
                "offline",
                what + " of inode " + inode.number + " is offline and must be staged first");
    }

    /** The extents of a file became too many between a look at them and a transaction. */
    static CairnException changing() {
        return new CairnException(ErrorCode.OVERLOADED, "changing", "the file kept changing");
    }

    /** Marks new content: the version, the times, and what was known of the old. The caller stores the inode. */
    static void changed(ShardTransaction transaction, Inode inode) {
        inode.dataVersion++;
        inode.contentTag = Bytes.EMPTY;
        inode.keptUntil = Optional.empty();
        inode.mtime = transaction.now();
        inode.ctime = transaction.now();
    }

    /** The same for a change by somebody who may not keep the rights that the file gives. */
    static void changedBy(ShardTransaction transaction, Inode inode, Caller caller) {
        changed(transaction, inode);
        SetIdBits.afterWrite(inode, caller);
    }

    /**
     * Tells readers that began before that bytes which they may still ask for are other ones now. Call it after
     * {@link #changed}.
     */
    static void markOverwritten(ShardTransaction transaction, Inode inode) {
        if (!inode.content.isNone()) {
            transaction
                    .changes()
                    .put(
                            Keys.overwritten(inode.content),
                            new ByteWriter(8).int64(inode.dataVersion).toByteArray());
        }
    }
}
