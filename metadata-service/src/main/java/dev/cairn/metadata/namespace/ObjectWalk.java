package dev.cairn.metadata.namespace;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.FileTree;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The keys below a directory in byte order, from any key on. Because the entry of a directory is named with its slash, a
 * depth-first walk in entry order is a walk in key order, and seeking costs one descent a level.
 */
final class ObjectWalk {

    private static final Bytes SLASH = Bytes.utf8("/");
    private static final byte[] ZERO = {0};

    /** A directory on the way down: the key of everything in it begins with {@code prefix}. */
    private record Level(Bytes prefix, Cursor entries) {}

    /** A key and its inode. */
    record Found(Bytes key, Inode inode) {}

    private final FileTree files;
    private final InodeNumber root;
    private final Caller caller;
    private final Deque<Level> levels = new ArrayDeque<>();

    /** A directory that was just entered and whose own key is still to be told. */
    private Optional<Found> marker = Optional.empty();

    /** @param caller what this one may not list is passed over, as when walking a tree of files */
    ObjectWalk(FileTree files, InodeNumber root, Caller caller) {
        this.files = files;
        this.root = root;
        this.caller = caller;
    }

    /** Goes to the first key that is not below {@code start}. */
    void seek(Bytes start) {
        levels.clear();
        marker = Optional.empty();
        InodeNumber directory = root;
        Bytes prefix = Bytes.EMPTY;
        int from = 0;
        while (true) {
            int slash = indexOfSlash(start, from);
            byte[] zone = Keys.entries(directory);
            if (slash < 0) {
                enter(prefix, directory, concat(zone, start.slice(from, start.length())));
                return;
            }
            Bytes name = start.slice(from, slash);
            byte[] key = Keys.entry(directory, EntryName.directory(name));
            enter(prefix, directory, key);
            Optional<Records.Target> below = files.entry(directory, EntryName.directory(name));
            if (below.isEmpty()) {
                return;
            }
            // The directory itself is passed by going into it; go on behind its entry afterwards.
            levels.pop();
            enter(prefix, directory, concat(key, Bytes.wrap(ZERO.clone())));
            directory = below.get().inode();
            prefix = prefix.concat(name).concat(SLASH);
            from = slash + 1;
            if (from == start.length()) {
                marker = explicit(prefix, files.inode(directory));
            }
            if (!mayList(directory)) {
                return;
            }
        }
    }

    private void enter(Bytes prefix, InodeNumber directory, byte[] from) {
        levels.push(new Level(prefix, files.items().scan(from, Keys.behind(Keys.entries(directory)))));
    }

    /** The next key. */
    Optional<Found> next() {
        if (marker.isPresent()) {
            Optional<Found> told = marker;
            marker = Optional.empty();
            return told;
        }
        while (!levels.isEmpty()) {
            Level level = levels.peek();
            if (!level.entries.next()) {
                levels.pop();
                continue;
            }
            EntryName name = Keys.entryName(level.entries.key());
            Inode inode = files.target(Records.Target.decode(level.entries.value()));
            if (!name.isDirectory()) {
                return Optional.of(new Found(level.prefix.concat(name.name()), inode));
            }
            Bytes prefix = level.prefix.concat(name.name()).concat(SLASH);
            if (mayList(inode.number)) {
                enter(prefix, inode.number, Keys.entries(inode.number));
            }
            Optional<Found> own = explicit(prefix, inode);
            if (own.isPresent()) {
                return own;
            }
        }
        return Optional.empty();
    }

    private boolean mayList(InodeNumber directory) {
        if (caller.has(Privilege.OVERRIDE)) {
            return true;
        }
        Inode inode = files.inode(directory);
        return Access.READ.isAllowed(inode, caller) && Access.SEARCH.isAllowed(inode, caller);
    }

    private static Optional<Found> explicit(Bytes key, Inode directory) {
        return directory.origin == Attributes.Origin.EXPLICIT
                ? Optional.of(new Found(key, directory))
                : Optional.empty();
    }

    private static int indexOfSlash(Bytes key, int from) {
        for (int i = from; i < key.length(); i++) {
            if (key.at(i) == '/') {
                return i;
            }
        }
        return -1;
    }

    private static byte[] concat(byte[] left, Bytes right) {
        byte[] joined = java.util.Arrays.copyOf(left, left.length + right.length());
        right.copyTo(joined, left.length);
        return joined;
    }
}
