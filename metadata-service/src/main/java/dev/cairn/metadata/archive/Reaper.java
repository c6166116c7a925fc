package dev.cairn.metadata.archive;

import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.extent.Trims;
import dev.cairn.metadata.index.TaggedXattrs;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.open.HandleSweep;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.OpenHandles;
import dev.cairn.metadata.shard.Shard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Frees what nobody refers to any more: inodes without names, contents that were replaced, unfinished contents and the parts
 * of ended uploads, and what is behind the end of files. Works in small transactions, each of which leaves a correct state; the record that names the work goes
 * last, so a crash anywhere only means going on. One thread at a time.
 */
public final class Reaper {

    private static final int EXTENTS_PER_STEP = 500;
    /** Names are long, and a tagged one has an item in an index too: all fits in a log entry. */
    private static final int XATTRS_PER_STEP = 250;

    private static final int PARTS_PER_STEP = 500;
    /** Work looked up at once, so that a sweep sees fresh locks. */
    private static final int WORK_PER_LOOK = 200;
    /** What a client starts to build it finishes or gives up in a day. */
    private static final Duration UNFINISHED_AGE_MAX = Duration.ofDays(1);

    /** How long the deletion feed goes back unless told otherwise: a consumer may be away for a month. */
    public static final Duration DELETION_RETENTION = Duration.ofDays(30);

    private final Shard shard;
    private final ContentLocks locks;
    private final Duration deletionRetention;

    public Reaper(Shard shard, ContentLocks locks) {
        this(shard, locks, DELETION_RETENTION);
    }

    /** @param deletionRetention how long the deletion feed remembers */
    public Reaper(Shard shard, ContentLocks locks, Duration deletionRetention) {
        this.shard = shard;
        this.locks = locks;
        this.deletionRetention = deletionRetention;
    }

    /**
     * One pass over all that is left over, expired handles first; what is being read or held open is left for the next one.
     *
     * @return how many things were freed whole
     */
    public int sweep() {
        byte[] uploads = Keys.orphanUploads();
        return HandleSweep.closeExpired(shard)
                + each(uploads, Keys.behind(uploads), value -> true, key -> freeUpload(Keys.orphanUploadId(key)))
                + each(
                        Keys.Leftover.ORPHAN_INODE,
                        value -> true,
                        key -> freeInode(new InodeNumber(Keys.leftoverNumber(key))))
                + each(
                        Keys.Leftover.ORPHAN_CONTENT,
                        value -> true,
                        key -> freeOrphanContent(new ContentId(Keys.leftoverNumber(key))))
                + each(Keys.Leftover.TRIM, value -> true, this::finishTrim);
    }

    private boolean finishTrim(byte[] key) {
        Trims.finish(shard, new InodeNumber(Keys.leftoverNumber(key)));
        return true;
    }

    /**
     * One pass over what clients began and did not finish in a day, and over what is remembered for a time. Reads all of it,
     * so it is not for every second.
     *
     * @return how many things were given up
     */
    public int sweepAged() {
        Instant oldest = shard.clock().now().minus(UNFINISHED_AGE_MAX);
        byte[] completed = Keys.completedUploads();
        return each(
                        Keys.Leftover.OPEN_CONTENT,
                        value -> Records.OpenContent.decode(value).startedAt().isBefore(oldest),
                        this::giveUpContent)
                + each(
                        completed,
                        Keys.behind(completed),
                        value -> Records.CompletedUpload.decode(value)
                                .completedAt()
                                .isBefore(oldest),
                        this::forget)
                + DeletionFeed.trim(shard, deletionRetention);
    }

    private int each(Keys.Leftover kind, Predicate<byte[]> isMeant, Predicate<byte[]> worker) {
        return each(kind.start(), kind.end(), isMeant, worker);
    }

    /** Hands the keys of a zone whose values are meant to a worker, which tells whether it finished the work. */
    private int each(byte[] from, byte[] to, Predicate<byte[]> isMeant, Predicate<byte[]> worker) {
        int done = 0;
        byte[] at = from;
        while (true) {
            Look look = look(at, to, isMeant);
            for (byte[] key : look.keys) {
                done += worker.test(key) ? 1 : 0;
            }
            if (look.next.isEmpty()) {
                return done;
            }
            at = look.next.get();
        }
    }

    /** Some work, and where to look on. */
    private record Look(List<byte[]> keys, Optional<byte[]> next) {}

    private Look look(byte[] from, byte[] to, Predicate<byte[]> isMeant) {
        return shard.read(files -> {
            List<byte[]> keys = new ArrayList<>();
            Cursor cursor = files.items().scan(from, to);
            while (cursor.next()) {
                if (keys.size() == WORK_PER_LOOK) {
                    return new Look(keys, Optional.of(cursor.key()));
                }
                if (isMeant.test(cursor.value())) {
                    keys.add(cursor.key());
                }
            }
            return new Look(keys, Optional.empty());
        });
    }

    private boolean giveUpContent(byte[] key) {
        return shard.step(transaction -> {
            boolean isStillOpen = transaction.changes().get(key) != null;
            if (isStillOpen) {
                transaction.changes().delete(key);
                transaction.orphan(new ContentId(Keys.leftoverNumber(key)));
            }
            return isStillOpen;
        });
    }

    private boolean freeUpload(UUID upload) {
        boolean isDone = false;
        while (!isDone) {
            isDone = shard.step(transaction -> {
                byte[] zone = Keys.parts(upload);
                Cursor parts = transaction.items().scan(zone, Keys.behind(zone));
                int freed = 0;
                while (freed < PARTS_PER_STEP && parts.next()) {
                    transaction.orphan(Records.StoredPart.decode(parts.value()).content());
                    transaction.changes().delete(parts.key());
                    freed++;
                }
                boolean isLast = freed < PARTS_PER_STEP;
                if (isLast) {
                    transaction.changes().delete(Keys.orphanUpload(upload));
                }
                return isLast;
            });
        }
        return true;
    }

    /** Once true it stays so: without a name and without a handle nobody reaches the inode any more. */
    private static boolean isFree(FileTree files, Inode inode) {
        return inode.linkCount == 0 && !OpenHandles.isHeld(files.items(), inode.number);
    }

    private boolean freeInode(InodeNumber number) {
        Optional<Inode> found = shard.read(files -> files.find(number).filter(inode -> isFree(files, inode)));
        if (found.isEmpty()) {
            return false;
        }
        ContentId content = found.get().content;
        if (content.isNone()) {
            return eraseInode(number);
        }
        Optional<ContentLocks.Held> lock = locks.tryExclusive(content);
        if (lock.isEmpty()) {
            return false;
        }
        try (ContentLocks.Held ignored = lock.get()) {
            freeExtents(content);
            return eraseInode(number);
        }
    }

    private boolean freeOrphanContent(ContentId content) {
        byte[] record = Keys.Leftover.ORPHAN_CONTENT.key(content.value());
        ContentId locked = shard.read(files -> Optional.ofNullable(files.items().get(record)))
                .filter(readers -> readers.length > 0)
                .map(readers -> new ContentId(new ByteReader(readers).int64()))
                .orElse(content);
        Optional<ContentLocks.Held> lock = locks.tryExclusive(locked);
        if (lock.isEmpty()) {
            return false;
        }
        try (ContentLocks.Held ignored = lock.get()) {
            freeExtents(content);
            return forget(record);
        }
    }

    private boolean forget(byte[] record) {
        return shard.step(transaction -> {
            transaction.changes().delete(record);
            return true;
        });
    }

    private void freeExtents(ContentId content) {
        boolean isDone = false;
        while (!isDone) {
            isDone = shard.step(transaction -> {
                List<Extent> extents = transaction.extents(content, 0, Long.MAX_VALUE, EXTENTS_PER_STEP);
                extents.forEach(extent -> transaction.dropExtent(content, extent));
                transaction.changes().delete(Keys.overwritten(content));
                return extents.size() < EXTENTS_PER_STEP;
            });
        }
    }

    private boolean eraseInode(InodeNumber number) {
        boolean isDone = false;
        while (!isDone) {
            isDone = shard.step(transaction -> {
                List<Bytes> xattrs = transaction.xattrNames(number);
                xattrs.stream().limit(XATTRS_PER_STEP).forEach(name -> {
                    TaggedXattrs.beforeRemove(transaction, number, name);
                    transaction.changes().delete(Keys.xattr(number, name));
                });
                boolean isLast = xattrs.size() <= XATTRS_PER_STEP;
                if (isLast) {
                    transaction.find(number).ifPresent(transaction::erase);
                    transaction.changes().delete(Keys.Leftover.ORPHAN_INODE.key(number.value()));
                }
                return isLast;
            });
        }
        return true;
    }
}
