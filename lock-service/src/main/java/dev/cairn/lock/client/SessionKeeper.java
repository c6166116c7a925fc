package dev.cairn.lock.client;

import dev.cairn.api.lock.HeldLock;
import dev.cairn.api.lock.LockService;
import dev.cairn.api.lock.SessionTerms;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the session of a {@link LockClient} alive.
 *
 * <pre>
 * closed --openSession--> open --renew--> open ...
 *    ^                      | the leader does not know it: report what is held, open again
 *    |<---------------------/ the lease ran out, or a report was refused: everything is lost, close, open empty
 * </pre>
 *
 * <p>One virtual thread talks to the leader. Any thread may ask whether the lease still runs: it is counted from before
 * the renewing request was sent, less a margin, by the clock of this process.
 *
 * <p>Its lock is taken under the client's lock and never the other way round.
 */
final class SessionKeeper {

    /** A service refuses to wait much longer in one call; this also bounds how long a dead caller's place is kept. */
    static final Duration WAIT_PIECE = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(SessionKeeper.class);

    /** After a failed attempt, as long as there is no lease to derive it from. */
    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

    /** How long closing waits for a call under way. */
    private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);

    private final LockService service;
    private final UUID session;
    private final String holder;
    private final TimeSource clock;
    private final LockClient client;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** What the leader has agreed to; null while the session is not open. Guarded by {@link #lock}, like the rest. */
    private @Nullable Term term;

    /** Grows each time that everything was lost: what was asked for before then does not count any more. */
    private long generation;

    /** While a leader is being told what is held, nothing is accepted that the report does not hold. */
    private boolean isReporting;

    private boolean mustCloseFirst;
    private boolean isWoken;
    private boolean isClosing;

    /** @param untilNanos when the lease ends by our clock */
    record Term(Epoch epoch, Duration lease, long untilNanos) {}

    SessionKeeper(LockService service, UUID session, String holder, TimeSource clock, LockClient client) {
        this.service = service;
        this.session = session;
        this.holder = holder;
        this.clock = clock;
        this.client = client;
        this.thread = Thread.ofVirtual().name("lock-session").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    void wake() {
        lock.lock();
        try {
            isWoken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    static boolean isSessionUnknown(CairnException failure) {
        return failure.code() == ErrorCode.ESTALE && failure.reason().equals("session");
    }

    /** A moment before a call is repeated. */
    void pause() {
        lock.lock();
        try {
            long leftNanos = RETRY_PAUSE.toNanos();
            while (leftNanos > 0 && !isClosing) {
                leftNanos = changed.awaitNanos(leftNanos);
            }
        } catch (InterruptedException interrupted) {
            throw LockClient.interrupted(interrupted);
        } finally {
            lock.unlock();
        }
    }

    boolean isAlive() {
        lock.lock();
        try {
            return hasLease();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an open session, and answers its generation. */
    long awaitOpen(Deadline patience) {
        lock.lock();
        try {
            while (!hasLease() || isReporting) {
                long leftNanos = patience.left(clock).toNanos();
                if (isClosing || leftNanos <= 0) {
                    throw new CairnException(ErrorCode.UNAVAILABLE, "session", "no lock session could be opened");
                }
                long left = changed.awaitNanos(leftNanos);
                LOG.trace("Session awaited, {} ns left", left);
            }
            return generation;
        } catch (InterruptedException interrupted) {
            throw LockClient.interrupted(interrupted);
        } finally {
            lock.unlock();
        }
    }

    /** Whether a grant that was asked for in {@code asked} is of the session and the leader of now. */
    boolean isStill(long asked, HeldLock held) {
        lock.lock();
        try {
            Term present = term;
            return present != null
                    && asked == generation
                    && !isReporting
                    && hasLease()
                    && !held.token().epoch().isBefore(present.epoch());
        } finally {
            lock.unlock();
        }
    }

    private boolean hasLease() {
        Term present = term;
        return present != null && clock.nanoTime() - present.untilNanos() < 0;
    }

    private void run() {
        try {
            while (true) {
                Duration pause = keep();
                lock.lock();
                try {
                    long leftNanos = pause.toNanos();
                    while (!isWoken && !isClosing && leftNanos > 0) {
                        leftNanos = changed.awaitNanos(leftNanos);
                    }
                    isWoken = false;
                    if (isClosing) {
                        return;
                    }
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** One round with the leader; answers when the next is due. */
    private Duration keep() {
        try {
            loseIfLapsed();
            if (isToBeClosedFirst()) {
                service.closeSession(session);
                closedFirst();
            }
            if (!isAlive() || !renewed()) {
                open();
            }
            client.repeatReleases();
            return lease().dividedBy(4);
        } catch (CairnException failure) {
            LOG.debug("Lock session {}: {}", session, failure.getMessage());
            return failure.code() == ErrorCode.ESTALE ? Duration.ZERO : RETRY_PAUSE;
        }
    }

    /** False if the leader does not know the session. */
    private boolean renewed() {
        long sentAtNanos = clock.nanoTime();
        try {
            accept(service.renew(session), sentAtNanos);
            return true;
        } catch (CairnException failure) {
            if (isSessionUnknown(failure)) {
                return false;
            }
            throw failure;
        }
    }

    private void open() {
        setReporting(true);
        try {
            List<HeldLock> held = client.held();
            long sentAtNanos = clock.nanoTime();
            accept(service.openSession(session, holder, held), sentAtNanos);
        } catch (CairnException failure) {
            if (failure.code() == ErrorCode.ESTALE) {
                LOG.warn("Lock session {}: the leader did not accept what is held: {}", session, failure.getMessage());
                loseAll();
            }
            throw failure;
        } finally {
            setReporting(false);
        }
    }

    private void setReporting(boolean now) {
        lock.lock();
        try {
            isReporting = now;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void accept(SessionTerms terms, long sentAtNanos) {
        // Clocks differ a little, and a holder looks before it acts.
        long usableNanos = terms.lease().minus(terms.lease().dividedBy(8)).toNanos();
        Term agreed = new Term(terms.leaderEpoch(), terms.lease(), sentAtNanos + usableNanos);
        loseIfLapsed();
        lock.lock();
        try {
            if (mustCloseFirst || isClosing) {
                throw new CairnException(ErrorCode.ESTALE, "session", "the answer came too late");
            }
            term = agreed;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void loseIfLapsed() {
        boolean isLapsed;
        lock.lock();
        try {
            isLapsed = term != null && !hasLease();
        } finally {
            lock.unlock();
        }
        if (isLapsed) {
            LOG.warn("Lock session {}: could not be renewed in time, its locks are lost", session);
            loseAll();
        }
    }

    private void loseAll() {
        lock.lock();
        try {
            generation++;
            term = null;
            mustCloseFirst = true;
        } finally {
            lock.unlock();
        }
        client.loseAll();
    }

    private boolean isToBeClosedFirst() {
        lock.lock();
        try {
            return mustCloseFirst;
        } finally {
            lock.unlock();
        }
    }

    private void closedFirst() {
        lock.lock();
        try {
            mustCloseFirst = false;
        } finally {
            lock.unlock();
        }
    }

    private Duration lease() {
        lock.lock();
        try {
            Term present = term;
            return present == null ? RETRY_PAUSE : present.lease();
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            if (isClosing) {
                return;
            }
            isClosing = true;
            // First of all, so that nobody believes to hold what is about to be given up.
            term = null;
            generation++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        try {
            if (!thread.join(CLOSE_PATIENCE)) {
                thread.interrupt();
            }
            service.closeSession(session);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (CairnException unreachable) {
            LOG.info("Lock session {} was not closed, its lease runs out: {}", session, unreachable.getMessage());
        }
    }
}
