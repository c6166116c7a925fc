package dev.cairn.metadata;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.ReferringEntry;
import dev.cairn.api.metadata.ReferringPage;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.TemporaryFile;
import dev.cairn.api.metadata.TemporaryRequest;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The calls of open files and of the volume in the short forms that tests want. */
record OpenCalls(TestShard shard) {

    static final Duration LEASE = Duration.ofSeconds(60);

    /** A user without privileges, but with that of opening by number. */
    static Caller searcher(int uid) {
        return new Caller(uid, uid, Set.of(), 0, Set.of(Privilege.PATH_SEARCH));
    }

    Handle open(String path) {
        return shard.openFiles().open(shard.context(), TestShard.file(path), LEASE);
    }

    Handle open(FileRef file) {
        return shard.openFiles().open(shard.context(), file, LEASE);
    }

    void close(Handle handle) {
        shard.openFiles().close(shard.context(), handle.id());
    }

    TemporaryFile temporary(String directory, TemporaryRequest.Linking linking) {
        FileRef parent = directory.isEmpty() ? FileRef.inode(InodeNumber.ROOT) : TestShard.file(directory);
        return shard.openFiles().createTemporary(shard.context(), new TemporaryRequest(parent, 0644, linking, LEASE));
    }

    TemporaryFile temporary(String directory) {
        return temporary(directory, TemporaryRequest.Linking.ALLOWED);
    }

    FileView link(FileRef file, String path) {
        return shard.namespace().link(shard.context(), file, TestShard.path(path));
    }

    static FileRef held(Handle handle) {
        return FileRef.handle(handle.id());
    }

    Attributes stat(FileRef file) {
        return shard.namespace().lookup(shard.context(), file, Set.of()).attributes();
    }

    /** What a reader gets of a file. */
    List<Extent> read(FileRef file) {
        return shard.contents()
                .plan(shard.context(), file, 0, Long.MAX_VALUE, Set.of())
                .extents();
    }

    /** Whether the data index has an inode. */
    boolean isIndexed(InodeNumber inode) {
        return shard
                .archive()
                .changes(shard.context(), ChangeQuery.positions(SeqIndex.DATA, SeqPosition.START, 10_000))
                .changes()
                .stream()
                .anyMatch(change -> change.inode().equals(inode));
    }

    boolean exists(InodeNumber inode) {
        return shard.volume().allocatedInodes(shard.context(), inode, 1).contains(inode);
    }

    List<ReferringEntry> referring(InodeNumber inode) {
        ReferringPage page = shard.volume().referringEntries(shard.context(), inode, Optional.empty(), 10_000);
        return page.entries();
    }

    List<Bytes> names(InodeNumber inode) {
        return referring(inode).stream().map(ReferringEntry::name).toList();
    }

    void rename(String from, String to) {
        shard.namespace().rename(shard.context(), TestShard.path(from), TestShard.path(to), RenameMode.REPLACE);
    }
}
