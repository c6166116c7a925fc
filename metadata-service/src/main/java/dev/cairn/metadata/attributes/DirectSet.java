package dev.cairn.metadata.attributes;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.DirectChange;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.Place;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.ShardTransaction;

/** The rules of set_attr_x (ATX-5 to ATX-10). */
final class DirectSet {

    private DirectSet() {}

    static Attributes apply(ShardTransaction transaction, Inode inode, DirectChange change) {
        requireSense(inode, change);
        boolean endsRetention =
                change.retention().isPresent() && !change.retention().get();
        if (!endsRetention) {
            Access.requireNotRetained(inode);
        }
        if (change.isSizeOffline()) {
            addOffline(transaction, inode, change.size().orElseThrow());
        }
        change.size().ifPresent(size -> inode.size = size);
        change.dataVersion().ifPresent(version -> inode.dataVersion = version);
        change.ctime().ifPresent(ctime -> inode.ctime = ctime);
        change.crtime().ifPresent(crtime -> inode.crtime = crtime);
        change.retention().ifPresent(retention -> inode.isRetained = retention);
        change.project().ifPresent(project -> inode.project = project);
        transaction.store(inode);
        return inode.attributes();
    }

    /** ATX-7, step 4. */
    private static void requireSense(Inode inode, DirectChange change) {
        if (change.size().isPresent() && change.size().get() < 0) {
            throw new CairnException(
                    ErrorCode.EFBIG, "size", "a file has at most " + MetadataLimits.FILE_BYTES_MAX + " bytes");
        }
        require(!change.dataVersion().equals(java.util.Optional.of(0L)), "data-version", "a data_version of 0");
        if (change.size().isPresent() || change.dataVersion().isPresent()) {
            require(inode.isRegular(), "type", "size or data_version of what is no regular file");
            require(inode.dataVersion == 0, "state", "size or data_version of a file that has a data_version already");
        }
        long size = change.size().orElse(0L);
        require(size == 0 || change.dataVersion().isPresent(), "data-version", "a size without a data_version");
        require(size > 0 || !change.isSizeOffline(), "size", "an offline size without a size");
        require(change.retention().isEmpty() || inode.isRegular(), "type", "retention of what is no regular file");
    }

    private static void require(boolean holds, String reason, String what) {
        if (!holds) {
            throw new CairnException(ErrorCode.EINVAL, reason, what + " cannot be set");
        }
    }

    private static void addOffline(ShardTransaction transaction, Inode inode, long size) {
        boolean isFree = inode.onlineBlocks == 0
                && inode.offlineBlocks == 0
                && transaction.extents(inode.content, 0, size, 1).isEmpty();
        require(isFree, "state", "an offline size over extents that are there");
        if (inode.content.isNone()) {
            inode.content = new ContentId(transaction.nextNumber());
        }
        transaction.addExtent(inode.content, new Extent(0, size, new Place.Offline()));
        inode.offlineBlocks = MetadataLimits.blocks(size);
    }
}
