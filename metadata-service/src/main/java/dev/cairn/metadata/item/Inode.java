package dev.cairn.metadata.item;

import dev.cairn.api.metadata.Acl;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.RestoreState;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An inode while a transaction works on it; what is changed here counts once the inode is stored. Meanings as in
 * {@link Attributes}. One thread.
 */
public final class Inode {

    public final InodeNumber number;
    public final FileType type;

    public int mode;
    public long linkCount;
    public int uid;
    public int gid;
    public long size;
    public Instant atime;
    public Instant mtime;
    public Instant ctime;
    public Instant crtime;
    public long metaSeq;
    public long dataSeq;
    public long dataVersion;
    public long onlineBlocks;
    public long offlineBlocks;
    public long project;
    public boolean isRetained;
    public int deviceNumber;
    public ContentId content = ContentId.NONE;
    public Bytes contentTag = Bytes.EMPTY;
    public boolean isRecallRequested;
    public Optional<Instant> keptUntil = Optional.empty();
    public Attributes.Origin origin = Attributes.Origin.EXPLICIT;
    public NewEntry.NameRule names = NewEntry.NameRule.POSIX;

    /** Whether an item holds the ACL, so that most inodes cost no look. */
    public boolean hasAccessAcl;

    /** The access ACL, looked up when permission bits do not decide; set by whoever sets {@link #hasAccessAcl}. */
    public Supplier<Acl> accessAcl = () -> {
        throw new IllegalStateException("the inode was read without a way to its ACL");
    };

    public boolean hasDefaultAcl;

    /** From where on data is still to be freed after the size was reduced; empty mostly (TXN-6). */
    public OptionalLong trimFrom = OptionalLong.empty();

    /** The only name, or one of several; null for the root and for what has none. */
    public @Nullable Link link;

    public Inode(InodeNumber number, FileType type, Instant now) {
        this.number = number;
        this.type = type;
        this.atime = now;
        this.mtime = now;
        this.ctime = now;
        this.crtime = now;
    }

    Inode(InodeNumber number, FileType type, Instant crtime, Instant atime, Instant mtime, Instant ctime) {
        this(number, type, crtime);
        this.atime = atime;
        this.mtime = mtime;
        this.ctime = ctime;
    }

    public boolean isDirectory() {
        return type == FileType.DIRECTORY;
    }

    public boolean isRegular() {
        return type == FileType.REGULAR;
    }

    /** DIR-7: sizes of directories are the sums of their name lengths, and an object key may have an empty name. */
    public boolean hasNoEntries() {
        return linkCount <= 2 && size == 0;
    }

    public Attributes attributes() {
        return new Attributes(
                number,
                type,
                mode,
                linkCount,
                uid,
                gid,
                size,
                atime,
                mtime,
                ctime,
                crtime,
                metaSeq,
                dataSeq,
                dataVersion,
                onlineBlocks,
                offlineBlocks,
                content,
                contentTag,
                new RestoreState(isRecallRequested, keptUntil),
                origin,
                project,
                isRetained,
                deviceNumber);
    }
}
