package dev.cairn.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.lock.FencingToken;
import dev.cairn.api.lock.HeldLock;
import dev.cairn.api.lock.LockMode;
import dev.cairn.api.lock.LockName;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rules of the table, one by one. */
class LockTableTest {

    private static final Duration LEASE = Duration.ofSeconds(8);
    private static final Epoch EPOCH = new Epoch(5);
    private static final LockName NAME = new LockName("inode/1");
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final UUID C = new UUID(0, 3);

    /** Near the overflow, because nothing may compare moments without subtracting. */
    private long now = Long.MAX_VALUE - 1_000;

    private long lastTicket;
    private LockTable table = new LockTable(EPOCH, LEASE, Set.of(), now);

    @BeforeEach
    void openSessions() {
        List.of(A, B, C).forEach(session -> table.openSession(now, session, List.of()));
    }

    private long ask(UUID session, LockMode mode, Duration wait) {
        table.acquire(now, new Ticket(++lastTicket, session, NAME, mode, now + wait.toNanos()));
        return lastTicket;
    }

    private long ask(UUID session, LockMode mode) {
        return ask(session, mode, Duration.ofSeconds(60));
    }

    private HeldLock granted(long ticket) {
        List<Outcome> outcomes = table.drain();
        assertThat(outcomes).hasSize(1);
        assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Granted.class);
        Outcome.Granted granted = (Outcome.Granted) outcomes.getFirst();
        assertThat(granted.ticket()).isEqualTo(ticket);
        return granted.lock();
    }

    private void refused(long ticket, ErrorCode code) {
        assertThat(table.drain())
                .anySatisfy(outcome -> assertThat(outcome).isInstanceOfSatisfying(Outcome.Refused.class, refused -> {
                    assertThat(refused.ticket()).isEqualTo(ticket);
                    assertThat(refused.code()).isEqualTo(code);
                }));
    }

    private static void fails(ErrorCode code, String reason, ThrowingCallable call) {
        assertThatExceptionOfType(CairnException.class).isThrownBy(call).satisfies(failure -> {
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure.reason()).isEqualTo(reason);
        });
    }

    private void pass(Duration time) {
        now += time.toNanos();
        table.advance(now);
    }

    @Test
    void onlyCompatibleModesAreHeldTogether() {
        for (LockMode first : LockMode.values()) {
            for (LockMode second : LockMode.values()) {
                long one = ask(A, first);
                granted(one);
                long two = ask(B, second, Duration.ZERO);
                if (first == second && first != LockMode.EXCLUSIVE) {
                    granted(two);
                } else {
                    refused(two, ErrorCode.EBUSY);
                }
                table.release(now, A, NAME);
                table.release(now, B, NAME);
                assertThat(table.list("", 10)).isEmpty();
            }
        }
    }

    @Test
    void nobodyOvertakesTheFirstInLine() {
        granted(ask(A, LockMode.SHARED));
        long exclusive = ask(B, LockMode.EXCLUSIVE);
        long shared = ask(C, LockMode.SHARED);
        assertThat(table.drain()).isEmpty();

        table.release(now, A, NAME);
        granted(exclusive);
        table.release(now, B, NAME);
        granted(shared);
    }

    @Test
    void whenTheFirstInLineGivesUpThoseBehindAreServed() {
        granted(ask(A, LockMode.SHARED));
        long exclusive = ask(B, LockMode.EXCLUSIVE, Duration.ofSeconds(1));
        long shared = ask(C, LockMode.SHARED);

        pass(Duration.ofSeconds(1));

        assertThat(table.drain())
                .extracting(Object::getClass)
                .containsExactly(Outcome.Refused.class, Outcome.Granted.class);
        assertThat(table.list("", 10)).extracting(HeldLock::session).containsExactly(A, C);
        assertThat(exclusive).isLessThan(shared);
    }

    @Test
    void askingAgainAnswersTheSameGrantAndAnotherModeIsRefused() {
        HeldLock lock = granted(ask(A, LockMode.EXCLUSIVE));
        assertThat(granted(ask(A, LockMode.EXCLUSIVE))).isEqualTo(lock);
        refused(ask(A, LockMode.SHARED), ErrorCode.EINVAL);

        long waiting = ask(B, LockMode.EXCLUSIVE);
        long again = ask(B, LockMode.EXCLUSIVE);
        refused(ask(B, LockMode.SHARED), ErrorCode.EINVAL);
        table.release(now, A, NAME);
        assertThat(table.drain())
                .extracting(outcome -> ((Outcome.Granted) outcome).ticket())
                .containsExactly(waiting, again);
    }

    @Test
    void tokensGrowWithEveryGrant() {
        FencingToken last = granted(ask(A, LockMode.EXCLUSIVE)).token();
        assertThat(last.epoch()).isEqualTo(EPOCH);
        for (int round = 0; round < 10; round++) {
            table.release(now, A, NAME);
            FencingToken next = granted(ask(A, LockMode.EXCLUSIVE)).token();
            assertThat(next).isGreaterThan(last);
            last = next;
        }
    }

    @Test
    void aSessionThatIsNotRenewedLosesEverything() {
        granted(ask(A, LockMode.EXCLUSIVE));
        long waiting = ask(B, LockMode.EXCLUSIVE);

        pass(LEASE.dividedBy(2));
        table.renew(now, B);
        pass(LEASE.dividedBy(2));

        assertThat(table.drain())
                .anySatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Granted.class,
                                granted -> assertThat(granted.ticket()).isEqualTo(waiting)));
        fails(ErrorCode.ESTALE, "session", () -> table.renew(now, A));
        refused(ask(A, LockMode.SHARED), ErrorCode.ESTALE);
    }

    @Test
    void aClosedSessionLeavesItsLockAndItsPlaceInLine() {
        granted(ask(A, LockMode.EXCLUSIVE));
        long second = ask(B, LockMode.EXCLUSIVE);
        long third = ask(C, LockMode.EXCLUSIVE);

        table.closeSession(now, B);
        refused(second, ErrorCode.ESTALE);
        table.closeSession(now, A);
        assertThat(table.drain())
                .contains(new Outcome.SessionEnded(A))
                .anySatisfy(outcome -> assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Granted.class,
                                granted -> assertThat(granted.ticket()).isEqualTo(third)));
        table.closeSession(now, A);
        assertThat(table.drain()).isEmpty();
    }

    @Test
    void aReleaseLeavesTheLineToo() {
        granted(ask(A, LockMode.EXCLUSIVE));
        long waiting = ask(B, LockMode.EXCLUSIVE);

        table.release(now, B, NAME);

        refused(waiting, ErrorCode.EBUSY);
        table.release(now, A, NAME);
        assertThat(table.list("", 10)).isEmpty();
        assertThat(table.drain()).isEmpty();
    }

    @Test
    void aFullLineRefuses() {
        granted(ask(A, LockMode.EXCLUSIVE));
        for (int i = 0; i < LockLimits.QUEUE_LENGTH_MAX; i++) {
            ask(B, LockMode.EXCLUSIVE);
        }
        assertThat(table.drain()).isEmpty();
        refused(ask(C, LockMode.EXCLUSIVE), ErrorCode.OVERLOADED);
    }

    @Test
    void aSessionHasALimitedNumberOfLocks() {
        for (int i = 0; i < LockLimits.LOCKS_PER_SESSION_MAX; i++) {
            table.acquire(now, new Ticket(++lastTicket, A, new LockName("n/" + i), LockMode.SHARED, now));
        }
        assertThat(table.drain()).allMatch(Outcome.Granted.class::isInstance);
        refused(ask(A, LockMode.SHARED), ErrorCode.OVERLOADED);
    }

    @Test
    void aListShowsWhatIsHeldByPrefixAndLimit() {
        for (String name : List.of("b/1", "a/1", "a/2", "c/1")) {
            table.acquire(now, new Ticket(++lastTicket, A, new LockName(name), LockMode.SHARED, now));
        }
        assertThat(table.list("a/", 10)).extracting(lock -> lock.name().value()).containsExactly("a/1", "a/2");
        assertThat(table.list("", 3)).hasSize(3);
        assertThat(table.list("a/", 1)).hasSize(1);
        assertThat(table.list("zz", 1)).isEmpty();
    }

    private static HeldLock old(UUID session, LockMode mode, long counter) {
        return new HeldLock(session, NAME, mode, new FencingToken(new Epoch(4), counter));
    }

    private void recoverFrom(UUID... sessions) {
        table = new LockTable(EPOCH, LEASE, Set.of(sessions), now + LEASE.toNanos());
    }

    @Test
    void nothingIsGrantedBeforeAllHaveReported() {
        recoverFrom(A, B);
        table.openSession(now, C, List.of());
        long waiting = ask(C, LockMode.SHARED);
        refused(ask(C, LockMode.SHARED, Duration.ZERO), ErrorCode.EBUSY);

        table.openSession(now, A, List.of(old(A, LockMode.SHARED, 7)));
        assertThat(table.drain()).isEmpty();
        table.openSession(now, B, List.of());

        HeldLock lock = granted(waiting);
        assertThat(lock.token()).isGreaterThan(old(A, LockMode.SHARED, 7).token());
        assertThat(table.list("", 10)).extracting(HeldLock::session).containsExactly(A, C);
    }

    @Test
    void whatWasReportedKeepsOthersOut() {
        recoverFrom(A);
        table.openSession(now, B, List.of());
        long waiting = ask(B, LockMode.EXCLUSIVE);
        table.openSession(now, A, List.of(old(A, LockMode.EXCLUSIVE, 7)));
        assertThat(table.drain()).isEmpty();

        table.release(now, A, NAME);

        granted(waiting);
    }

    @Test
    void whoDoesNotReportIsWaitedForAsLongAsItsLeaseMayRun() {
        recoverFrom(A);
        table.openSession(now, B, List.of());
        long waiting = ask(B, LockMode.EXCLUSIVE);

        pass(LEASE.minusNanos(1));
        table.renew(now, B);
        assertThat(table.drain()).isEmpty();
        assertThat(table.untilNext(now, LEASE)).isEqualTo(Duration.ofNanos(1));
        pass(Duration.ofNanos(1));

        granted(waiting);
        fails(ErrorCode.ESTALE, "held", () -> table.openSession(now, A, List.of(old(A, LockMode.EXCLUSIVE, 7))));
    }

    @Test
    void aLateReportIsRefusedEvenIfTheLockIsFree() {
        recoverFrom(A);
        pass(LEASE);
        fails(ErrorCode.ESTALE, "held", () -> table.openSession(now, A, List.of(old(A, LockMode.SHARED, 7))));
        table.openSession(now, A, List.of());
        granted(ask(A, LockMode.SHARED));
    }

    @Test
    void whoIsNotAwaitedCannotReport() {
        recoverFrom(A);
        fails(ErrorCode.ESTALE, "held", () -> table.openSession(now, B, List.of(old(B, LockMode.SHARED, 7))));
        fails(ErrorCode.ESTALE, "session", () -> table.renew(now, B));
    }

    @Test
    void twoReportsThatConflictAreNotBothBelieved() {
        recoverFrom(A, B);
        table.openSession(now, A, List.of(old(A, LockMode.EXCLUSIVE, 8)));
        fails(ErrorCode.ESTALE, "held", () -> table.openSession(now, B, List.of(old(B, LockMode.EXCLUSIVE, 7))));
        table.closeSession(now, B);
        assertThat(table.isRecovering()).isFalse();
    }

    @Test
    void reportingTwiceIsHarmless() {
        recoverFrom(A);
        List<HeldLock> held = List.of(old(A, LockMode.EXCLUSIVE, 8));
        table.openSession(now, A, held);
        table.openSession(now, A, held);
        assertThat(table.list("", 10)).isEqualTo(held);
    }

    @Test
    void aReportOfAnotherSessionsLockIsRefused() {
        recoverFrom(A);
        fails(ErrorCode.EINVAL, "held", () -> table.openSession(now, A, List.of(old(B, LockMode.SHARED, 7))));
    }
}
