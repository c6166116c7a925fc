package dev.cairn.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.Await;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link Coordination} promises, seen by two processes. */
abstract class CoordinationContract {

    private final List<Coordination> opened = new ArrayList<>();

    /** One more process of the same cluster; each test has a cluster of its own. */
    abstract Coordination connect();

    Coordination process() {
        Coordination coordination = connect();
        opened.add(coordination);
        return coordination;
    }

    @AfterEach
    void closeProcesses() {
        opened.reversed().forEach(Coordination::close);
    }

    static Member member(ServiceName service) {
        return Member.incarnation(service, "127.0.0.1", Map.of("grpc", 7000, "http", 8000));
    }

    static Member registered(Coordination process) {
        Member member = member(ServiceName.METADATA);
        assertThat(process.register(member).member()).isEqualTo(member);
        return member;
    }

    @Test
    void aMemberIsSeenByOthersUntilItsRegistrationIsClosed() {
        Coordination one = process();
        Coordination two = process();
        Member member = member(ServiceName.BLOCK);

        Registration registration = one.register(member);

        Await.until("the member is seen", () -> two.members(ServiceName.BLOCK).equals(List.of(member)));
        assertThat(two.members(ServiceName.METADATA)).isEmpty();
        assertThat(two.isGone(member)).isFalse();

        registration.close();
        registration.close();

        Await.until("the member is gone", () -> two.members(ServiceName.BLOCK).isEmpty());
        assertThat(two.isGone(member)).isTrue();
    }

    @Test
    @DisplayName("B2.1 A registration whose answer was lost is repeated and is the same")
    void aRepeatedRegistrationIsTheSame() {
        Coordination one = process();
        Coordination two = process();
        Member member = registered(one);

        Registration repeated = one.register(member);

        Await.until(
                "the member is seen", () -> two.members(ServiceName.METADATA).equals(List.of(member)));
        assertThat(one.leadership("metadata/0").claim(member).epoch()).isEqualTo(new Epoch(1));
        repeated.close();
        Await.until("the member is gone", () -> two.isGone(member));
    }

    @Test
    void theMembersOfAProcessVanishWithIt() {
        Coordination one = process();
        Coordination two = process();
        Member member = registered(one);
        Await.until(
                "the member is seen", () -> !two.members(ServiceName.METADATA).isEmpty());

        one.close();

        Await.until("the member is gone", () -> two.isGone(member));
    }

    @Test
    void aClaimRaisesTheEpochAndIsSeenByAll() {
        Coordination one = process();
        Coordination two = process();
        Member me = registered(one);
        Leadership mine = one.leadership("metadata/0");
        Leadership theirs = two.leadership("metadata/0");
        assertThat(mine.current()).isEmpty();
        assertThat(mine.epoch()).isEqualTo(Epoch.NONE);

        LeaderRecord record = mine.claim(me);

        assertThat(record).isEqualTo(new LeaderRecord(new Epoch(1), me));
        assertThat(mine.current()).contains(record);
        assertThat(mine.isConfirmed(record)).isTrue();
        Await.until("the other sees it", () -> theirs.current().equals(Optional.of(record)));
        assertThat(theirs.isConfirmed(record)).isFalse();
        assertThat(theirs.predecessorLease()).isPositive();
        assertThat(one.leadership("metadata/1").current()).isEmpty();
    }

    @Test
    void ofTwoClaimsOfOneEpochOneWins() {
        Coordination one = process();
        Coordination two = process();
        Member first = registered(one);
        Member second = registered(two);
        LeaderRecord won = one.leadership("allocator").claim(first, Epoch.NONE);

        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> two.leadership("allocator").claim(second, Epoch.NONE))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STALE_EPOCH));

        assertThat(one.leadership("allocator").isConfirmed(won)).isTrue();
        assertThat(two.leadership("allocator").current()).contains(won);
    }

    @Test
    void aSuccessorEndsTheConfirmationOfItsPredecessor() {
        Coordination one = process();
        Coordination two = process();
        Member first = registered(one);
        Member second = registered(two);
        LeaderRecord old = one.leadership("locks/0").claim(first);

        LeaderRecord now = two.leadership("locks/0").claim(second, old.epoch());

        assertThat(now.epoch()).isEqualTo(new Epoch(2));
        assertThat(two.leadership("locks/0").isConfirmed(now)).isTrue();
        Await.until("the old one knows", () -> !one.leadership("locks/0").isConfirmed(old));
        assertThat(one.leadership("locks/0").isConfirmed(now)).isFalse();
    }

    @Test
    void resigningKeepsTheEpochAndLeavesNothingToWaitFor() {
        Coordination one = process();
        Member me = registered(one);
        Leadership group = one.leadership("metadata/0");
        LeaderRecord record = group.claim(me);

        group.resign(record);
        group.resign(record);

        assertThat(group.current()).isEmpty();
        assertThat(group.epoch()).isEqualTo(record.epoch());
        assertThat(group.predecessorLease()).isZero();
        assertThat(group.isConfirmed(record)).isFalse();
        assertThat(group.claim(me).epoch()).isEqualTo(new Epoch(2));
    }

    @Test
    void resigningAnOldTermDoesNotTouchTheNewOne() {
        Coordination one = process();
        Coordination two = process();
        LeaderRecord old = one.leadership("metadata/0").claim(registered(one));
        LeaderRecord now = two.leadership("metadata/0").claim(registered(two), old.epoch());

        one.leadership("metadata/0").resign(old);

        assertThat(two.leadership("metadata/0").isConfirmed(now)).isTrue();
        assertThat(process().leadership("metadata/0").current()).contains(now);
    }

    @Test
    void anOverthrownLeaderLeavesItsLeaseToBeWaitedFor() {
        Coordination one = process();
        Coordination two = process();
        LeaderRecord old = one.leadership("metadata/0").claim(registered(one));
        Leadership group = two.leadership("metadata/0");
        Await.until("the leader is seen", () -> group.current().isPresent());
        Duration lease = group.predecessorLease();

        group.overthrow(old);

        assertThat(group.current()).isEmpty();
        assertThat(group.epoch()).isEqualTo(new Epoch(2));
        assertThat(group.predecessorLease()).isEqualTo(lease).isPositive();
        Await.until("the old one knows", () -> !one.leadership("metadata/0").isConfirmed(old));
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> group.overthrow(old))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.STALE_EPOCH));
    }

    @Test
    void onlyARegisteredMemberCanClaim() {
        Coordination one = process();

        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> one.leadership("metadata/0").claim(member(ServiceName.METADATA)))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE));

        assertThat(one.leadership("metadata/0").epoch()).isEqualTo(Epoch.NONE);
    }

    @Test
    void whoIsNotRegisteredAnyMoreIsNotConfirmedAnyMore() {
        Coordination one = process();
        Member me = member(ServiceName.METADATA);
        Registration registration = one.register(me);
        LeaderRecord record = one.leadership("metadata/0").claim(me);

        registration.close();

        assertThat(one.leadership("metadata/0").isConfirmed(record)).isFalse();
    }

    @Test
    void manyClaimsAtOnceGiveEachEpochOnce() throws InterruptedException {
        int processes = 4;
        int rounds = 10;
        Set<LeaderRecord> won = ConcurrentHashMap.newKeySet();
        AtomicInteger wins = new AtomicInteger();
        CountDownLatch start = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            Coordination process = process();
            Member me = registered(process);
            Leadership group = process.leadership("metadata/0");
            threads.add(Thread.ofVirtual().start(() -> {
                awaitStart(start);
                for (int round = 0; round < rounds; round++) {
                    try {
                        won.add(group.claim(me));
                        wins.incrementAndGet();
                    } catch (CairnException faster) {
                        assertThat(faster.code()).isEqualTo(ErrorCode.STALE_EPOCH);
                    }
                }
            }));
        }
        start.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(won.stream().map(LeaderRecord::epoch)).doesNotHaveDuplicates();
        assertThat(process().leadership("metadata/0").epoch()).isEqualTo(new Epoch(wins.get()));
    }

    private static void awaitStart(CountDownLatch start) {
        try {
            start.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aWatcherIsToldThePresentAndTheNewest() {
        Coordination one = process();
        Coordination two = process();
        Member me = registered(one);
        List<Optional<LeaderRecord>> told = new CopyOnWriteArrayList<>();
        Subscription subscription = two.leadership("metadata/0").watch(told::add);
        Await.until("the present is told", () -> told.equals(List.of(Optional.empty())));

        LeaderRecord record = one.leadership("metadata/0").claim(me);
        Await.until("the leader is told", () -> told.getLast().equals(Optional.of(record)));
        one.leadership("metadata/0").resign(record);
        Await.until("the vacancy is told", () -> told.getLast().isEmpty());

        subscription.close();
        int count = told.size();
        one.leadership("metadata/0").claim(me);
        Await.until("seen", () -> two.leadership("metadata/0").current().isPresent());
        assertThat(told).hasSize(count);
    }

    @Test
    void aRecordIsStoredOnce() {
        Coordination one = process();
        Coordination two = process();

        byte[] first = one.once("volume/id", () -> text("a"));
        byte[] second = two.once("volume/id", () -> text("b"));

        assertThat(first).isEqualTo(text("a"));
        assertThat(second).isEqualTo(text("a"));
        assertThat(two.once("volume/other", () -> text("b"))).isEqualTo(text("b"));
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> one.once("big", () -> new byte[CoordinationLimits.RECORD_BYTES_MAX + 1]))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo(ErrorCode.E2BIG));
    }

    @Test
    void storedRecordsAreListedUntilTheyAreRemoved() {
        Coordination one = process();
        Coordination two = process();
        assertThat(two.stored("sessions/0")).isEmpty();

        one.store("sessions/0/b", text("1"));
        one.store("sessions/0/a", text("2"));
        one.store("sessions/0/b", text("3"));
        one.store("sessions/1", text("4"));

        assertThat(two.stored("sessions/0").keySet()).containsExactly("a", "b");
        assertThat(two.stored("sessions/0").get("b")).isEqualTo(text("3"));
        two.remove("sessions/0/b");
        two.remove("sessions/0/b");
        assertThat(one.stored("sessions/0").keySet()).containsExactly("a");
    }

    @Test
    void aPredecessorAtTheSameAddressIsProvenDeadAndASiblingIsNot() {
        Coordination old = process();
        Member predecessor = member(ServiceName.GATEWAY);
        old.register(predecessor);
        Coordination process = process();
        Member sibling = member(ServiceName.GATEWAY);
        process.register(sibling);
        process.register(member(ServiceName.LOCK));

        assertThat(process.isProvenDead(predecessor)).isTrue();
        assertThat(process.isProvenDead(sibling)).isFalse();
        assertThat(process.isProvenDead(Member.incarnation(ServiceName.GATEWAY, "host.invalid", Map.of("grpc", 1))))
                .isFalse();
    }

    @Test
    void oddPathsAreRefused() {
        Coordination one = process();
        for (String path : List.of("", "/a", "a/", "a//b", "../a", "a b")) {
            assertThatIllegalArgumentException().isThrownBy(() -> one.leadership(path));
            assertThatIllegalArgumentException().isThrownBy(() -> one.once(path, () -> text("x")));
        }
    }

    static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
