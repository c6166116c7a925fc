package dev.cairn.lock;

import dev.cairn.api.lock.FencingToken;
import dev.cairn.api.lock.HeldLock;
import dev.cairn.api.lock.LockName;
import dev.cairn.api.lock.SessionTerms;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The rules of one term of a lock partition. Not thread-safe; knows no clock: every operation gets the present moment,
 * which never goes back, and first lets everything happen that is due by then. What it decides about waiting requests
 * comes out of {@link #drain}.
 *
 * <ul>
 *   <li>Grants of one lock are always compatible with each other.
 *   <li>A line is served in the order of arrival. Whoever arrives while others wait goes behind them.
 *   <li>Every ticket is answered exactly once, at the latest by its deadline.
 *   <li>Tokens grow with every grant of a lock.
 *   <li>During recovery nothing new is granted; the sessions that are awaited report what they hold.
 * </ul>
 */
final class LockTable {

    private final Epoch epoch;
    private final Duration lease;
    private final Map<UUID, Session> sessions = new HashMap<>();
    private final TreeSet<Session> sessionsByLease = new TreeSet<>(Session::byLease);
    private final NavigableMap<LockName, LockLine> lines = new TreeMap<>();
    private final TreeSet<Ticket> ticketsByDeadline = new TreeSet<>(Ticket::byDeadline);
    private final Set<UUID> awaited;
    private final long recoveryUntilNanos;
    private List<Outcome> outcomes = new ArrayList<>();
    private long lastCounter;
    private long lastSerial;

    /**
     * @param awaited sessions of earlier terms that may still hold something
     * @param recoveryUntilNanos when the leases of all of them have run out
     */
    LockTable(Epoch epoch, Duration lease, Collection<UUID> awaited, long recoveryUntilNanos) {
        this.epoch = epoch;
        this.lease = lease;
        this.awaited = new HashSet<>(awaited);
        this.recoveryUntilNanos = recoveryUntilNanos;
    }

    boolean isRecovering() {
        return !awaited.isEmpty();
    }

    /** @throws CairnException as {@link dev.cairn.api.lock.LockService#openSession} says */
    SessionTerms openSession(long now, UUID id, List<HeldLock> held) {
        advance(now);
        requireReportable(id, held);
        Session session = sessions.get(id);
        if (session == null) {
            if (sessions.size() >= LockLimits.SESSIONS_MAX) {
                throw new CairnException(ErrorCode.OVERLOADED, "sessions", "too many lock sessions");
            }
            session = new Session(id, ++lastSerial);
            session.leaseUntil(now);
            sessions.put(id, session);
        }
        for (HeldLock lock : held) {
            if (session.held().putIfAbsent(lock.name(), lock) == null) {
                line(lock.name()).add(lock);
            }
        }
        extend(session, now);
        reported(id);
        return terms();
    }

    /**
     * A report is believed only from those whose leases may still run, and only as long as nothing was granted since.
     * Anybody else has lost what it holds, whether or not it conflicts with anything now.
     */
    private void requireReportable(UUID id, List<HeldLock> held) {
        if (held.size() > LockLimits.LOCKS_PER_SESSION_MAX) {
            throw new CairnException(ErrorCode.EINVAL, "held", "a session cannot hold " + held.size() + " locks");
        }
        for (HeldLock lock : held) {
            if (!lock.session().equals(id)) {
                throw new CairnException(ErrorCode.EINVAL, "held", lock + " is not of session " + id);
            }
            LockLine line = lines.get(lock.name());
            HeldLock known = line == null ? null : line.heldBy(id);
            boolean isKnown = lock.equals(known);
            boolean isPossible = known == null
                    && awaited.contains(id)
                    && lock.token().epoch().isBefore(epoch)
                    && (line == null || line.allows(lock.mode()));
            if (!isKnown && !isPossible) {
                throw new CairnException(ErrorCode.ESTALE, "held", lock.name() + " was lost meanwhile");
            }
        }
    }

    /** @throws CairnException {@link ErrorCode#ESTALE}, reason {@code session}, if it is not known */
    SessionTerms renew(long now, UUID id) {
        advance(now);
        extend(require(id), now);
        return terms();
    }

    /** Lines up a request. It is answered by an {@link Outcome} with its number, perhaps at once. */
    void acquire(long now, Ticket ticket) {
        advance(now);
        Session session = sessions.get(ticket.session());
        if (session == null) {
            refuse(ticket, ErrorCode.ESTALE, "session", "the session is not known");
            return;
        }
        LockLine line = lines.get(ticket.name());
        HeldLock held = line == null ? null : line.heldBy(session.id());
        if (held != null) {
            answerHolder(ticket, held);
        } else if (isWaitingOtherwise(line, ticket)) {
            refuse(ticket, ErrorCode.EINVAL, "mode", "the session waits for " + ticket.name() + " in another mode");
        } else if (line != null && line.waiting().size() >= LockLimits.QUEUE_LENGTH_MAX) {
            refuse(ticket, ErrorCode.OVERLOADED, "queue", "the line for " + ticket.name() + " is full");
        } else if (session.held().size() + session.waiting().size() >= LockLimits.LOCKS_PER_SESSION_MAX) {
            refuse(ticket, ErrorCode.OVERLOADED, "session-locks", "the session has too many locks");
        } else {
            lineUp(now, session, ticket);
        }
    }

    private void answerHolder(Ticket ticket, HeldLock held) {
        if (held.mode() == ticket.mode()) {
            outcomes.add(new Outcome.Granted(ticket.number(), held));
        } else {
            refuse(ticket, ErrorCode.EINVAL, "mode", "the session holds " + ticket.name() + " as " + held.mode());
        }
    }

    private static boolean isWaitingOtherwise(@Nullable LockLine line, Ticket ticket) {
        return line != null
                && line.waiting().stream()
                        .anyMatch(other -> other.session().equals(ticket.session()) && other.mode() != ticket.mode());
    }

    private void lineUp(long now, Session session, Ticket ticket) {
        LockLine line = line(ticket.name());
        line.waiting().add(ticket);
        session.waiting().add(ticket.name());
        ticketsByDeadline.add(ticket);
        serve(ticket.name(), line);
        // A request that only tries is late at once.
        advance(now);
    }

    /** Gives back what is held, and leaves the line. */
    void release(long now, UUID id, LockName name) {
        advance(now);
        Session session = sessions.get(id);
        if (session != null) {
            leave(session, name, ErrorCode.EBUSY, "released");
        }
    }

    void closeSession(long now, UUID id) {
        advance(now);
        Session session = sessions.get(id);
        if (session != null) {
            end(session);
        }
        reported(id);
    }

    /** Lets happen what is due, in the order of the moments it was due: waits, leases, the end of recovery. */
    void advance(long now) {
        while (true) {
            long waitDue = ticketsByDeadline.isEmpty()
                    ? -1
                    : now - ticketsByDeadline.first().deadlineNanos();
            long leaseDue = sessionsByLease.isEmpty()
                    ? -1
                    : now - sessionsByLease.first().leaseUntilNanos();
            long recoveryDue = isRecovering() ? now - recoveryUntilNanos : -1;
            if (waitDue < 0 && leaseDue < 0 && recoveryDue < 0) {
                return;
            }
            if (waitDue >= leaseDue && waitDue >= recoveryDue) {
                expire(ticketsByDeadline.first());
            } else if (leaseDue >= recoveryDue) {
                end(sessionsByLease.first());
            } else {
                awaited.clear();
                serveAll();
            }
        }
    }

    /** How long nothing is due, at most {@code longest}. */
    Duration untilNext(long now, Duration longest) {
        long wait = longest.toNanos();
        if (!sessionsByLease.isEmpty()) {
            wait = Math.min(wait, sessionsByLease.first().leaseUntilNanos() - now);
        }
        if (!ticketsByDeadline.isEmpty()) {
            wait = Math.min(wait, ticketsByDeadline.first().deadlineNanos() - now);
        }
        if (isRecovering()) {
            wait = Math.min(wait, recoveryUntilNanos - now);
        }
        return Duration.ofNanos(Math.max(0, wait));
    }

    List<HeldLock> list(String prefix, int limit) {
        List<HeldLock> found = new ArrayList<>();
        Map<LockName, LockLine> from = prefix.isEmpty() ? lines : lines.tailMap(new LockName(prefix), true);
        for (Map.Entry<LockName, LockLine> entry : from.entrySet()) {
            if (!entry.getKey().value().startsWith(prefix)) {
                break;
            }
            for (HeldLock lock : entry.getValue().holders()) {
                if (found.size() >= limit) {
                    return found;
                }
                found.add(lock);
            }
        }
        return found;
    }

    /** What was decided since the last call. */
    List<Outcome> drain() {
        if (outcomes.isEmpty()) {
            return List.of();
        }
        List<Outcome> drained = outcomes;
        outcomes = new ArrayList<>();
        return drained;
    }

    private Session require(UUID id) {
        Session session = sessions.get(id);
        if (session == null) {
            throw new CairnException(ErrorCode.ESTALE, "session", "the session is not known");
        }
        return session;
    }

    private SessionTerms terms() {
        return new SessionTerms(epoch, lease);
    }

    private void extend(Session session, long now) {
        sessionsByLease.remove(session);
        session.leaseUntil(now + lease.toNanos());
        sessionsByLease.add(session);
    }

    private void reported(UUID id) {
        if (awaited.remove(id) && awaited.isEmpty()) {
            serveAll();
        }
    }

    private void end(Session session) {
        sessionsByLease.remove(session);
        sessions.remove(session.id());
        Set<LockName> touched = new HashSet<>(session.held().keySet());
        touched.addAll(session.waiting());
        touched.forEach(name -> leave(session, name, ErrorCode.ESTALE, "session"));
        outcomes.add(new Outcome.SessionEnded(session.id()));
    }

    private void leave(Session session, LockName name, ErrorCode code, String reason) {
        LockLine line = lines.get(name);
        if (line == null) {
            return;
        }
        if (session.waiting().contains(name)) {
            List<Ticket> own = line.waiting().stream()
                    .filter(ticket -> ticket.session().equals(session.id()))
                    .toList();
            for (Ticket ticket : own) {
                withdraw(line, ticket);
                refuse(ticket, code, reason, "the request for " + name + " was withdrawn");
            }
            session.waiting().remove(name);
        }
        if (session.held().remove(name) != null) {
            line.removeHolder(session.id());
        }
        serve(name, line);
    }

    private void expire(Ticket late) {
        LockLine line = line(late.name());
        withdraw(line, late);
        refuse(late, ErrorCode.EBUSY, "wait", late.name() + " was not free in time");
        // Those behind the one that left may go well with the holders.
        serve(late.name(), line);
    }

    private void withdraw(LockLine line, Ticket ticket) {
        ticketsByDeadline.remove(ticket);
        line.waiting().remove(ticket);
        Session session = sessions.get(ticket.session());
        if (session != null
                && line.waiting().stream().noneMatch(other -> other.session().equals(ticket.session()))) {
            session.waiting().remove(ticket.name());
        }
    }

    private void serveAll() {
        // Serving may drop a line that nobody uses any more.
        List.copyOf(lines.entrySet()).forEach(entry -> serve(entry.getKey(), entry.getValue()));
    }

    private void serve(LockName name, LockLine line) {
        while (!isRecovering()) {
            Ticket next = line.nextToServe().orElse(null);
            if (next == null) {
                break;
            }
            grant(line, next);
        }
        if (line.isUnused()) {
            lines.remove(name);
        }
    }

    /** One session may have asked twice, after a lost connection; both get the one grant. */
    private void grant(LockLine line, Ticket ticket) {
        HeldLock lock =
                new HeldLock(ticket.session(), ticket.name(), ticket.mode(), new FencingToken(epoch, ++lastCounter));
        line.add(lock);
        require(ticket.session()).held().put(ticket.name(), lock);
        List<Ticket> same = line.waiting().stream()
                .filter(other -> other.session().equals(ticket.session()))
                .toList();
        for (Ticket each : same) {
            withdraw(line, each);
            outcomes.add(new Outcome.Granted(each.number(), lock));
        }
    }

    private void refuse(Ticket ticket, ErrorCode code, String reason, String message) {
        outcomes.add(new Outcome.Refused(ticket.number(), code, reason, message));
    }

    private LockLine line(LockName name) {
        return lines.computeIfAbsent(name, _ -> new LockLine());
    }
}
