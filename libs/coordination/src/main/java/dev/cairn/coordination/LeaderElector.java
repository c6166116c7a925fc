package dev.cairn.coordination;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides when this process claims a group, and tells a {@link Candidate} when its terms begin and end.
 *
 * <pre>
 *            nobody leads, or {@link Succession} says CLAIM             elected
 * following ---------------------------------------------> claim --------------> leading
 *     ^  \-- OVERTHROW, then the lease of the overthrown --/ | somebody was faster    |
 *     |<-----------------------------------------------------/                        |
 *     |<--- deposed, resign: another leads, session ended, {@link #stepDown}, close --/
 * </pre>
 *
 * <p>A wrong guess about a leader costs a change of leader and nothing else. A group without a leader is claimed as soon
 * as this process hears of it; a leader whose process has ended is missed within a probe period, without waiting for its
 * session.
 *
 * <p>Start it once the ports of the member listen. One virtual thread, named after the group, owns all state but the
 * requests; {@link #close} and {@link #stepDown} may be called by any thread but that one.
 */
public final class LeaderElector implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LeaderElector.class);

    private final Coordination coordination;
    private final Leadership leadership;
    private final String group;
    private final Member me;
    private final Candidate candidate;
    private final TimeSource clock;
    private final Function<Member, Presence> probe;
    private final SplittableRandom jitter;
    private final Thread thread;
    private final Requests requests = new Requests();

    /** The term this process serves. Owned by the thread, like the fields below. */
    private @Nullable LeaderRecord leading;

    private long holdOffUntilNanos;
    private Epoch vacantEpoch = Epoch.NONE;
    private long vacantSinceNanos;

    LeaderElector(
            Coordination coordination,
            String group,
            Member me,
            Candidate candidate,
            TimeSource clock,
            Function<Member, Presence> probe) {
        this.coordination = coordination;
        this.leadership = coordination.leadership(group);
        this.group = group;
        this.me = me;
        this.candidate = candidate;
        this.clock = clock;
        this.probe = probe;
        this.jitter = new SplittableRandom(me.id().hashCode());
        this.holdOffUntilNanos = clock.nanoTime();
        this.thread = Thread.ofVirtual().name("elector-" + group).unstarted(this::run);
    }

    /** @param me registered with {@code coordination}, and listening on its ports */
    public static LeaderElector start(
            Coordination coordination, String group, Member me, Candidate candidate, TimeSource clock) {
        LeaderElector elector = new LeaderElector(coordination, group, me, candidate, clock, PortProbe::probe);
        elector.thread.start();
        return elector;
    }

    LeaderElector start() {
        thread.start();
        return this;
    }

    /** Gives the group up, for a reason of its own such as a failed log, and lets others have it first. */
    public void stepDown() {
        requests.stepDown();
    }

    /**
     * Ends candidacy. If this process leads, the candidate is deposed first and the group resigned then, so that the
     * next leader waits for nothing.
     */
    @Override
    public void close() {
        requests.close();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Subscription _ = leadership.watch(_ -> requests.wake());
                Subscription _ = coordination.onSessionEnd(requests::sessionEnded)) {
            while (!requests.isClosed()) {
                requests.await(step());
            }
            LeaderRecord last = leading;
            if (last != null) {
                depose(last);
                resign(last);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does what is to be done now, and answers how long there is nothing more to do unless something happens. */
    private Duration step() {
        boolean hasSessionEnded = requests.takeSessionEnd();
        boolean isAskedToStepDown = requests.takeStepDown();
        LeaderRecord mine = leading;
        if (mine != null) {
            boolean isInOffice = leadership.current().equals(Optional.of(mine));
            if (isInOffice && !hasSessionEnded && !isAskedToStepDown) {
                return CoordinationLimits.LEADER_CHECK_PERIOD;
            }
            depose(mine);
            resign(mine);
        }
        if (isAskedToStepDown) {
            holdOff();
        }
        long holdOffNanos = holdOffUntilNanos - clock.nanoTime();
        return holdOffNanos > 0 ? Duration.ofNanos(holdOffNanos) : seekOffice();
    }

    private Duration seekOffice() {
        try {
            Epoch seen = leadership.epoch();
            Optional<LeaderRecord> leader = leadership.current();
            return leader.isPresent() ? judge(leader.get()) : claimVacant(seen);
        } catch (CairnException failure) {
            if (failure.code() == ErrorCode.STALE_EPOCH || failure.code() == ErrorCode.UNAVAILABLE) {
                LOG.debug("{} not claimed: {}", group, failure.getMessage());
            } else {
                LOG.error("{} cannot be claimed", group, failure);
            }
        }
        return nextProbe();
    }

    private Duration judge(LeaderRecord leader) {
        return switch (Succession.judge(leader.leader(), me, probe, coordination::isGone)) {
            case WAIT -> nextProbe();
            case CLAIM -> claim(leader.epoch());
            case OVERTHROW -> {
                LOG.info("{}: {} refuses connections, its term {} ends", group, leader.leader(), leader.epoch());
                leadership.overthrow(leader);
                yield Duration.ZERO;
            }
        };
    }

    /** The lease is counted from when the vacancy was seen here, which is later than when it began. */
    private Duration claimVacant(Epoch epoch) {
        long now = clock.nanoTime();
        if (!vacantEpoch.equals(epoch)) {
            vacantEpoch = epoch;
            vacantSinceNanos = now;
        }
        long waitNanos = vacantSinceNanos + leadership.predecessorLease().toNanos() - now;
        return waitNanos > 0 ? Duration.ofNanos(waitNanos) : claim(epoch);
    }

    private Duration claim(Epoch last) {
        LeaderRecord record = leadership.claim(me, last);
        LOG.info("{}: this process leads in term {}", group, record.epoch());
        leading = record;
        try {
            candidate.elected(record);
        } catch (RuntimeException defect) {
            LOG.error("{}: the candidate could not take office", group, defect);
            depose(record);
            resign(record);
            holdOff();
        }
        return Duration.ZERO;
    }

    private void depose(LeaderRecord mine) {
        LOG.info("{}: term {} of this process ends", group, mine.epoch());
        leading = null;
        try {
            candidate.deposed(mine);
        } catch (RuntimeException defect) {
            LOG.error("{}: the candidate did not leave office cleanly", group, defect);
        }
    }

    private void resign(LeaderRecord mine) {
        try {
            leadership.resign(mine);
        } catch (CairnException failure) {
            LOG.info("{}: could not resign, others will find out: {}", group, failure.getMessage());
        }
    }

    private void holdOff() {
        holdOffUntilNanos = clock.nanoTime()
                + CoordinationLimits.HOLD_OFF.toNanos()
                + jitter.nextLong(CoordinationLimits.HOLD_OFF.toNanos() / 2);
    }

    private Duration nextProbe() {
        long period = CoordinationLimits.PROBE_PERIOD.toNanos();
        return Duration.ofNanos(period + jitter.nextLong(period / 4));
    }

    /** What other threads want of the elector's thread. */
    private static final class Requests {

        private final ReentrantLock lock = new ReentrantLock();
        private final Condition changed = lock.newCondition();

        /** Guarded by {@link #lock}, like the fields below. */
        private boolean isWoken;

        private boolean isSessionEnded;
        private boolean isStepDownWanted;
        private boolean isClosed;

        void wake() {
            set(() -> {});
        }

        void sessionEnded() {
            set(() -> isSessionEnded = true);
        }

        void stepDown() {
            set(() -> isStepDownWanted = true);
        }

        void close() {
            set(() -> isClosed = true);
        }

        private void set(Runnable change) {
            lock.lock();
            try {
                change.run();
                isWoken = true;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        boolean takeSessionEnd() {
            lock.lock();
            try {
                boolean taken = isSessionEnded;
                isSessionEnded = false;
                return taken;
            } finally {
                lock.unlock();
            }
        }

        boolean takeStepDown() {
            lock.lock();
            try {
                boolean taken = isStepDownWanted;
                isStepDownWanted = false;
                return taken;
            } finally {
                lock.unlock();
            }
        }

        boolean isClosed() {
            lock.lock();
            try {
                return isClosed;
            } finally {
                lock.unlock();
            }
        }

        void await(Duration wait) throws InterruptedException {
            lock.lock();
            try {
                long leftNanos = wait.toNanos();
                while (!isWoken && leftNanos > 0) {
                    leftNanos = changed.awaitNanos(leftNanos);
                }
                isWoken = false;
            } finally {
                lock.unlock();
            }
        }
    }
}
