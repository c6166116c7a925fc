package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import java.util.Map;

/** What to create without data. */
public sealed interface NewEntry {

    /**
     * A directory.
     *
     * @param names which names its entries, and those of directories made below it, may have
     * @param xattrs attributes it starts with
     */
    record Directory(int mode, NameRule names, Map<Bytes, Bytes> xattrs) implements NewEntry {
        public Directory {
            xattrs = Map.copyOf(xattrs);
        }
    }

    /** A symbolic link; the target is stored as it is. */
    record Symlink(Bytes target) implements NewEntry {}

    /**
     * A fifo, a socket, or a device, which only callers with {@code OVERRIDE} can make.
     *
     * @param type one of these four
     * @param deviceNumber of a device, else 0
     */
    record Special(FileType type, int mode, int deviceNumber) implements NewEntry {}

    /** Which names a directory accepts. */
    enum NameRule {
        /** As the parent directory does. */
        INHERIT,
        /** 1 to 255 bytes, not "." or "..", no "/" or NUL; a name is a file or a directory. */
        POSIX,
        /** Whatever an S3 key can contain between slashes, the empty name included; file {@code a} beside {@code a/}. */
        OBJECT_KEYS
    }
}
