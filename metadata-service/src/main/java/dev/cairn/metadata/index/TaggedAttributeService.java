package dev.cairn.metadata.index;

import dev.cairn.api.CallContext;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.HiddenPage;
import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.SearchPage;
import dev.cairn.api.metadata.TaggedAttributes;
import dev.cairn.api.metadata.Total;
import dev.cairn.api.metadata.TotalName;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.index.TaggedName.Tag;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.Shard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The indexes of a shard over its tagged attributes. */
public final class TaggedAttributeService implements TaggedAttributes {

    private final Shard shard;

    public TaggedAttributeService(Shard shard) {
        this.shard = shard;
    }

    private static int page(int asked) {
        if (asked < 0) {
            throw new CairnException(ErrorCode.EINVAL, "limit", "a page cannot have " + asked + " entries");
        }
        return Math.min(asked, MetadataLimits.PAGE_ENTRIES_MAX);
    }

    @Override
    public SearchPage search(CallContext context, Bytes name, InodeNumber from, InodeNumber to, int limit) {
        Access.requirePrivilege(context.caller(), Privilege.VOLUME_ADMIN);
        requireSearchable(name);
        int most = page(limit);
        if (most == 0 || to.compareTo(from) < 0) {
            return new SearchPage(List.of(), false);
        }
        return shard.read(files -> {
            List<InodeNumber> inodes = new ArrayList<>();
            Cursor cursor = files.items().scan(Keys.search(name, from), Keys.behind(Keys.search(name, to)));
            while (cursor.next()) {
                if (inodes.size() == most) {
                    return new SearchPage(inodes, false);
                }
                inodes.add(Keys.lastInode(cursor.key()));
            }
            return new SearchPage(inodes, true);
        });
    }

    private static void requireSearchable(Bytes name) {
        if (name.length() > MetadataLimits.XATTR_NAME_BYTES_MAX) {
            throw TaggedName.invalid("an attribute name has at most " + MetadataLimits.XATTR_NAME_BYTES_MAX + " bytes");
        }
        if (!TaggedName.parse(name).has(Tag.SEARCH)) {
            throw TaggedName.invalid("\"" + name + "\" cannot be searched for: it has no tag srch.");
        }
    }

    @Override
    public List<Total> totals(CallContext context, TotalName from, int limit) {
        Access.requirePrivilege(context.caller(), Privilege.VOLUME_ADMIN);
        int most = page(limit);
        if (most == 0) {
            throw new CairnException(ErrorCode.EINVAL, "limit", "a reading has room for at least one total");
        }
        return shard.read(files -> {
            List<Total> totals = new ArrayList<>();
            Cursor cursor = files.items().scan(Keys.total(from), Keys.behind(Keys.totals()));
            while (totals.size() < most && cursor.next()) {
                totals.add(Totals.decode(Keys.totalName(cursor.key()), cursor.value()));
            }
            return totals;
        });
    }

    @Override
    public void inject(CallContext context, TotalName name, long sum, long count) {
        Access.requirePrivilege(context.caller(), Privilege.VOLUME_ADMIN);
        shard.change(context, Answers.DONE, transaction -> {
            transaction.changes().add(Keys.total(name), sum, count);
            transaction.changes().add(Keys.injected(name), sum, count);
            return true;
        });
    }

    @Override
    public List<IndexPosition> index(CallContext context, IndexPosition from, IndexPosition to, int limit) {
        Access.requirePrivilege(context.caller(), Privilege.VOLUME_ADMIN);
        requireMajor(from);
        requireMajor(to);
        if (to.compareTo(from) < 0) {
            throw new CairnException(ErrorCode.EINVAL, "range", "the index has nothing from " + from + " to " + to);
        }
        int most = page(limit);
        return shard.read(files -> {
            List<IndexPosition> positions = new ArrayList<>();
            Cursor cursor = files.items().scan(Keys.indexPosition(from), Keys.behind(Keys.indexPosition(to)));
            while (positions.size() < most && cursor.next()) {
                positions.add(Keys.readIndexPosition(cursor.key()));
            }
            return positions;
        });
    }

    private static void requireMajor(IndexPosition position) {
        if (position.major() < 0 || position.major() > IndexPosition.MAJOR_MAX) {
            throw new CairnException(
                    ErrorCode.EINVAL,
                    "position",
                    "a major number is 0 to " + IndexPosition.MAJOR_MAX + ": " + position);
        }
    }

    @Override
    public HiddenPage hidden(CallContext context, FileRef file, Optional<Bytes> after, int limit) {
        int most = page(limit);
        return shard.read(files -> {
            Inode inode = files.resolve(file, context.caller());
            Access.READ.require(inode, context.caller());
            return hidden(files, inode, after.orElse(Bytes.EMPTY), most);
        });
    }

    /** Only tagged names can be hidden, so that the walk leaves out all others. */
    private static HiddenPage hidden(FileTree files, Inode inode, Bytes after, int limit) {
        Bytes start = after.compareTo(TaggedName.PREFIX) < 0 ? TaggedName.PREFIX : after;
        Cursor cursor = files.items()
                .scan(Keys.xattr(inode.number, start), Keys.behind(Keys.xattr(inode.number, TaggedName.PREFIX)));
        List<Bytes> names = new ArrayList<>();
        int bytes = 0;
        while (limit > 0 && cursor.next()) {
            Bytes name = Keys.xattrName(cursor.key());
            if (name.equals(after) || !TaggedXattrs.isHidden(name)) {
                continue;
            }
            if (names.size() == limit || bytes > MetadataLimits.PAGE_BYTES_MAX) {
                return new HiddenPage(names, Optional.of(names.getLast()));
            }
            names.add(name);
            bytes += name.length();
        }
        return new HiddenPage(names, Optional.empty());
    }
}
