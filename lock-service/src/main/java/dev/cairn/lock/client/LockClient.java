package dev.cairn.lock.client;

import dev.cairn.api.lock.HeldLock;
import dev.cairn.api.lock.LockMode;
import dev.cairn.api.lock.LockName;
import dev.cairn.api.lock.LockService;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds cluster locks for the threads of this process, in one session that it keeps alive.
 *
 * <p>Threads that want the same lock in a shared mode use one grant; those that exclude each other take their turns here
 * before the leader is asked. A grant is lost, for good, when the session could not be renewed in time by the clock of
 * this process, or when a new leader does not accept it; holders find out by {@link LockGrant#isHeld}.
 *
 * <p>Safe for use by any thread. One lock guards all state and is never held during a call to the service. The virtual
 * thread {@code lock-session} renews, reports to a new leader, and repeats releases that failed.
 */
public final class LockClient implements AutoCloseable {

    /** Beyond this the sharers of this process might follow each other for ever and starve everybody else. */
    private static final Duration JOIN_MAX = Duration.ofSeconds(1);

    /** How long an attempt without waiting in line may take to find a leader that answers. */
    private static final Duration TRY_PATIENCE = Duration.ofSeconds(2);

    private final LockService service;
    private final UUID session;
    private final TimeSource clock;
    private final SessionKeeper keeper;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by {@link #lock}. */
    private final Map<LockName, LocalLock> locals = new HashMap<>();

    private LockClient(LockService service, UUID session, String holder, TimeSource clock) {
        this.service = service;
        this.session = session;
        this.clock = clock;
        this.keeper = new SessionKeeper(service, session, holder, clock, this);
    }

    /**
     * Starts a session. It does not wait for a leader.
     *
     * @param session new for each incarnation; a process of the cluster takes the id of its member, so that its locks
     *     are free at once when it is known to have ended
     * @param holder a name for people
     */
    public static LockClient start(LockService service, UUID session, String holder, TimeSource clock) {
        LockClient client = new LockClient(service, session, holder, clock);
        client.keeper.start();
        return client;
    }

    /** Takes the lock if it is free now. */
    public Optional<LockGrant> tryAcquire(LockName name, LockMode mode) {
        try {
            return Optional.of(
                    acquire(name, mode, Deadline.in(Duration.ZERO, clock), Deadline.in(TRY_PATIENCE, clock)));
        } catch (CairnException refused) {
            if (refused.code() == ErrorCode.EBUSY) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /**
     * Takes the lock, waiting in line until the deadline.
     *
     * @throws CairnException {@link ErrorCode#EBUSY} if it was not free in time; {@link ErrorCode#UNAVAILABLE} if no
     *     leader answered in time; {@link ErrorCode#OVERLOADED} if the line is full
     */
    public LockGrant acquire(LockName name, LockMode mode, Deadline deadline) {
        return acquire(name, mode, deadline, deadline);
    }

    /** Asks the session's thread to report soon, as when another leader was seen. */
    public void leaderChanged() {
        keeper.wake();
    }

    private LockGrant acquire(LockName name, LockMode mode, Deadline wait, Deadline patience) {
        Turn turn = takeTurn(name, mode, wait);
        LockGrant joined = turn.joined();
        if (joined != null) {
            return joined;
        }
        LocalLock local = turn.local();
        Optional<LockGrant> granted = Optional.empty();
        try {
            while (granted.isEmpty()) {
                long generation = keeper.awaitOpen(patience);
                Optional<HeldLock> answer = ask(local, wait, patience);
                granted = answer.flatMap(held -> accept(local, held, generation));
            }
            return granted.get();
        } finally {
            if (granted.isEmpty()) {
                abandon(local);
            }
        }
    }

    /**
     * A place in this process.
     *
     * @param joined the grant that is shared; null if the lock is to be asked for
     */
    private record Turn(LocalLock local, @Nullable LockGrant joined) {}

    /** Joins a grant of this process, or takes the turn of getting one. */
    private Turn takeTurn(LockName name, LockMode mode, Deadline wait) {
        lock.lock();
        try {
            while (true) {
                LocalLock known = locals.get(name);
                if (known == null) {
                    LocalLock fresh = new LocalLock(name, mode);
                    locals.put(name, fresh);
                    return new Turn(fresh, null);
                }
                HeldLock held = known.grant();
                if (held != null && known.canBeJoined(mode, clock.nanoTime(), JOIN_MAX.toNanos()) && keeper.isAlive()) {
                    known.join();
                    return new Turn(known, new LockGrant(this, known, held.token()));
                }
                long leftNanos = wait.left(clock).toNanos();
                if (leftNanos <= 0) {
                    throw busy(name);
                }
                if (changed.awaitNanos(leftNanos) <= 0 && wait.isPast(clock)) {
                    throw busy(name);
                }
            }
        } catch (InterruptedException interrupted) {
            throw interrupted(interrupted);
        } finally {
            lock.unlock();
        }
    }

    /** Empty if it is worth asking again. */
    private Optional<HeldLock> ask(LocalLock local, Deadline wait, Deadline patience) {
        try {
            return Optional.of(service.acquire(session, local.name(), local.mode(), serverWait(wait)));
        } catch (CairnException failure) {
            boolean isSessionLost = SessionKeeper.isSessionUnknown(failure);
            if (isSessionLost) {
                keeper.wake();
            }
            boolean isRepeatable = isSessionLost || failure.code().retry() == ErrorCode.Retry.ELSEWHERE;
            if (failure.code() == ErrorCode.EBUSY && !wait.isPast(clock)) {
                // The service waits in shorter pieces than this caller.
                return Optional.empty();
            }
            if (!isRepeatable || patience.isPast(clock)) {
                throw failure;
            }
            keeper.pause();
            return Optional.empty();
        }
    }

    private Duration serverWait(Deadline wait) {
        Duration left = wait.left(clock);
        return left.compareTo(SessionKeeper.WAIT_PIECE) > 0 ? SessionKeeper.WAIT_PIECE : left;
    }

    /** A grant counts only in the session, and of the leader, that this process believes in now. */
    private Optional<LockGrant> accept(LocalLock local, HeldLock held, long generation) {
        lock.lock();
        try {
            if (!keeper.isStill(generation, held)) {
                return Optional.empty();
            }
            local.granted(held, clock.nanoTime());
            changed.signalAll();
            return Optional.of(new LockGrant(this, local, held.token()));
        } finally {
            lock.unlock();
        }
    }

    boolean isHeld(LocalLock local) {
        lock.lock();
        try {
            return local.isHeld() && keeper.isAlive();
        } finally {
            lock.unlock();
        }
    }

    void leave(LocalLock local) {
        lock.lock();
        try {
            if (!local.leave()) {
                return;
            }
        } finally {
            lock.unlock();
        }
        release(local);
    }

    private void abandon(LocalLock local) {
        lock.lock();
        try {
            local.abandon();
        } finally {
            lock.unlock();
        }
        release(local);
    }

    private void release(LocalLock local) {
        try {
            service.release(session, local.name());
            forget(local);
        } catch (CairnException failure) {
            lock.lock();
            try {
                local.releaseFailed();
            } finally {
                lock.unlock();
            }
            keeper.wake();
        }
    }

    private void forget(LocalLock local) {
        lock.lock();
        try {
            locals.remove(local.name(), local);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** For the session's thread. Until a release has succeeded nobody here asks for that lock again. */
    void repeatReleases() {
        for (LocalLock local : locals(LocalLock::isUnreleased)) {
            service.release(session, local.name());
            forget(local);
        }
    }

    /** For the session's thread: what a new leader is told. */
    List<HeldLock> held() {
        List<HeldLock> held = new ArrayList<>();
        for (LocalLock local : locals(LocalLock::isHeld)) {
            HeldLock grant = local.grant();
            if (grant != null) {
                held.add(grant);
            }
        }
        return held;
    }

    /** For the session's thread: nothing that was granted so far is held any more. */
    void loseAll() {
        lock.lock();
        try {
            locals.values().removeIf(local -> {
                boolean isLost = local.isHeld();
                if (isLost) {
                    local.lose();
                }
                return isLost;
            });
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private List<LocalLock> locals(Predicate<LocalLock> wanted) {
        lock.lock();
        try {
            return locals.values().stream().filter(wanted).toList();
        } finally {
            lock.unlock();
        }
    }

    private static CairnException busy(LockName name) {
        return new CairnException(ErrorCode.EBUSY, "wait", name + " was not free in time");
    }

    static CairnException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new CairnException(ErrorCode.UNAVAILABLE, "interrupted", "the caller was interrupted", cause);
    }

    /** Ends the session; every grant is lost. Closing twice is harmless. */
    @Override
    public void close() {
        keeper.close();
        loseAll();
    }
}
