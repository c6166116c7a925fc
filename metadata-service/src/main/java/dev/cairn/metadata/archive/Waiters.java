package dev.cairn.metadata.archive;

import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for offline data, and those that wait for somebody to wait. Lives and dies with the leader: a waiter
 * whose leader is gone asks the next one. Safe for use by any thread; one lock, held for moments.
 */
final class Waiters {

    /** Each is a request held open; more would only fill memory. */
    static final int WAITERS_MAX = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    /** Guarded by the lock, like all below. */
    private final Map<InodeNumber, List<Waiter>> byInode = new HashMap<>();

    private int count;
    private long arrivals;

    /** One waiting request. Register it before looking at the file, so that no wake-up falls between the two. */
    final class Waiter implements AutoCloseable {

        private final InodeNumber inode;
        private final WaitOp op;
        private final Condition changed = lock.newCondition();
        private long block = -1;
        private boolean isWoken;
        private @Nullable ErrorCode error;

        private Waiter(InodeNumber inode, WaitOp op) {
            this.inode = inode;
            this.op = op;
        }

        /**
         * Waits at a block until somebody wakes the inode.
         *
         * @return false if that did not happen in time
         * @throws CairnException the error that an archive agent gave this waiter; EINTR
         */
        boolean await(long missingBlock, Duration time) {
            lock.lock();
            try {
                if (block != missingBlock) {
                    block = missingBlock;
                    arrivals++;
                    arrived.signalAll();
                }
                long left = time.toNanos();
                while (!isWoken && left > 0) {
                    left = changed.awaitNanos(left);
                }
                if (error != null) {
                    throw new CairnException(error, "recall", "the recall of inode " + inode + " failed");
                }
                boolean woken = isWoken;
                isWoken = false;
                return woken;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CairnException(ErrorCode.EINTR, "wait", "interrupted while waiting for offline data", e);
            } finally {
                lock.unlock();
            }
        }

        private void wake() {
            isWoken = true;
            changed.signal();
        }

        @Override
        public void close() {
            lock.lock();
            try {
                List<Waiter> others = byInode.get(inode);
                if (others != null && others.remove(this)) {
                    count--;
                    if (others.isEmpty()) {
                        byInode.remove(inode);
                    }
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** @throws CairnException OVERLOADED */
    Waiter register(InodeNumber inode, WaitOp op) {
        lock.lock();
        try {
            if (count >= WAITERS_MAX) {
                throw new CairnException(ErrorCode.OVERLOADED, "waiters", count + " requests wait already");
            }
            var waiter = new Waiter(inode, op);
            byInode.computeIfAbsent(inode, ignored -> new ArrayList<>()).add(waiter);
            count++;
            return waiter;
        } finally {
            lock.unlock();
        }
    }

    /** Lets all waiters of an inode look again. */
    void wake(InodeNumber inode) {
        lock.lock();
        try {
            byInode.getOrDefault(inode, List.of()).forEach(Waiter::wake);
        } finally {
            lock.unlock();
        }
    }

    /** Gives an error to the waiters whose block lies in the range and whose op is among those given; answers how many. */
    int fail(InodeNumber inode, long firstBlock, long lastBlock, Set<WaitOp> ops, ErrorCode error) {
        lock.lock();
        try {
            int failed = 0;
            for (Waiter waiter : byInode.getOrDefault(inode, List.of())) {
                boolean isMeant = waiter.error == null
                        && waiter.block >= firstBlock
                        && waiter.block <= lastBlock
                        && ops.contains(waiter.op);
                if (isMeant) {
                    waiter.error = error;
                    failed++;
                }
                waiter.wake();
            }
            return failed;
        } finally {
            lock.unlock();
        }
    }

    /** The op bits of all who wait behind a place, merged by place. */
    NavigableMap<Waiting.Cursor, Integer> behind(Waiting.Cursor after) {
        NavigableMap<Waiting.Cursor, Integer> places = new TreeMap<>(Comparator.naturalOrder());
        lock.lock();
        try {
            byInode.values()
                    .forEach(waiters -> waiters.forEach(waiter -> {
                        var place = new Waiting.Cursor(waiter.inode, Math.max(0, waiter.block));
                        if (waiter.block >= 0 && place.compareTo(after) > 0) {
                            places.merge(place, waiter.op.bit(), (left, right) -> left | right);
                        }
                    }));
        } finally {
            lock.unlock();
        }
        return places;
    }

    /** Counts what could change the waiting list; see {@link #awaitArrival}. */
    long arrivals() {
        lock.lock();
        try {
            return arrivals;
        } finally {
            lock.unlock();
        }
    }

    /** Tells that a recall was asked for. */
    void noteArrival() {
        lock.lock();
        try {
            arrivals++;
            arrived.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there was an arrival that {@code seen} does not count; answers the time that is left. */
    Duration awaitArrival(long seen, Duration time) {
        lock.lock();
        try {
            long left = time.toNanos();
            while (arrivals == seen && left > 0) {
                left = arrived.awaitNanos(left);
            }
            return Duration.of(Math.max(0, left), TimeUnit.NANOSECONDS.toChronoUnit());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Duration.ZERO;
        } finally {
            lock.unlock();
        }
    }

    /** Whole blocks that a byte range touches are counted from here. */
    static long blockOf(long offset) {
        return offset / MetadataLimits.BLOCK_BYTES;
    }
}
