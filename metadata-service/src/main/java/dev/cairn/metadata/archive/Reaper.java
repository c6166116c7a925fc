package dev.cairn.metadata.archive;

import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.item.Records;
import dev.cairn.metadata.shard.Shard;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Frees what nobody refers to any more: inodes without names, contents that were replaced, unfinished contents and the parts
 * of ended uploads. Works in small transactions, each of which leaves a correct state; the record that names the work goes
 * last, so a crash anywhere only means going on. One thread at a time.
 */
public final class Reaper {

    private static final int EXTENTS_PER_STEP = 500;
    private static final int XATTRS_PER_STEP = 500;
    private static final int PARTS_PER_STEP = 500;
    /** Work looked up at once, so that a sweep sees fresh locks. */
    private static final int WORK_PER_LOOK = 200;
    /** What a client starts to build it finishes or gives up in a day. */
    private static final Duration UNFINISHED_AGE_MAX = Duration.ofDays(1);

    private final Shard shard;
    private final ContentLocks locks;

    public Reaper(Shard shard, ContentLocks locks) {
        this.shard = shard;
        this.locks = locks;
    }

    /**
     * One pass over all that is left over; what is being read is left for the next one.
     *
     * @return how many things were freed whole
     */
    public int sweep() {
        Instant now = shard.clock().now();
        int done = 0;
        done += each(work(Keys.Leftover.OPEN_CONTENT), content -> closeUnfinished(content, now));
        done += each(orphanUploads(), this::freeUpload);
        done += each(forgettable(now), this::forgetCompleted);
        done += each(work(Keys.Leftover.ORPHAN_INODE), inode -> freeInode(new InodeNumber(inode)));
        done += each(work(Keys.Leftover.ORPHAN_CONTENT), content -> freeOrphanContent(new ContentId(content)));
        return done;
    }

    private static <T> int each(List<T> work, Function<T, Boolean> worker) {
        int done = 0;
        for (T piece : work) {
            done += worker.apply(piece) ? 1 : 0;
        }
        return done;
    }

    private List<Long> work(Keys.Leftover kind) {
        return keys(kind.start(), kind.end()).stream().map(Keys::leftoverNumber).toList();
    }

    private List<UUID> orphanUploads() {
        byte[] zone = Keys.orphanUploads();
        return keys(zone, Keys.behind(zone)).stream().map(Keys::orphanUploadId).toList();
    }

    private List<byte[]> keys(byte[] from, byte[] to) {
        return shard.read(files -> {
            List<byte[]> keys = new ArrayList<>();
            Cursor cursor = files.items().scan(from, to);
            while (keys.size() < WORK_PER_LOOK && cursor.next()) {
                keys.add(cursor.key());
            }
            return keys;
        });
    }

    private List<UUID> forgettable(Instant now) {
        byte[] zone = Keys.completedUploads();
        return shard.read(files -> {
            List<UUID> old = new ArrayList<>();
            Cursor cursor = files.items().scan(zone, Keys.behind(zone));
            while (old.size() < WORK_PER_LOOK && cursor.next()) {
                Records.CompletedUpload done = Records.CompletedUpload.decode(cursor.value());
                if (done.completedAt().plus(UNFINISHED_AGE_MAX).isBefore(now)) {
                    old.add(done.upload().id());
                }
            }
            return old;
        });
    }

    private boolean forgetCompleted(UUID upload) {
        return shard.step(transaction -> {
            transaction.changes().delete(Keys.completedUpload(upload));
            return true;
        });
    }

    private boolean closeUnfinished(long content, Instant now) {
        return shard.step(transaction -> {
            byte[] key = Keys.Leftover.OPEN_CONTENT.key(content);
            byte[] value = transaction.changes().get(key);
            boolean isOld = value != null
                    && Records.OpenContent.decode(value)
                            .startedAt()
                            .plus(UNFINISHED_AGE_MAX)
                            .isBefore(now);
            if (isOld) {
                transaction.changes().delete(key);
                transaction.orphan(new ContentId(content));
            }
            return isOld;
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

    private boolean freeInode(InodeNumber number) {
        Optional<Inode> found = shard.read(files -> files.find(number));
        if (found.isEmpty()) {
            return forget(Keys.Leftover.ORPHAN_INODE.key(number.value()));
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
        Optional<ContentLocks.Held> lock = locks.tryExclusive(content);
        if (lock.isEmpty()) {
            return false;
        }
        try (ContentLocks.Held ignored = lock.get()) {
            freeExtents(content);
            return forget(Keys.Leftover.ORPHAN_CONTENT.key(content.value()));
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
                return extents.size() < EXTENTS_PER_STEP;
            });
        }
    }

    private boolean eraseInode(InodeNumber number) {
        boolean isDone = false;
        while (!isDone) {
            isDone = shard.step(transaction -> {
                List<Bytes> xattrs = transaction.xattrNames(number);
                xattrs.stream()
                        .limit(XATTRS_PER_STEP)
                        .forEach(name -> transaction.changes().delete(Keys.xattr(number, name)));
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
