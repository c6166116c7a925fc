package dev.cairn.metadata.data;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.WriteResult;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.extent.BlockCounts;
import dev.cairn.metadata.extent.Blocks;
import dev.cairn.metadata.extent.ExtentRuns;
import dev.cairn.metadata.extent.Trims;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.shard.Answers;
import dev.cairn.metadata.shard.Shard;
import dev.cairn.metadata.shard.ShardTransaction;
import java.util.ArrayList;
import java.util.List;

/**
 * A write that touches too many extents for one transaction. The extents of the file and the new ones are copied, in as many
 * transactions as it takes, into a content that nobody sees; a last one swaps it into the file, if the file is still what was
 * copied. Whatever fails before that leaves the file as it was and the copy to the background. Used by one thread.
 */
final class Rebuild {

    /** Keeps a transaction far below a log entry. */
    private static final int EXTENTS_PER_STEP = 1_000;

    private final Shard shard;
    private final Write write;
    private final NewContent bytes;

    private final List<Extent> pending = new ArrayList<>();
    private final BlockCounts counts = new BlockCounts();
    private ContentId copy = ContentId.NONE;

    Rebuild(Shard shard, Write write, NewContent bytes) {
        this.shard = shard;
        this.write = write;
        this.bytes = bytes;
    }

    /** @throws CairnException a refusal that {@link #isOvertaken} knows, if the file changed meanwhile */
    WriteResult run(CallContext context) {
        Inode before = shard.read(files -> write.admit(files, bytes.size()));
        copy = shard.step(transaction -> {
            var content = new ContentId(transaction.nextNumber());
            transaction.storeOpenContent(content, new Records.OpenContent(transaction.now(), 0));
            return content;
        });
        boolean isTaken = false;
        try {
            long start = write.start(before);
            long end = start + bytes.size();
            copyOld(before.content, new ExtentRuns.Range(0, start), new ExtentRuns.Range(0, Blocks.floor(start)));
            copyNew(start);
            copyOld(
                    before.content,
                    new ExtentRuns.Range(end, Long.MAX_VALUE),
                    new ExtentRuns.Range(Blocks.ceil(end), Long.MAX_VALUE));
            flush();
            WriteResult result = shard.change(context, Answers.WRITE, transaction -> swap(transaction, before));
            isTaken = true;
            return result;
        } finally {
            if (!isTaken) {
                giveUp();
            }
        }
    }

    /** Copies bytes that somebody wrote from one range of the file, and what is reserved from another one inside it. */
    private void copyOld(ContentId content, ExtentRuns.Range written, ExtentRuns.Range reserved) {
        long at = written.from();
        while (at < written.to()) {
            long first = at;
            List<Extent> page = shard.read(files -> files.extents(content, first, written.to(), EXTENTS_PER_STEP));
            for (Extent extent : page) {
                ExtentRuns.Range range = extent.place().isOnline() ? written : reserved;
                ExtentRuns.within(List.of(extent), range.from(), range.to()).forEach(this::add);
            }
            at = page.size() < EXTENTS_PER_STEP ? written.to() : page.getLast().end();
        }
    }

    private void copyNew(long start) {
        if (!(bytes instanceof NewContent.Built(ContentId built, long size))) {
            ExtentRuns.shifted(Write.extents(bytes), start).forEach(this::add);
            return;
        }
        long at = 0;
        while (at < size) {
            long first = at;
            List<Extent> page = shard.read(files -> files.extents(built, first, size, EXTENTS_PER_STEP));
            if (page.isEmpty()) {
                throw new CairnException(ErrorCode.ENOENT, "content", "nobody is building content " + built);
            }
            ExtentRuns.shifted(page, start).forEach(this::add);
            at = page.getLast().end();
        }
    }

    private void add(Extent extent) {
        counts.add(extent);
        pending.add(extent);
        if (pending.size() >= EXTENTS_PER_STEP) {
            flush();
        }
    }

    private void flush() {
        if (!pending.isEmpty()) {
            List<Extent> extents = List.copyOf(pending);
            shard.step(transaction -> {
                transaction.openContent(copy);
                extents.forEach(extent -> transaction.addExtent(copy, extent));
                return true;
            });
            pending.clear();
        }
    }

    private WriteResult swap(ShardTransaction transaction, Inode before) {
        Inode inode = write.admit(transaction, bytes.size());
        Trims.requireDone(inode);
        // Every change of an inode moves its meta_seq.
        if (!inode.number.equals(before.number) || inode.metaSeq != before.metaSeq) {
            throw new CairnException(
                    ErrorCode.OVERLOADED, "changing", "the file kept changing while it was written to");
        }
        long start = write.start(inode);
        if (bytes instanceof NewContent.Built(ContentId built, long size)) {
            requireSize(transaction.openContent(built), size);
            transaction.changes().delete(Keys.Leftover.OPEN_CONTENT.key(built.value()));
            transaction.orphan(built);
        }
        transaction.openContent(copy);
        transaction.changes().delete(Keys.Leftover.OPEN_CONTENT.key(copy.value()));
        transaction.orphan(inode.content);
        inode.content = copy;
        inode.onlineBlocks = counts.online();
        inode.offlineBlocks = counts.offline();
        write.finish(transaction, inode, start + bytes.size());
        return new WriteResult(start, inode.attributes());
    }

    private static void requireSize(Records.OpenContent open, long size) {
        if (open.size() != size) {
            throw new CairnException(
                    ErrorCode.EINVAL, "content", "the content has " + open.size() + " bytes, not " + size);
        }
    }

    private void giveUp() {
        shard.step(transaction -> {
            byte[] key = Keys.Leftover.OPEN_CONTENT.key(copy.value());
            if (transaction.changes().get(key) != null) {
                transaction.changes().delete(key);
                transaction.orphan(copy);
            }
            return true;
        });
    }

    static boolean isOvertaken(CairnException refusal) {
        return refusal.code() == ErrorCode.OVERLOADED && refusal.reason().equals("changing");
    }
}
