package dev.cairn.metadata.archive;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.Arrivals;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.btree.Cursor;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.item.Keys;
import dev.cairn.metadata.shard.Access;
import dev.cairn.metadata.shard.FileTree;
import dev.cairn.metadata.shard.Shard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Who waits for offline data of a shard: requests that are held open, and recalls, which are items (section 13). */
final class WaitingList {

    /** The codes behind it are those of this system, which no failed request should show to its client. */
    private static final ErrorCode LAST_POSIX_CODE = ErrorCode.EROFS;

    private final Shard shard;
    private final Waiters waiters = new Waiters();

    WaitingList(Shard shard) {
        this.shard = shard;
        shard.onDataChange(waiters::wake);
    }

    void awaitOnline(Caller caller, FileRef file, long offset, long length, WaitOp op, Duration wait) {
        InodeNumber inode = shard.read(files -> {
            Inode wanted = ArchiveTarget.resolve(files, file, caller);
            (op == WaitOp.READ ? Access.READ : Access.WRITE).require(wanted, caller);
            return wanted.number;
        });
        if (offset < 0 || length < 0 || offset + length < 0) {
            throw new CairnException(ErrorCode.EINVAL, "range", "not a range: " + offset + "+" + length);
        }
        Deadline deadline = Deadline.in(wait, shard.clock());
        try (Waiters.Waiter waiter = waiters.register(inode, op)) {
            while (true) {
                Optional<Long> missing = shard.read(
                        files -> OfflineData.firstIn(files, files.again(file, inode, caller), offset, offset + length));
                if (missing.isEmpty()) {
                    return;
                }
                long block = Waiters.blockOf(missing.get());
                if (deadline.isPast(shard.clock()) || !waiter.await(block, deadline.left(shard.clock()))) {
                    throw new CairnException(
                            ErrorCode.OFFLINE, "offline", "block " + block + " of inode " + inode + " is offline");
                }
            }
        }
    }

    List<Waiting> page(Waiting.Cursor after, int limit, Duration poll) {
        Duration left = poll;
        while (true) {
            long seen = waiters.arrivals();
            List<Waiting> found = limit == 0 ? List.of() : present(after, limit);
            if (!found.isEmpty() || limit == 0 || left.isZero()) {
                return found;
            }
            left = waiters.awaitArrival(seen, left);
        }
    }

    private List<Waiting> present(Waiting.Cursor after, int limit) {
        return shard.read(files -> {
            TreeMap<Waiting.Cursor, Integer> places = new TreeMap<>(waiters.behind(after, limit));
            Cursor recalls = files.items().scan(Keys.recall(after.inode()), Keys.behind(Keys.recalls()));
            int merged = 0;
            while (merged < limit && recalls.next()) {
                Optional<Waiting.Cursor> place =
                        firstMissing(files, new InodeNumber(Keys.leftoverNumber(recalls.key())));
                if (place.isPresent() && place.get().compareTo(after) > 0) {
                    places.merge(place.get(), WaitOp.READ.bit(), (left, right) -> left | right);
                    merged++;
                }
            }
            List<Waiting> found = new ArrayList<>();
            places.forEach((place, ops) -> {
                if (found.size() < limit) {
                    describe(files, place, ops).ifPresent(found::add);
                }
            });
            return found;
        });
    }

    private static Optional<Waiting> describe(FileTree files, Waiting.Cursor place, int ops) {
        return files.find(place.inode())
                .map(inode -> new Waiting(place.inode(), place.block(), ops, inode.dataVersion));
    }

    private static Optional<Waiting.Cursor> firstMissing(FileTree files, InodeNumber number) {
        return files.find(number)
                .filter(inode -> inode.linkCount > 0)
                .flatMap(inode -> OfflineData.firstIn(files, inode, 0, inode.size)
                        .map(offset -> new Waiting.Cursor(inode.number, Waiters.blockOf(offset))));
    }

    Arrivals arrivals(Arrivals.Position since, int limit, Duration poll) {
        Duration left = poll;
        while (true) {
            long seen = waiters.arrivals();
            Arrivals found = arrivalsNow(since, limit);
            if (!found.isWhole() || !found.places().isEmpty() || left.isZero() || limit == 0) {
                return found;
            }
            left = waiters.awaitArrival(seen, left);
        }
    }

    private Arrivals arrivalsNow(Arrivals.Position since, int limit) {
        // The read fails where this shard does not lead, so nobody follows the list of a leader of the past.
        return shard.read(files -> {
            long term = shard.leading().value();
            if (since.term() != term) {
                return new Arrivals(List.of(), new Arrivals.Position(term, waiters.arrivals()), false);
            }
            Waiters.Page page = waiters.arrivalsBehind(since.number(), limit);
            List<Waiting> places = new ArrayList<>();
            page.arrivals()
                    .forEach(arrival ->
                            describe(files, arrival.place(), arrival.op().bit()).ifPresent(places::add));
            return new Arrivals(places, new Arrivals.Position(term, page.next()), page.isWhole());
        });
    }

    /** Tells those who follow the list that a recall stands at another place than before. */
    void noteRecall(InodeNumber inode) {
        shard.read(files -> firstMissing(files, inode)).ifPresent(waiters::noteRecall);
    }

    int fail(Caller caller, InodeNumber inode, long offset, long length, Set<WaitOp> ops, ErrorCode error) {
        Access.requirePrivilege(caller, Privilege.VOLUME_ADMIN);
        if (length == 0) {
            return 0;
        }
        if (error.compareTo(LAST_POSIX_CODE) > 0) {
            throw new CairnException(ErrorCode.EINVAL, "error", "waiters fail with a POSIX error, not with " + error);
        }
        if (Long.compareUnsigned(offset + length - 1, offset) < 0) {
            throw new CairnException(ErrorCode.EINVAL, "range", "the range ends behind 2^64");
        }
        long firstBlock = Waiters.blockOf(offset);
        long lastBlock = Waiters.blockOf(offset + length - 1);
        boolean isRecalled = shard.read(files -> {
            Inode file = files.inode(inode);
            ArchiveTarget.requireRegular(file);
            return file.isRecallRequested;
        });
        boolean endedRecall = isRecalled && ops.contains(WaitOp.READ) && endRecall(inode, firstBlock, lastBlock);
        return waiters.fail(inode, firstBlock, lastBlock, ops, error) + (endedRecall ? 1 : 0);
    }

    private boolean endRecall(InodeNumber inode, long firstBlock, long lastBlock) {
        return shard.step(transaction -> {
            Optional<Inode> file = transaction.find(inode).filter(found -> found.isRecallRequested);
            boolean isMeant = file.flatMap(found -> OfflineData.firstIn(transaction, found, 0, found.size))
                    .map(Waiters::blockOf)
                    .filter(block ->
                            Long.compareUnsigned(block, firstBlock) >= 0 && Long.compareUnsigned(block, lastBlock) <= 0)
                    .isPresent();
            if (isMeant) {
                file.get().isRecallRequested = false;
                transaction.changes().delete(Keys.recall(inode));
                transaction.store(file.get());
            }
            return isMeant;
        });
    }
}
