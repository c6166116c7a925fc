package dev.cairn.metadata.archive;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.FileTree;

/** What the calls that move data between online and offline ask of the inode they are given. */
public final class ArchiveTarget {

    private ArchiveTarget() {}

    /** @throws CairnException ENOTTY for devices, fifos and sockets, before anything else is looked at (CAL-6) */
    public static Inode resolve(FileTree files, FileRef file, Caller caller) {
        Inode inode = files.resolve(file, caller);
        FileTree.requireArchivable(inode);
        return inode;
    }

    /** @throws CairnException EINVAL */
    static void requireRegular(Inode inode) {
        if (!inode.isRegular()) {
            throw new CairnException(ErrorCode.EINVAL, "type", "inode " + inode.number + " is no regular file");
        }
    }

    /** @throws CairnException EINVAL, EACCES */
    static void requireWritable(Inode inode, Caller caller) {
        requireRegular(inode);
        Access.WRITE.require(inode, caller);
    }

    /** @throws CairnException ESTALE, reason {@code data-version} */
    public static void requireVersion(Inode inode, long dataVersion) {
        if (inode.dataVersion != dataVersion) {
            throw new CairnException(
                    ErrorCode.ESTALE,
                    "data-version",
                    "inode " + inode.number + " has data_version " + Long.toUnsignedString(inode.dataVersion));
        }
    }
}
