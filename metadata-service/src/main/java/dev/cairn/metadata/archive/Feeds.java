package dev.cairn.metadata.archive;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.Deletion;
import dev.cairn.api.metadata.DeletionPage;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.Bytes;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.namespace.XattrRules;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.SeqClock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Walks by change sequence through one version of the tree (section 28). Everything in it is stable. */
record Feeds(FileTree files) {

    /** What the attributes of a file take in a message, at most; names and values come on top. */
    private static final int FILE_BYTES = 200;

    ChangePage changes(Caller caller, ChangeQuery query, int limit) {
        Keys.SeqZone zone = query.index() == SeqIndex.META ? Keys.SeqZone.META : Keys.SeqZone.DATA;
        List<SeqPosition> changes = new ArrayList<>();
        List<FileView> views = new ArrayList<>();
        if (query.from().compareTo(query.to()) <= 0) {
            SeqPosition behind = query.to().next();
            boolean isOpen = behind.compareTo(query.to()) < 0;
            Cursor cursor = files.items().scan(zone.key(query.from()), isOpen ? zone.end() : zone.key(behind));
            switch (query.detail()) {
                case ChangeQuery.Detail.Positions() -> {
                    while (changes.size() < limit && cursor.next()) {
                        changes.add(Keys.seqPosition(cursor.key()));
                    }
                }
                case ChangeQuery.Detail.Files(Set<Bytes> xattrs) -> {
                    int bytes = 0;
                    while (changes.size() < limit && bytes < MetadataLimits.PAGE_BYTES_MAX && cursor.next()) {
                        SeqPosition change = Keys.seqPosition(cursor.key());
                        FileView view = view(caller, files.inode(change.inode()), xattrs);
                        changes.add(change);
                        views.add(view);
                        bytes += bytes(view);
                    }
                }
            }
        }
        return new ChangePage(changes, views, SeqClock.newest(files.items()));
    }

    private static int bytes(FileView view) {
        Bytes target = view.symlinkTarget();
        int bytes = FILE_BYTES + (target == null ? 0 : target.length());
        for (var xattr : view.xattrs().entrySet()) {
            bytes += xattr.getKey().length() + xattr.getValue().length();
        }
        return bytes;
    }

    /** With those of the extended attributes that the caller may read. */
    FileView view(Caller caller, Inode inode, Set<Bytes> xattrs) {
        return files.view(inode, XattrRules.permitted(inode, xattrs, caller));
    }

    DeletionPage deletions(SeqPosition from, int limit) {
        List<Deletion> deletions = new ArrayList<>();
        Cursor cursor = files.items().scan(Keys.SeqZone.DELETION.key(from), Keys.SeqZone.DELETION.end());
        int bytes = 0;
        while (deletions.size() < limit && bytes < MetadataLimits.PAGE_BYTES_MAX && cursor.next()) {
            Bytes path = Bytes.wrap(cursor.value());
            deletions.add(new Deletion(Keys.seqPosition(cursor.key()), path));
            bytes += path.length();
        }
        return new DeletionPage(deletions, SeqClock.newest(files.items()), DeletionFeed.trimmedSeq(files.items()));
    }
}
