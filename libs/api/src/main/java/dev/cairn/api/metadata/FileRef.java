package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.util.List;

/** Which inode is meant. */
public sealed interface FileRef {

    /** The inode itself; it must have a name, or be the root. */
    record ByInode(InodeNumber inode) implements FileRef {}

    /** The inode that a handle of the caller holds, whether or not it has a name. */
    record ByHandle(HandleId handle) implements FileRef {}

    /** The inode that a walk from {@code base} finds; no names mean {@code base}. Symlinks are not followed. */
    record ByPath(InodeNumber base, List<Bytes> names, Want want) implements FileRef {
        public ByPath {
            names = List.copyOf(names);
        }
    }

    /**
     * What the last name of a path may be. In a bucket a file {@code a} can stand beside a directory {@code a/}; inner
     * names of a path are always directories.
     */
    enum Want {
        /** A file or symlink if there is one, else a directory. */
        ANY,
        NOT_DIRECTORY,
        DIRECTORY
    }

    static FileRef inode(InodeNumber inode) {
        return new ByInode(inode);
    }

    static FileRef handle(HandleId handle) {
        return new ByHandle(handle);
    }

    static FileRef path(EntryPath path, Want want) {
        return new ByPath(path.base(), path.names(), want);
    }
}
