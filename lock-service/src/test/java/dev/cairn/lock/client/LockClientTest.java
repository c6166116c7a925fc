package dev.cairn.lock.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.lock.FencingToken;
import dev.cairn.api.lock.HeldLock;
import dev.cairn.api.lock.LockMode;
import dev.cairn.api.lock.LockName;
import dev.cairn.api.lock.LockService;
import dev.cairn.api.lock.SessionTerms;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.MemoryCoordination;
import dev.cairn.coordination.MemoryEnsemble;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.lock.LockPartition;
import dev.cairn.testkit.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients of real partitions, over a road that can be cut. */
class LockClientTest {

    private static final TimeSource CLOCK = TimeSource.system();
    private static final LockName NAME = new LockName("topology");
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final MemoryEnsemble ensemble = new MemoryEnsemble(CLOCK);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicInteger ports = new AtomicInteger();
    private final Road road = new Road(lead());

    @AfterEach
    void close() throws Exception {
        road.isCut = false;
        for (AutoCloseable each : opened.reversed()) {
            each.close();
        }
    }

    private LockPartition lead() {
        MemoryCoordination coordination = ensemble.connect();
        Member me = Member.incarnation(ServiceName.LOCK, "host", Map.of("grpc", ports.incrementAndGet()));
        coordination.register(me);
        LockPartition partition = LockPartition.start(coordination, "locks/0", CLOCK);
        opened.add(partition);
        partition.elected(coordination.leadership("locks/0").claim(me));
        return partition;
    }

    private LockClient client(LockService service) {
        LockClient client = LockClient.start(service, UUID.randomUUID(), "test", CLOCK);
        opened.add(client);
        return client;
    }

    private LockClient client() {
        return client(road);
    }

    private static Deadline in(Duration time) {
        return Deadline.in(time, CLOCK);
    }

    @Test
    void aLockIsHeldUntilItIsGivenBack() {
        LockClient one = client();
        LockClient two = client();
        LockGrant grant = one.acquire(NAME, LockMode.EXCLUSIVE, in(LONG));
        assertThat(grant.isHeld()).isTrue();
        assertThat(two.tryAcquire(NAME, LockMode.EXCLUSIVE)).isEmpty();

        grant.close();
        grant.close();

        assertThat(grant.isHeld()).isFalse();
        assertThatExceptionOfType(CairnException.class).isThrownBy(grant::requireHeld);
        LockGrant next = two.tryAcquire(NAME, LockMode.EXCLUSIVE).orElseThrow();
        assertThat(next.token()).isGreaterThan(grant.token());
    }

    @Test
    void threadsOfOneProcessShareAndExcludeEachOtherToo() {
        LockClient one = client();
        LockGrant first = one.acquire(NAME, LockMode.SHARED, in(LONG));
        LockGrant second = one.acquire(NAME, LockMode.SHARED, in(LONG));
        assertThat(second.token()).isEqualTo(first.token());
        assertThat(one.tryAcquire(NAME, LockMode.EXCLUSIVE)).isEmpty();
        first.close();
        assertThat(one.tryAcquire(NAME, LockMode.EXCLUSIVE)).isEmpty();
        second.close();

        try (LockGrant exclusive = one.acquire(NAME, LockMode.EXCLUSIVE, in(LONG))) {
            assertThat(exclusive.isHeld()).isTrue();
            assertThat(one.tryAcquire(NAME, LockMode.EXCLUSIVE)).isEmpty();
            assertThatExceptionOfType(CairnException.class)
                    .isThrownBy(() -> one.acquire(NAME, LockMode.SHARED, in(SHORT)))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.EBUSY));
        }
    }

    @Test
    void aCounterUnderTheLockLosesNoIncrement() {
        List<LockClient> clients = List.of(client(), client(), client());
        int[] counter = {0};
        List<FencingToken> tokens = new ArrayList<>();
        List<CompletableFuture<Void>> workers = new ArrayList<>();
        AtomicInteger inside = new AtomicInteger();
        for (int worker = 0; worker < 6; worker++) {
            LockClient client = clients.get(worker % clients.size());
            workers.add(CompletableFuture.runAsync(
                    () -> {
                        for (int i = 0; i < 30; i++) {
                            try (LockGrant grant = client.acquire(NAME, LockMode.EXCLUSIVE, in(LONG))) {
                                assertThat(inside.incrementAndGet()).isEqualTo(1);
                                counter[0]++;
                                tokens.add(grant.token());
                                inside.decrementAndGet();
                            }
                        }
                    },
                    runnable -> Thread.ofVirtual().start(runnable)));
        }
        workers.forEach(CompletableFuture::join);
        assertThat(counter[0]).isEqualTo(180);
        assertThat(tokens).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void aGrantSurvivesAChangeOfLeader() {
        LockClient one = client();
        LockClient two = client();
        LockGrant grant = one.acquire(NAME, LockMode.EXCLUSIVE, in(LONG));
        two.acquire(new LockName("other"), LockMode.SHARED, in(LONG)).close();

        road.leader = lead();
        one.leaderChanged();
        two.leaderChanged();

        LockName third = new LockName("third");
        assertThat(two.acquire(third, LockMode.EXCLUSIVE, in(LONG)).token()).isGreaterThan(grant.token());
        assertThat(grant.isHeld()).isTrue();
        assertThat(two.tryAcquire(NAME, LockMode.EXCLUSIVE)).isEmpty();
        grant.close();
        assertThat(two.tryAcquire(NAME, LockMode.EXCLUSIVE)).isPresent();
    }

    @Test
    void aGrantIsLostForGoodWhenTheLeaseCannotBeRenewed() {
        road.lease = Duration.ofMillis(400);
        LockClient one = client();
        LockGrant grant = one.acquire(NAME, LockMode.EXCLUSIVE, in(LONG));

        road.isCut = true;
        Await.until("the grant is lost", () -> !grant.isHeld());
        road.isCut = false;

        LockGrant again = one.acquire(NAME, LockMode.EXCLUSIVE, in(LONG));
        assertThat(grant.isHeld()).isFalse();
        assertThat(again.token()).isGreaterThan(grant.token());
    }

    @Test
    void aReleaseThatFailedIsRepeated() {
        LockClient one = client();
        LockClient two = client(road.leader);
        LockGrant grant = one.acquire(NAME, LockMode.EXCLUSIVE, in(LONG));

        road.isCut = true;
        grant.close();
        assertThat(two.tryAcquire(NAME, LockMode.EXCLUSIVE)).isEmpty();
        road.isCut = false;

        assertThat(two.acquire(NAME, LockMode.EXCLUSIVE, in(LONG)).isHeld()).isTrue();
    }

    @Test
    void anAnswerThatWasLostLeavesNoLockBehind() {
        LockClient one = client();
        one.acquire(new LockName("other"), LockMode.SHARED, in(LONG)).close();
        road.losesGrants = true;
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> one.acquire(NAME, LockMode.EXCLUSIVE, in(SHORT)));
        road.losesGrants = false;

        assertThat(client(road.leader)
                        .acquire(NAME, LockMode.EXCLUSIVE, in(LONG))
                        .isHeld())
                .isTrue();
    }

    @Test
    void withoutALeaderAnAcquireEndsByItsDeadline() {
        road.isCut = true;
        LockClient one = client();
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> one.acquire(NAME, LockMode.SHARED, in(SHORT)))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));
    }

    @Test
    void aClosedClientHoldsNothing() {
        LockClient one = client();
        LockGrant grant = one.acquire(NAME, LockMode.EXCLUSIVE, in(LONG));

        one.close();
        one.close();

        assertThat(grant.isHeld()).isFalse();
        assertThat(client().tryAcquire(NAME, LockMode.EXCLUSIVE)).isPresent();
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> one.acquire(NAME, LockMode.EXCLUSIVE, in(SHORT)));
    }

    /** The way to whoever leads; it can be cut, and can lose answers. */
    private static final class Road implements LockService {

        volatile LockPartition leader;
        volatile boolean isCut;
        volatile boolean losesGrants;
        volatile Duration lease = Duration.ofSeconds(8);

        Road(LockPartition leader) {
            this.leader = leader;
        }

        private LockPartition go() {
            if (isCut) {
                throw new CairnException(ErrorCode.UNAVAILABLE, "the road is cut");
            }
            return leader;
        }

        /** A client believes a shorter lease than the leader gives. */
        private SessionTerms shortened(SessionTerms terms) {
            return new SessionTerms(terms.leaderEpoch(), lease);
        }

        @Override
        public SessionTerms openSession(UUID session, String holder, List<HeldLock> held) {
            return shortened(go().openSession(session, holder, held));
        }

        @Override
        public SessionTerms renew(UUID session) {
            return shortened(go().renew(session));
        }

        @Override
        public HeldLock acquire(UUID session, LockName name, LockMode mode, Duration wait) {
            HeldLock lock = go().acquire(session, name, mode, wait);
            if (losesGrants) {
                throw new CairnException(ErrorCode.UNAVAILABLE, "the answer is lost");
            }
            return lock;
        }

        @Override
        public void release(UUID session, LockName name) {
            go().release(session, name);
        }

        @Override
        public void closeSession(UUID session) {
            go().closeSession(session);
        }

        @Override
        public List<HeldLock> list(String prefix, int limit) {
            return go().list(prefix, limit);
        }
    }
}
