package dev.cairn.lock;

import dev.cairn.api.lock.HeldLock;
import dev.cairn.api.lock.LockMode;
import dev.cairn.api.lock.LockName;
import dev.cairn.api.lock.LockService;
import dev.cairn.api.lock.SessionTerms;
import dev.cairn.coordination.Candidate;
import dev.cairn.coordination.Coordination;
import dev.cairn.coordination.LeaderRecord;
import dev.cairn.coordination.Leadership;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Lifecycle;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A partition of the locks: runs a {@link LockTable} while this process leads the group, and refuses otherwise.
 *
 * <p>Safe for use by any thread. One lock guards the term; no I/O and no callback happens under it. The thread
 * {@code lock-timer-...} lets leases and waits run out; {@code lock-book-...} keeps the session book in order; a virtual
 * thread reads the book when a term begins.
 *
 * <p>Nothing leaves before the leadership was found confirmed after it was decided. So whatever a leader of the past
 * has promised was promised before the next one began, and lasts for at most a lease from then.
 *
 * <p>Crash: grants are forgotten. The next leader grants nothing until every session in the book has reported what it
 * holds, has ended for certain, or its lease has run out.
 */
public final class LockPartition implements LockService, Candidate, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LockPartition.class);

    /** The timer looks again after this long, even if nothing is due. */
    private static final Duration IDLE = Duration.ofSeconds(10);

    /** Between two attempts to read the book at the beginning of a term. */
    private static final Duration BOOK_RETRY = Duration.ofMillis(100);

    /** The table answers every request by its deadline; this is for the way to its caller. */
    private static final Duration ANSWER_GRACE = Duration.ofSeconds(5);

    /** A session that keeps ending while it is being opened has more than one client. */
    private static final int OPEN_ROUNDS_MAX = 4;

    private final String group;
    private final Leadership leadership;
    private final BookKeeper book;
    private final Duration lease;
    private final TimeSource clock;
    private final Lifecycle lifecycle;
    private final Thread timer;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by {@link #lock}, like the field below. */
    private @Nullable LockTerm term;

    private long lastTicket;

    private LockPartition(Coordination coordination, String group, Duration lease, TimeSource clock) {
        this.group = group;
        this.leadership = coordination.leadership(group);
        this.book = new BookKeeper(new SessionBook(coordination, group), group);
        this.lease = lease;
        this.clock = clock;
        this.lifecycle = new Lifecycle("lock partition " + group);
        this.timer = Thread.ofPlatform().daemon().name("lock-timer-" + group).unstarted(this::runTimer);
    }

    /** Starts a partition that serves once an elector has told it that it leads {@code group}. */
    public static LockPartition start(Coordination coordination, String group, TimeSource clock) {
        return start(coordination, group, LockLimits.LEASE, clock);
    }

    static LockPartition start(Coordination coordination, String group, Duration lease, TimeSource clock) {
        LockPartition partition = new LockPartition(coordination, group, lease, clock);
        partition.lifecycle.become(Lifecycle.State.STARTING);
        partition.timer.start();
        partition.lifecycle.become(Lifecycle.State.RUNNING);
        return partition;
    }

    @Override
    public SessionTerms openSession(UUID session, String holder, List<HeldLock> held) {
        if (holder.length() > LockLimits.HOLDER_LENGTH_MAX) {
            throw new CairnException(ErrorCode.EINVAL, "holder", "a holder's name is too long: " + holder.length());
        }
        for (int round = 0; round < OPEN_ROUNDS_MAX; round++) {
            await(enterInBook(session, holder), ANSWER_GRACE);
            Optional<SessionTerms> terms =
                    decide((present, table) -> present.inBook().containsKey(session)
                            ? Optional.of(table.openSession(clock.nanoTime(), session, held))
                            : Optional.empty());
            if (terms.isPresent()) {
                return terms.get();
            }
        }
        throw new CairnException(ErrorCode.OVERLOADED, "session", "session " + session + " ended while it was opened");
    }

    /** The book is written in the order in which this is called, so an erasure under way does not hit a later entry. */
    private CompletableFuture<Void> enterInBook(UUID session, String holder) {
        lock.lock();
        try {
            LockTerm present = requireTerm();
            CompletableFuture<Void> known = present.inBook().get(session);
            if (known != null && !known.isCompletedExceptionally()) {
                return known;
            }
            CompletableFuture<Void> written = book.enter(present.record().epoch(), session, holder, lease);
            present.inBook().put(session, written);
            return written;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public SessionTerms renew(UUID session) {
        return decide((_, table) -> table.renew(clock.nanoTime(), session));
    }

    @Override
    public HeldLock acquire(UUID session, LockName name, LockMode mode, Duration wait) {
        if (wait.isNegative() || wait.compareTo(LockLimits.WAIT_MAX) > 0) {
            throw new CairnException(ErrorCode.EINVAL, "wait", "a wait is at most " + LockLimits.WAIT_MAX);
        }
        CompletableFuture<HeldLock> answer = new CompletableFuture<>();
        LockTerm asked = decide((present, table) -> {
            long now = clock.nanoTime();
            lastTicket++;
            present.callers().put(lastTicket, answer);
            table.acquire(now, new Ticket(lastTicket, session, name, mode, now + wait.toNanos()));
            return present;
        });
        HeldLock granted = await(answer, wait.plus(ANSWER_GRACE));
        return confirmed(asked, granted);
    }

    @Override
    public void release(UUID session, LockName name) {
        decide((_, table) -> {
            table.release(clock.nanoTime(), session, name);
            return name;
        });
    }

    @Override
    public void closeSession(UUID session) {
        decide((_, table) -> {
            table.closeSession(clock.nanoTime(), session);
            return session;
        });
    }

    @Override
    public List<HeldLock> list(String prefix, int limit) {
        if (limit < 1 || limit > LockLimits.LIST_MAX || prefix.length() > LockName.LENGTH_MAX) {
            throw new CairnException(ErrorCode.EINVAL, "limit", "a page has 1 to " + LockLimits.LIST_MAX + " locks");
        }
        return decide((_, table) -> table.list(prefix, limit));
    }

    /** Lets the table decide under the lock, then tells those whom the decision answers. */
    private <T> T decide(Decision<T> decision) {
        LockTerm present;
        List<Runnable> answers = List.of();
        lock.lock();
        try {
            present = requireTerm();
            LockTable table = present.table();
            if (table == null) {
                throw new CairnException(ErrorCode.UNAVAILABLE, "recovery", group + " begins its term");
            }
            try {
                T result = decision.decide(present, table);
                return confirmed(present, result);
            } finally {
                answers = present.settle(table, book);
                changed.signal();
            }
        } finally {
            lock.unlock();
            answers.forEach(Runnable::run);
        }
    }

    @Override
    public void elected(LeaderRecord record) {
        LockTerm fresh = new LockTerm(record, clock.nanoTime());
        lock.lock();
        try {
            term = fresh;
        } finally {
            lock.unlock();
        }
        Thread.ofVirtual().name("lock-recovery-" + group).start(() -> begin(fresh));
    }

    /** Reads who may hold what; until that is known the term serves nobody. */
    private void begin(LockTerm fresh) {
        while (isOngoing(fresh)) {
            try {
                List<SessionBook.Entry> entries = book.entries();
                begin(fresh, entries);
                dismissTheDead(fresh, entries);
                return;
            } catch (CairnException failure) {
                LOG.warn("{}: the session book could not be read, to be repeated", group, failure);
                LockSupport.parkNanos(BOOK_RETRY.toNanos());
            }
        }
    }

    private void begin(LockTerm fresh, List<SessionBook.Entry> entries) {
        Set<UUID> awaited = new HashSet<>();
        Duration longest = Duration.ZERO;
        for (SessionBook.Entry entry : entries) {
            awaited.add(entry.session());
            longest = entry.lease().compareTo(longest) > 0 ? entry.lease() : longest;
        }
        Epoch epoch = fresh.record().epoch();
        LOG.info("{}: term {} awaits the reports of {} sessions", group, epoch, awaited.size());
        lock.lock();
        try {
            fresh.begin(new LockTable(epoch, lease, awaited, fresh.beganAtNanos() + longest.toNanos()), entries);
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever is not found dead, or not told in time, is waited for. */
    private void dismissTheDead(LockTerm fresh, List<SessionBook.Entry> entries) {
        for (SessionBook.Entry entry : entries) {
            try {
                if (isOngoing(fresh) && book.isHolderDead(entry)) {
                    closeSession(entry.session());
                }
            } catch (CairnException failure) {
                LOG.debug("{}: session {} is waited for", group, entry.session(), failure);
            }
        }
    }

    @Override
    public void deposed(LeaderRecord record) {
        endTerm();
    }

    private void endTerm() {
        List<CompletableFuture<HeldLock>> callers = List.of();
        lock.lock();
        try {
            LockTerm ended = term;
            if (ended != null) {
                callers = List.copyOf(ended.callers().values());
                ended.callers().clear();
                term = null;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        callers.forEach(caller -> caller.completeExceptionally(notLeading()));
    }

    private void runTimer() {
        try {
            while (!isClosing()) {
                untilSomethingWasDue().forEach(Runnable::run);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Runnable> untilSomethingWasDue() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            List<Runnable> answers = List.of();
            while (answers.isEmpty() && !isClosing()) {
                Duration idle = IDLE;
                LockTerm present = term;
                LockTable table = present == null ? null : present.table();
                if (present != null && table != null) {
                    long now = clock.nanoTime();
                    table.advance(now);
                    answers = present.settle(table, book);
                    idle = table.untilNext(now, IDLE);
                }
                if (answers.isEmpty()) {
                    long left = changed.awaitNanos(idle.toNanos());
                    LOG.trace("{}: looks again, {} ns early", group, left);
                }
            }
            return answers;
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosing() {
        return lifecycle.state() == Lifecycle.State.CLOSING || lifecycle.state() == Lifecycle.State.CLOSED;
    }

    private boolean isOngoing(LockTerm asked) {
        lock.lock();
        try {
            return term == asked && lifecycle.isRunning();
        } finally {
            lock.unlock();
        }
    }

    private LockTerm requireTerm() {
        LockTerm present = term;
        if (present == null || !lifecycle.isRunning()) {
            throw notLeading();
        }
        return present;
    }

    private <T> T confirmed(LockTerm asked, T result) {
        if (!leadership.isConfirmed(asked.record())) {
            throw new CairnException(ErrorCode.UNAVAILABLE, "lease", group + ": the leadership is not confirmed");
        }
        return result;
    }

    private CairnException notLeading() {
        return new CairnException(ErrorCode.NOT_LEADER, "this process does not lead " + group);
    }

    private <T> T await(CompletableFuture<T> answer, Duration patience) {
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof CairnException refused
                    ? refused
                    : new CairnException(ErrorCode.UNAVAILABLE, "lock", group + " failed: " + failure, failure);
        } catch (TimeoutException late) {
            throw new CairnException(ErrorCode.UNAVAILABLE, "lock", group + " does not answer", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CairnException(ErrorCode.UNAVAILABLE, "interrupted", "the caller was interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        if (!lifecycle.beginClose()) {
            return;
        }
        endTerm();
        book.close();
        lifecycle.become(Lifecycle.State.CLOSED);
    }

    /** What one operation does to the table. */
    private interface Decision<T> {
        T decide(LockTerm present, LockTable table);
    }
}
