package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * Makes a file have a content, creating it if it is not there. One transaction: a reader sees the old file or the new.
 * A file that exists keeps its inode, links, owner and mode; its data_version rises by one.
 *
 * @param path where
 * @param parents what to do about missing directories on the way
 * @param content the bytes, durable already
 * @param contentTag see {@link Attributes#contentTag}
 * @param mode permission bits of a new file
 * @param xattrs attributes to set together with the content
 * @param xattrPolicy what happens to attributes the file already has
 * @param mtime modification time to record; now if absent
 * @param condition what must hold of the file in place
 */
public record PutRequest(
        EntryPath path,
        Parents parents,
        NewContent content,
        Bytes contentTag,
        int mode,
        Map<Bytes, Bytes> xattrs,
        XattrPolicy xattrPolicy,
        Optional<Instant> mtime,
        Condition condition) {

    public PutRequest {
        xattrs = Map.copyOf(xattrs);
    }

    /** What a put does about directories that are missing on the way. */
    public enum Parents {
        /** They must exist. */
        REQUIRED,
        /** They are made as implicit directories, which go away with their last entry. */
        IMPLIED
    }

    /** What a put does to the attributes of the file it replaces. */
    public enum XattrPolicy {
        /** Attributes that are not named stay. */
        KEEP_OTHERS,
        /** All {@code user.} attributes that are not named go: an S3 object brings all its metadata. */
        REPLACE_USER
    }
}
