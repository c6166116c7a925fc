package dev.cairn.metadata.archive;

import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
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

    /** Arrivals remembered for those who follow them; who is further behind reads the list. */
    static final int ARRIVALS_MAX = 10_000;

    private static final int BLOCK_SHIFT = Integer.numberOfTrailingZeros(MetadataLimits.BLOCK_BYTES);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition arrived = lock.newCondition();

    /** Guarded by the lock, like all below. */
    private final Map<InodeNumber, List<Waiter>> byInode = new HashMap<>();

    /** How many wait at a place, by what they want. */
    private final NavigableMap<Waiting.Cursor, Map<WaitOp, Integer>> places = new TreeMap<>();

    private final ArrayDeque<Arrival> recent = new ArrayDeque<>();
    private int count;
    private long arrivals;

    /** An op at a place, where there was none before. */
    record Arrival(Waiting.Cursor place, WaitOp op) {}

    /**
     * Arrivals behind a number.
     *
     * @param next the number of the last one
     * @param isWhole whether none was forgotten
     */
    record Page(List<Arrival> arrivals, long next, boolean isWhole) {}

    /** One waiting request. Register it before looking at the file, so that no wake-up falls between the two. */
    final class Waiter implements AutoCloseable {

        private final InodeNumber inode;
        private final WaitOp op;
        private final Condition changed = lock.newCondition();
        private Waiting.@Nullable Cursor place;
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
                moveTo(new Waiting.Cursor(inode, missingBlock));
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

        private void moveTo(Waiting.Cursor next) {
            if (!next.equals(place)) {
                leavePlace();
                place = next;
                int there = places.computeIfAbsent(next, ignored -> new EnumMap<>(WaitOp.class))
                        .merge(op, 1, Integer::sum);
                if (there == 1) {
                    arrive(new Arrival(next, op));
                }
            }
        }

        private void leavePlace() {
            Waiting.Cursor left = place;
            Map<WaitOp, Integer> ops = left == null ? null : places.get(left);
            if (left != null && ops != null) {
                ops.computeIfPresent(op, (ignored, count) -> count == 1 ? null : count - 1);
                if (ops.isEmpty()) {
                    places.remove(left);
                }
            }
        }

        private boolean isIn(long firstBlock, long lastBlock) {
            return place != null
                    && Long.compareUnsigned(place.block(), firstBlock) >= 0
                    && Long.compareUnsigned(place.block(), lastBlock) <= 0;
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
                    leavePlace();
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
                if (waiter.error == null && waiter.isIn(firstBlock, lastBlock) && ops.contains(waiter.op)) {
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

    /** The op bits of those who wait behind a place, merged by place; the first ones, in order. */
    NavigableMap<Waiting.Cursor, Integer> behind(Waiting.Cursor after, int limit) {
        NavigableMap<Waiting.Cursor, Integer> found = new TreeMap<>();
        lock.lock();
        try {
            for (Map.Entry<Waiting.Cursor, Map<WaitOp, Integer>> place :
                    places.tailMap(after, false).entrySet()) {
                if (found.size() == limit) {
                    break;
                }
                found.put(place.getKey(), bits(place.getValue().keySet()));
            }
        } finally {
            lock.unlock();
        }
        return found;
    }

    private static int bits(Set<WaitOp> ops) {
        int bits = 0;
        for (WaitOp op : ops) {
            bits |= op.bit();
        }
        return bits;
    }

    /** Counts what came into the waiting list; see {@link #awaitArrival}. */
    long arrivals() {
        lock.lock();
        try {
            return arrivals;
        } finally {
            lock.unlock();
        }
    }

    /** The arrivals that {@code seen} does not count, at most {@code limit} of them. */
    Page arrivalsBehind(long seen, int limit) {
        lock.lock();
        try {
            long forgotten = arrivals - recent.size();
            if (seen < forgotten || seen > arrivals) {
                return new Page(List.of(), arrivals, false);
            }
            List<Arrival> behind =
                    recent.stream().skip(seen - forgotten).limit(limit).toList();
            return new Page(behind, seen + behind.size(), true);
        } finally {
            lock.unlock();
        }
    }

    /** Tells that a recall was asked for. */
    void noteRecall(Waiting.Cursor place) {
        lock.lock();
        try {
            arrive(new Arrival(place, WaitOp.READ));
        } finally {
            lock.unlock();
        }
    }

    /** Under the lock. */
    private void arrive(Arrival arrival) {
        if (recent.size() == ARRIVALS_MAX) {
            recent.removeFirst();
        }
        recent.addLast(arrival);
        arrivals++;
        arrived.signalAll();
    }

    /**
     * Waits until there was an arrival that {@code seen} does not count; answers the time that is left.
     *
     * @throws CairnException EINTR
     */
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
            throw new CairnException(ErrorCode.EINTR, "wait", "interrupted while waiting for waiters", e);
        } finally {
            lock.unlock();
        }
    }

    /** The block that holds a byte; the offset is unsigned. */
    static long blockOf(long offset) {
        return offset >>> BLOCK_SHIFT;
    }
}
