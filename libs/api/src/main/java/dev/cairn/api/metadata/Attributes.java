package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.time.Instant;

/**
 * An inode as clients see it; one consistent view.
 *
 * @param mode permission bits with set-user-id, set-group-id and sticky bit, without the type
 * @param size regular: bytes; directory: sum of the name lengths; symlink: length of the target
 * @param metaSeq change sequence of the last change of anything
 * @param dataSeq change sequence of the last change of data or size
 * @param dataVersion counts the changes a reader could notice; guards release and stage
 * @param onlineBlocks blocks of {@link MetadataLimits#BLOCK_BYTES} that can be read now
 * @param offlineBlocks blocks that must be staged first
 * @param contentTag opaque identity of the content given by who wrote it (the ETag of S3); empty if none
 * @param origin whether somebody made the inode on purpose
 * @param project project id, 0 for none; taken from the directory at creation
 * @param isRetained whether the file may neither be changed nor lose a name (RET-3)
 * @param deviceNumber of a device, else 0
 */
public record Attributes(
        InodeNumber inode,
        FileType type,
        int mode,
        long linkCount,
        int uid,
        int gid,
        long size,
        Instant atime,
        Instant mtime,
        Instant ctime,
        Instant crtime,
        long metaSeq,
        long dataSeq,
        long dataVersion,
        long onlineBlocks,
        long offlineBlocks,
        ContentId content,
        Bytes contentTag,
        RestoreState restore,
        Origin origin,
        long project,
        boolean isRetained,
        int deviceNumber) {

    /** Whether a directory was asked for, or came into being because a key passes through it. */
    public enum Origin {
        EXPLICIT,
        IMPLICIT
    }

    public boolean isDirectory() {
        return type == FileType.DIRECTORY;
    }

    public boolean isRegular() {
        return type == FileType.REGULAR;
    }

    public boolean isOffline() {
        return offlineBlocks > 0;
    }
}
