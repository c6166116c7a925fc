package dev.cairn.metadata.shard;

import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.kernel.ShardId;
import dev.cairn.metadata.item.ExtentCodec;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.InodeCodec;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Records;
import dev.cairn.replica.Transaction;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A transaction of a shard: keeps the indexes, counts and live bytes in step with the inodes and extents that a command
 * changes. All changes of one transaction share one change sequence. The replica's thread.
 */
public final class ShardTransaction extends FileTree {

    private final Transaction transaction;
    private final ShardId shard;
    private final MetadataSpace space;
    private final long seq;
    private final Set<InodeNumber> dataChanges = new HashSet<>();

    ShardTransaction(Transaction transaction, ShardId shard, MetadataSpace space, Instant now, long seq) {
        super(transaction, now);
        this.transaction = transaction;
        this.shard = shard;
        this.space = space;
        this.seq = seq;
    }

    /**
     * What adds metadata asks this first; what only frees does not, so that there is a way out of a shortage (SPC-3).
     *
     * @throws CairnException ENOSPC, reason {@code space}
     */
    public void requireSpace() {
        if (space.usage().isShort()) {
            throw new CairnException(ErrorCode.ENOSPC, "space", "what is free of the metadata store is its reserve");
        }
    }

    public long seq() {
        return seq;
    }

    public Transaction changes() {
        return transaction;
    }

    /** A number that was never given out, for an inode, a content or a handle. @throws CairnException ENOSPC */
    public long nextNumber() {
        requireSpace();
        byte[] stored = transaction.get(Keys.nextNumber());
        long counter = stored == null ? InodeNumber.FIRST_COUNTER : new ByteReader(stored).int64();
        transaction.put(Keys.nextNumber(), new ByteWriter(8).int64(counter + 1).toByteArray());
        return InodeNumber.of(shard, counter).value();
    }

    /** Counts a new inode; it is stored with {@link #store}. */
    public void countNewInode() {
        transaction.add(Keys.inodeCount(), 1);
    }

    /** Stores an inode whose data did not change: moves it in the meta index. */
    public void store(Inode inode) {
        requireSound(inode);
        transaction.delete(Keys.SeqZone.META.key(new SeqPosition(inode.metaSeq, inode.number)));
        inode.metaSeq = seq;
        transaction.put(Keys.SeqZone.META.key(new SeqPosition(seq, inode.number)), new byte[0]);
        transaction.put(Keys.inode(inode.number), InodeCodec.encode(inode));
    }

    /** Counts that would go below zero were wrong before: better to refuse the change than to go on from them. */
    private static void requireSound(Inode inode) {
        boolean isSound = inode.onlineBlocks >= 0 && inode.offlineBlocks >= 0 && inode.size >= 0;
        if (!isSound || inode.linkCount < 0) {
            throw new CairnException(
                    ErrorCode.CORRUPT,
                    isSound ? "link-count" : "block-counts",
                    "inode " + inode.number + " would have " + inode.onlineBlocks + " online and "
                            + inode.offlineBlocks + " offline blocks, size " + inode.size + " and " + inode.linkCount
                            + " links");
        }
    }

    /** Stores an inode whose data or size changed: moves a regular file in the data index too. */
    public void storeWithData(Inode inode) {
        if (inode.isRegular()) {
            transaction.delete(Keys.SeqZone.DATA.key(new SeqPosition(inode.dataSeq, inode.number)));
            transaction.put(Keys.SeqZone.DATA.key(new SeqPosition(seq, inode.number)), new byte[0]);
        }
        inode.dataSeq = seq;
        noteDataChange(inode);
        store(inode);
    }

    /** Has everybody told who waits for the data of a file, once this is durable. */
    public void noteDataChange(Inode inode) {
        dataChanges.add(inode.number);
    }

    Set<InodeNumber> dataChanges() {
        return dataChanges;
    }

    /**
     * Forgets an inode that nothing refers to any more. The deletion feed has it at the sequence at which it lost its name;
     * if it was changed since, or never had one, the meta index showed it later than that, and it is told again.
     */
    public void erase(Inode inode) {
        byte[] told = Keys.SeqZone.DELETION.key(new SeqPosition(inode.metaSeq, inode.number));
        if (transaction.get(told) == null) {
            transaction.put(Keys.SeqZone.DELETION.key(new SeqPosition(seq, inode.number)), new byte[0]);
        }
        transaction.delete(Keys.SeqZone.META.key(new SeqPosition(inode.metaSeq, inode.number)));
        if (inode.isRegular()) {
            transaction.delete(Keys.SeqZone.DATA.key(new SeqPosition(inode.dataSeq, inode.number)));
        }
        transaction.delete(Keys.symlink(inode.number));
        transaction.delete(Keys.recall(inode.number));
        transaction.delete(Keys.Leftover.TRIM.key(inode.number.value()));
        transaction.delete(Keys.inode(inode.number));
        transaction.add(Keys.inodeCount(), -1);
        keepSeq();
    }

    /** Remembers the sequence of a transaction that takes entries out of an index, so that the newest never goes back. */
    public void keepSeq() {
        transaction.put(Keys.seqFloor(), new ByteWriter(8).int64(seq).toByteArray());
    }

    /** Adds an extent. @throws CairnException ESTALE, reason {@code segment}, if its bytes lie in a retired segment */
    public void addExtent(ContentId content, Extent extent) {
        if (extent.place() instanceof Place.Stored(var location)) {
            if (transaction.get(Keys.retiredSegment(location.segment())) != null) {
                throw new CairnException(
                        ErrorCode.ESTALE, "segment", "segment " + location.segment() + " is being retired");
            }
            transaction.add(Keys.liveBytes(location.segment()), extent.length());
        }
        transaction.put(Keys.extent(content, extent.end()), ExtentCodec.encode(extent));
    }

    public void dropExtent(ContentId content, Extent extent) {
        if (extent.place() instanceof Place.Stored(var location)) {
            transaction.add(Keys.liveBytes(location.segment()), -extent.length());
        }
        transaction.delete(Keys.extent(content, extent.end()));
    }

    /** Makes a content of new bytes. A built one is taken over from its builder. */
    public ContentId adopt(NewContent bytes) {
        return switch (bytes) {
            case NewContent.Empty() -> ContentId.NONE;
            case NewContent.Inline(Bytes inline) -> {
                if (inline.length() > MetadataLimits.INLINE_BYTES_MAX) {
                    throw new CairnException(
                            ErrorCode.E2BIG, "inline", inline.length() + " bytes cannot be kept inline");
                }
                yield inline.isEmpty()
                        ? ContentId.NONE
                        : contentOf(List.of(new Extent(0, inline.length(), new Place.Inline(inline))));
            }
            case NewContent.Stored(List<Extent> extents) -> extents.isEmpty() ? ContentId.NONE : contentOf(extents);
            case NewContent.Built(ContentId content, long size) -> {
                Records.OpenContent open = openContent(content);
                if (open.size() != size) {
                    throw new CairnException(
                            ErrorCode.EINVAL,
                            "content",
                            "content " + content + " has " + open.size() + " bytes, not " + size);
                }
                transaction.delete(Keys.Leftover.OPEN_CONTENT.key(content.value()));
                yield content;
            }
        };
    }

    private ContentId contentOf(List<Extent> extents) {
        if (extents.size() > MetadataLimits.EXTENTS_PER_CALL_MAX) {
            throw new CairnException(ErrorCode.E2BIG, "extents", extents.size() + " extents in one call");
        }
        var content = new ContentId(nextNumber());
        addExtents(content, 0, extents);
        return content;
    }

    /** Adds extents without gaps from {@code start} on; answers where they end. */
    public long addExtents(ContentId content, long start, List<Extent> extents) {
        long end = start;
        for (Extent extent : extents) {
            if (extent.offset() != end) {
                throw new CairnException(
                        ErrorCode.EINVAL, "extents", "an extent begins at " + extent.offset() + ", not at " + end);
            }
            addExtent(content, extent);
            end = extent.end();
        }
        return end;
    }

    /** @throws CairnException ENOENT, reason {@code content}, if nobody is building it */
    public Records.OpenContent openContent(ContentId content) {
        byte[] value = transaction.get(Keys.Leftover.OPEN_CONTENT.key(content.value()));
        if (value == null) {
            throw new CairnException(ErrorCode.ENOENT, "content", "nobody is building content " + content);
        }
        return Records.OpenContent.decode(value);
    }

    public void storeOpenContent(ContentId content, Records.OpenContent open) {
        transaction.put(Keys.Leftover.OPEN_CONTENT.key(content.value()), open.encode());
    }

    /**
     * Leaves extents that were just dropped from a content to those who are reading it: they are freed once nobody holds the
     * content's lock.
     */
    public void leaveToReaders(ContentId content, List<Extent> dropped) {
        if (!dropped.isEmpty()) {
            var aside = new ContentId(nextNumber());
            dropped.forEach(extent -> addExtent(aside, extent));
            transaction.put(
                    Keys.Leftover.ORPHAN_CONTENT.key(aside.value()),
                    new ByteWriter(8).int64(content.value()).toByteArray());
        }
    }

    /** Leaves a content to be freed in the background. */
    public void orphan(ContentId content) {
        if (!content.isNone()) {
            transaction.put(Keys.Leftover.ORPHAN_CONTENT.key(content.value()), new byte[0]);
        }
    }
}
