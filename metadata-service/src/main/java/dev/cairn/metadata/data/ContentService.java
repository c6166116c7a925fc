package dev.cairn.metadata.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Contents;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.ReadPlan;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.namespace.XattrRules;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.Shard;
import java.util.List;
import java.util.Set;

/** The contents of a shard. */
public final class ContentService implements Contents {

    private final Shard shard;

    public ContentService(Shard shard) {
        this.shard = shard;
    }

    @Override
    public ReadPlan plan(CallContext context, FileRef file, long from, long to, Set<Bytes> xattrs) {
        if (from < 0 || to < from) {
            throw new CairnException(ErrorCode.EINVAL, "range", "not a range: " + from + " to " + to);
        }
        return shard.read(files -> {
            Inode inode = files.resolve(file, context.caller());
            if (inode.isDirectory()) {
                throw new CairnException(ErrorCode.EISDIR, "inode " + inode.number + " is a directory");
            }
            if (!inode.isRegular()) {
                throw new CairnException(ErrorCode.EINVAL, "type", "inode " + inode.number + " is no regular file");
            }
            Access.READ.require(inode, context.caller());
            long end = Math.min(to, inode.size);
            List<Extent> extents = files.extents(inode.content, from, end, MetadataLimits.EXTENTS_PER_CALL_MAX);
            boolean isCut = extents.size() == MetadataLimits.EXTENTS_PER_CALL_MAX;
            long covered = isCut ? Math.min(end, extents.getLast().end()) : end;
            return new ReadPlan(
                    files.view(inode, XattrRules.permitted(inode, xattrs, context.caller())), extents, covered);
        });
    }

    @Override
    public List<Extent> extents(
            CallContext context, ContentId content, long dataVersion, long from, long to, int limit) {
        return shard.read(files -> {
            files.requireNotOverwritten(content, dataVersion);
            int most = Math.clamp(limit, 1, MetadataLimits.EXTENTS_PER_CALL_MAX);
            List<Extent> extents = files.extents(content, from, to, most);
            if (extents.isEmpty()
                    && files.extents(content, 0, Long.MAX_VALUE, 1).isEmpty()) {
                throw new CairnException(ErrorCode.ENOENT, "content", "content " + content + " is gone");
            }
            return extents;
        });
    }

    @Override
    public ContentId begin(CallContext context) {
        return shard.change(context, Answers.CONTENT, transaction -> {
            var content = new ContentId(transaction.nextNumber());
            transaction.storeOpenContent(content, new Records.OpenContent(transaction.now(), 0));
            return content;
        });
    }

    @Override
    public void append(CallContext context, ContentId content, List<Extent> extents) {
        if (extents.size() > MetadataLimits.EXTENTS_PER_CALL_MAX) {
            throw new CairnException(ErrorCode.E2BIG, "extents", extents.size() + " extents in one call");
        }
        shard.change(context, Answers.DONE, transaction -> {
            Records.OpenContent open = transaction.openContent(content);
            long size = transaction.addExtents(content, open.size(), extents);
            transaction.storeOpenContent(content, new Records.OpenContent(open.startedAt(), size));
            return true;
        });
    }

    @Override
    public void drop(CallContext context, ContentId content) {
        shard.change(context, Answers.DONE, transaction -> {
            byte[] key = Keys.Leftover.OPEN_CONTENT.key(content.value());
            if (transaction.changes().get(key) != null) {
                transaction.changes().delete(key);
                transaction.orphan(content);
            }
            return true;
        });
    }
}
