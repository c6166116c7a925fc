package dev.cairn.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.lock.HeldLock;
import dev.cairn.api.lock.LockMode;
import dev.cairn.api.lock.LockName;
import dev.cairn.coordination.LeaderElector;
import dev.cairn.coordination.LeaderRecord;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.MemoryCoordination;
import dev.cairn.coordination.MemoryEnsemble;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A partition with real threads, on an in-memory ensemble; terms begin and end by hand. */
class LockPartitionTest {

    private static final TimeSource CLOCK = TimeSource.system();
    private static final Duration LEASE = Duration.ofMillis(400);
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final LockName NAME = new LockName("topology");
    private static final UUID A = UUID.randomUUID();
    private static final UUID B = UUID.randomUUID();

    private final MemoryEnsemble ensemble = new MemoryEnsemble(CLOCK);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    /** A process with a partition that can be put in office. */
    private final class Server {

        final MemoryCoordination coordination = ensemble.connect();
        final Member me;
        final LockPartition partition;

        Server(int port, Duration lease) {
            me = Member.incarnation(ServiceName.LOCK, "host", Map.of("grpc", port));
            coordination.register(me);
            partition = LockPartition.start(coordination, "locks/0", lease, CLOCK);
            opened.add(partition);
        }

        Server lead() {
            LeaderRecord record = coordination.leadership("locks/0").claim(me);
            partition.elected(record);
            Await.until("the term has begun", () -> {
                try {
                    return partition.list("", 1) != null;
                } catch (CairnException notYet) {
                    return false;
                }
            });
            return this;
        }
    }

    private static void fails(ErrorCode code, ThrowingCallable call) {
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(call)
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(code));
    }

    @Test
    void aFollowerRefuses() {
        LockPartition partition = new Server(1, LEASE).partition;
        fails(ErrorCode.NOT_LEADER, () -> partition.openSession(A, "a", List.of()));
        fails(ErrorCode.NOT_LEADER, () -> partition.acquire(A, NAME, LockMode.SHARED, Duration.ZERO));
    }

    @Test
    void whoWaitsIsWokenByARelease() {
        LockPartition partition = new Server(1, LONG).lead().partition;
        partition.openSession(A, "a", List.of());
        partition.openSession(B, "b", List.of());
        HeldLock first = partition.acquire(A, NAME, LockMode.EXCLUSIVE, Duration.ZERO);
        CompletableFuture<HeldLock> second =
                CompletableFuture.supplyAsync(() -> partition.acquire(B, NAME, LockMode.EXCLUSIVE, LONG));

        fails(ErrorCode.EBUSY, () -> partition.acquire(B, NAME, LockMode.EXCLUSIVE, Duration.ZERO));
        assertThat(partition.list("", 10)).containsExactly(first);
        partition.release(A, NAME);

        assertThat(second.join().token()).isGreaterThan(first.token());
    }

    @Test
    void waitsEndByTheirDeadline() {
        LockPartition partition = new Server(1, LONG).lead().partition;
        partition.openSession(A, "a", List.of());
        partition.openSession(B, "b", List.of());
        partition.acquire(A, NAME, LockMode.EXCLUSIVE, Duration.ZERO);
        fails(ErrorCode.EBUSY, () -> partition.acquire(B, NAME, LockMode.EXCLUSIVE, Duration.ofMillis(50)));
        fails(ErrorCode.EINVAL, () -> partition.acquire(B, NAME, LockMode.EXCLUSIVE, Duration.ofHours(1)));
    }

    @Test
    void aHolderThatIsSilentLosesItsLock() {
        LockPartition partition = new Server(1, LEASE).lead().partition;
        partition.openSession(A, "a", List.of());
        partition.acquire(A, NAME, LockMode.EXCLUSIVE, Duration.ZERO);
        Await.until("A has ended", () -> {
            try {
                partition.openSession(B, "b", List.of());
                return partition.acquire(B, NAME, LockMode.EXCLUSIVE, Duration.ZERO) != null;
            } catch (CairnException taken) {
                return false;
            }
        });
        fails(ErrorCode.ESTALE, () -> partition.renew(A));
    }

    @Test
    void theEndOfATermEndsTheWaits() {
        Server server = new Server(1, LONG).lead();
        server.partition.openSession(A, "a", List.of());
        server.partition.openSession(B, "b", List.of());
        server.partition.acquire(A, NAME, LockMode.EXCLUSIVE, Duration.ZERO);
        CompletableFuture<HeldLock> waiting =
                CompletableFuture.supplyAsync(() -> server.partition.acquire(B, NAME, LockMode.EXCLUSIVE, LONG));

        server.partition.close();

        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(waiting::join)
                .withCauseInstanceOf(CairnException.class);
    }

    @Test
    void withoutAConfirmedTermNothingLeaves() {
        Server server = new Server(1, LONG).lead();
        server.partition.openSession(A, "a", List.of());

        server.coordination.suspend();

        fails(ErrorCode.UNAVAILABLE, () -> server.partition.renew(A));
        fails(ErrorCode.UNAVAILABLE, () -> server.partition.acquire(A, NAME, LockMode.SHARED, Duration.ZERO));
        server.coordination.resume();
        assertThat(server.partition.renew(A).lease()).isEqualTo(LONG);
    }

    @Test
    void aNewLeaderGrantsAtOnceWhenTheBookIsEmpty() {
        Server one = new Server(1, LONG).lead();
        one.partition.openSession(A, "a", List.of());
        one.partition.acquire(A, NAME, LockMode.EXCLUSIVE, Duration.ZERO);
        one.partition.closeSession(A);
        awaitBookOf(one, 0);

        Server two = new Server(2, LONG).lead();

        two.partition.openSession(B, "b", List.of());
        two.partition.acquire(B, NAME, LockMode.EXCLUSIVE, Duration.ZERO);
    }

    private static void awaitBookOf(Server server, int sessions) {
        Await.until(
                "the book is in order",
                () -> server.coordination.stored("lock-sessions/locks-0").size() == sessions);
    }

    @Test
    void aNewLeaderWaitsForTheReportOfAHolder() {
        Server one = new Server(1, LONG).lead();
        one.partition.openSession(A, "a", List.of());
        HeldLock held = one.partition.acquire(A, NAME, LockMode.EXCLUSIVE, Duration.ZERO);
        one.partition.deposed(one.coordination.leadership("locks/0").current().orElseThrow());

        LockPartition two = new Server(2, LONG).lead().partition;
        two.openSession(B, "b", List.of());
        fails(ErrorCode.EBUSY, () -> two.acquire(B, NAME, LockMode.SHARED, Duration.ofMillis(50)));
        fails(ErrorCode.ESTALE, () -> two.renew(A));
        two.openSession(A, "a", List.of(held));

        fails(ErrorCode.EBUSY, () -> two.acquire(B, NAME, LockMode.SHARED, Duration.ZERO));
        two.release(A, NAME);
        assertThat(two.acquire(B, NAME, LockMode.SHARED, Duration.ZERO).token()).isGreaterThan(held.token());
    }

    @Test
    void aNewLeaderWaitsNoLongerThanTheLeaseOfASilentHolder() {
        Server one = new Server(1, LEASE).lead();
        one.partition.openSession(A, "a", List.of());
        one.partition.acquire(A, NAME, LockMode.EXCLUSIVE, Duration.ZERO);
        one.partition.deposed(one.coordination.leadership("locks/0").current().orElseThrow());

        Server two = new Server(2, LONG).lead();
        long start = CLOCK.nanoTime();
        two.partition.openSession(B, "b", List.of());
        two.partition.acquire(B, NAME, LockMode.EXCLUSIVE, LONG);

        assertThat(Duration.ofNanos(CLOCK.nanoTime() - start)).isBetween(LEASE.dividedBy(2), LEASE.multipliedBy(10));
        awaitBookOf(two, 1);
    }

    @Test
    void aHolderWhoseProcessHasEndedIsNotWaitedFor() {
        Server one = new Server(1, LONG).lead();
        UUID session = UUID.fromString(one.me.id());
        one.partition.openSession(session, "in the same process", List.of());
        one.partition.acquire(session, NAME, LockMode.EXCLUSIVE, Duration.ZERO);
        one.coordination.cutOff();

        // The same address: the process was started again.
        LockPartition again = new Server(1, LONG).lead().partition;

        again.openSession(B, "b", List.of());
        // The term serves before it has found out who is dead, but that takes no lease.
        again.acquire(B, NAME, LockMode.EXCLUSIVE, LONG.dividedBy(2));
    }

    @Test
    void anElectorPutsItInOffice() {
        Server server = new Server(1, LONG);
        opened.add(LeaderElector.start(server.coordination, "locks/0", server.me, server.partition, CLOCK));

        Await.until("it serves", () -> {
            try {
                return server.partition.openSession(A, "a", List.of()).lease().equals(LONG);
            } catch (CairnException notYet) {
                return false;
            }
        });
    }
}
