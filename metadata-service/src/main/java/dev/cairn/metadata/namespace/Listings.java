package dev.cairn.metadata.namespace;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Entry;
import dev.cairn.api.metadata.EntryCursor;
import dev.cairn.api.metadata.EntryPage;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.ObjectListRequest;
import dev.cairn.api.metadata.ObjectPage;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.FileTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Pages of directories and of buckets; each costs what it returns. */
final class Listings {

    /** What the attributes of an entry take in an answer, about. */
    private static final int ENTRY_BYTES = 200;

    private Listings() {}

    static int limit(int asked) {
        if (asked < 0) {
            throw new CairnException(ErrorCode.EINVAL, "limit", "a page cannot have " + asked + " entries");
        }
        return Math.min(asked, MetadataLimits.PAGE_ENTRIES_MAX);
    }

    static EntryPage entries(FileTree files, Inode directory, Optional<EntryCursor> after, int asked, Caller caller) {
        FileTree.requireDirectory(directory);
        Access.READ.require(directory, caller);
        Access.SEARCH.require(directory, caller);
        byte[] zone = Keys.entries(directory.number);
        byte[] start = after.map(
                        cursor -> Keys.entry(directory.number, new EntryName(cursor.name(), cursor.isDirectory())))
                .orElse(zone);
        Cursor cursor = files.items().scan(start, Keys.behind(zone));
        List<Entry> entries = new ArrayList<>();
        int bytes = 0;
        int limit = limit(asked);
        while (cursor.next()) {
            EntryName name = Keys.entryName(cursor.key());
            boolean isTheLastSeen =
                    after.isPresent() && after.get().equals(new EntryCursor(name.name(), name.isDirectory()));
            if (isTheLastSeen) {
                continue;
            }
            if (entries.size() >= limit || bytes > MetadataLimits.PAGE_BYTES_MAX) {
                return new EntryPage(entries, entries.isEmpty() ? after : Optional.of(cursorOf(entries.getLast())));
            }
            Inode inode = files.target(Records.Target.decode(cursor.value()));
            entries.add(new Entry(name.name(), inode.attributes()));
            bytes += ENTRY_BYTES + name.name().length();
        }
        return new EntryPage(entries, Optional.empty());
    }

    private static EntryCursor cursorOf(Entry entry) {
        return new EntryCursor(entry.name(), entry.attributes().isDirectory());
    }

    static ObjectPage objects(FileTree files, ObjectListRequest request, Caller caller) {
        Inode bucket = files.inode(request.bucket());
        FileTree.requireDirectory(bucket);
        Access.READ.require(bucket, caller);
        Access.SEARCH.require(bucket, caller);
        int limit = limit(request.limit());
        var walk = new ObjectWalk(files, request.bucket(), caller);
        if (!seekBehind(walk, request)) {
            return new ObjectPage(List.of(), Optional.empty());
        }
        List<ObjectPage.Item> items = new ArrayList<>();
        int bytes = 0;
        while (true) {
            Optional<ObjectWalk.Found> found = walk.next();
            if (found.isEmpty() || !found.get().key().startsWith(request.prefix())) {
                return new ObjectPage(items, Optional.empty());
            }
            if (items.size() >= limit || bytes > MetadataLimits.PAGE_BYTES_MAX) {
                return new ObjectPage(
                        items,
                        items.isEmpty()
                                ? Optional.empty()
                                : Optional.of(items.getLast().key()));
            }
            Bytes key = found.get().key();
            Optional<Bytes> common = commonPrefix(key, request);
            items.add(
                    common.isPresent()
                            ? new ObjectPage.CommonPrefix(common.get())
                            : new ObjectPage.Key(key, found.get().inode().attributes()));
            bytes += ENTRY_BYTES + key.length();
            if (common.isPresent() && !seekPast(walk, common.get())) {
                return new ObjectPage(items, Optional.empty());
            }
        }
    }

    /** Goes behind what was seen before; false if nothing can be there. */
    private static boolean seekBehind(ObjectWalk walk, ObjectListRequest request) {
        Bytes start = request.prefix();
        if (request.after().isPresent()) {
            Bytes after = request.after().get();
            Optional<Bytes> common =
                    after.startsWith(request.prefix()) ? commonPrefix(after, request) : Optional.empty();
            if (common.isPresent() && common.get().equals(after)) {
                return seekPast(walk, after);
            }
            Bytes next = after.concat(Bytes.wrap(new byte[] {0}));
            if (next.compareTo(start) > 0) {
                start = next;
            }
        }
        walk.seek(start);
        return true;
    }

    /** Goes behind all keys with a prefix; false if there is nothing behind them. */
    private static boolean seekPast(ObjectWalk walk, Bytes prefix) {
        byte[] end = prefix.toByteArray();
        for (int i = end.length - 1; i >= 0; i--) {
            if (end[i] != (byte) 0xFF) {
                end[i]++;
                walk.seek(Bytes.copyOf(end, 0, i + 1));
                return true;
            }
        }
        return false;
    }

    private static Optional<Bytes> commonPrefix(Bytes key, ObjectListRequest request) {
        Bytes delimiter = request.delimiter();
        if (delimiter.isEmpty()) {
            return Optional.empty();
        }
        for (int i = request.prefix().length(); i + delimiter.length() <= key.length(); i++) {
            if (key.slice(i, i + delimiter.length()).equals(delimiter)) {
                return Optional.of(key.slice(0, i + delimiter.length()));
            }
        }
        return Optional.empty();
    }
}
