package dev.cairn.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.TimeSource;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.ManualTimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scenarios of docs/scenarios-cluster.md about who leads, with electors of several processes on an ensemble in memory. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LeadershipScenariosTest {

    private final MemoryEnsemble ensemble = new MemoryEnsemble(TimeSource.system());
    private final List<ElectorProcess> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(process -> process.elector.close());
    }

    private ElectorProcess process(int port) {
        return added(ElectorProcess.start(ensemble.connect(), port, asked -> null));
    }

    private ElectorProcess added(ElectorProcess process) {
        processes.add(process);
        return process;
    }

    private static void leave(ElectorProcess process) {
        process.elector.close();
        process.registration.close();
        process.coordination.close();
    }

    private static void leaveTogether(List<ElectorProcess> leaving) throws InterruptedException {
        List<Thread> threads = leaving.stream()
                .map(process -> Thread.ofPlatform().start(() -> leave(process)))
                .toList();
        for (Thread thread : threads) {
            assertThat(thread.join(Duration.ofSeconds(20))).as("it ends").isTrue();
        }
    }

    private static void awaitOneLeader(List<ElectorProcess> alive) {
        Await.until(
                "one of them leads",
                () -> alive.stream().filter(ElectorProcess::leads).count() == 1);
    }

    @Test
    @DisplayName("A1.7 Members leave while the leader leaves")
    void membersLeaveWhileTheLeaderLeaves() throws InterruptedException {
        List<ElectorProcess> alive = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            alive.add(process(1 + i));
        }
        try (Coordination observer = ensemble.connect()) {
            for (int round = 0; round < 20; round++) {
                awaitOneLeader(alive);
                List<ElectorProcess> leaving = new ArrayList<>(
                        alive.stream().filter(ElectorProcess::leads).toList());
                alive.removeAll(leaving);
                leaving.add(alive.removeFirst());
                leaveTogether(leaving);
                assertThat(observer.members(ServiceName.METADATA))
                        .containsExactlyInAnyOrderElementsOf(
                                alive.stream().map(process -> process.me).toList());
                leaving.forEach(gone -> alive.add(process(gone.me.ports().getOrDefault("grpc", 1))));
            }
        }
    }

    @Test
    @DisplayName("B2.4 The last ones leave together")
    void theLastOnesLeaveTogether() throws InterruptedException {
        List<ElectorProcess> alive = List.of(process(1), process(2), process(3));
        awaitOneLeader(alive);
        leaveTogether(alive);
        try (Coordination observer = ensemble.connect()) {
            assertThat(observer.members(ServiceName.METADATA)).isEmpty();
            assertThat(observer.leadership(ElectorProcess.GROUP).current()).isEmpty();
        }
    }

    @Test
    @DisplayName("B1.7 One that was stopped is silent")
    void oneThatWasStoppedIsSilent() {
        ElectorProcess one = process(1);
        Await.until("one leads", one::leads);
        ElectorProcess stopped = process(2);
        stopped.elector.close();

        // It hears of a vacancy, and of the end of its session, and its registration is put back.
        ((MemoryCoordination) stopped.coordination).expireSession();
        one.elector.stepDown();
        ElectorProcess three = process(3);

        Await.until("another leads", () -> one.leads() || three.leads());
        assertThat(stopped.log).isEmpty();
    }

    @Test
    @DisplayName("B1.7 A leader that is stopped by force sends nothing, not even that it resigns")
    void aLeaderThatIsStoppedByForceSendsNothing() {
        ElectorProcess one = process(1);
        Await.until("one leads", one::leads);
        LeaderRecord office = one.office();

        ((MemoryCoordination) one.coordination).cutOff();
        one.elector.close();

        try (Coordination observer = ensemble.connect()) {
            assertThat(observer.leadership(ElectorProcess.GROUP).current()).contains(office);
        }
        assertThat(one.log).containsExactly("elected 1", "deposed 1");
    }

    /** A clock that goes on as that of the system and may lose hold of some time. */
    private static final class LateClock implements TimeSource {

        private final AtomicLong lost = new AtomicLong();

        void lose(Duration time) {
            lost.addAndGet(time.toNanos());
        }

        @Override
        public Instant now() {
            return TimeSource.system().now().plusNanos(lost.get());
        }

        @Override
        public long nanoTime() {
            return TimeSource.system().nanoTime() + lost.get();
        }
    }

    @Test
    @DisplayName("B1.8 A delay of the scheduler is not silence of the leader")
    void aDelayOfTheSchedulerIsNotSilenceOfTheLeader() {
        ElectorProcess one = process(1);
        Await.until("one leads", one::leads);
        var clock = new LateClock();
        AtomicInteger looks = new AtomicInteger();
        ElectorProcess two = added(ElectorProcess.start(ensemble.connect(), 2, clock, asked -> {
            looks.incrementAndGet();
            return Presence.LISTENS;
        }));
        for (int pause = 0; pause < 3; pause++) {
            clock.lose(Duration.ofMinutes(5));
            int before = looks.get();
            Await.until("it has looked again", () -> looks.get() > before);
        }
        assertThat(one.log).containsExactly("elected 1");
        assertThat(two.log).isEmpty();
        assertThat(one.isConfirmed(one.office())).isTrue();
    }

    @Test
    @DisplayName("B1.9 One that was cut off does not topple a healthy leader when it is back")
    void oneThatWasCutOffDoesNotToppleAHealthyLeaderWhenItIsBack() {
        ElectorProcess one = process(1);
        Await.until("one leads", one::leads);
        AtomicInteger looks = new AtomicInteger();
        ElectorProcess lonely = added(ElectorProcess.start(ensemble.connect(), 2, asked -> {
            looks.incrementAndGet();
            return looks.get() < 6 ? Presence.UNKNOWN : Presence.LISTENS;
        }));
        var network = (MemoryCoordination) lonely.coordination;

        network.cutOff();
        network.expireUnnoticed();
        Await.until("it has tried", () -> looks.get() > 3);
        network.resume();
        int before = looks.get();
        Await.until("it has looked again", () -> looks.get() > before + 3);

        assertThat(one.log).containsExactly("elected 1");
        assertThat(lonely.log).isEmpty();
        assertThat(one.leadership().epoch()).isEqualTo(new Epoch(1));
    }

    @Test
    @DisplayName("B1.13 Addresses that mean nothing")
    void addressesThatMeanNothing() {
        String tooLong = "x".repeat(CoordinationLimits.NAME_LENGTH_MAX + 1);
        for (String host : List.of("", tooLong)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Member.incarnation(ServiceName.METADATA, host, Map.of("grpc", 1)));
        }
        for (int port : new int[] {-1, 0, 65_536}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Member.incarnation(ServiceName.METADATA, "host", Map.of("grpc", port)));
        }
        Map<String, Integer> many = new HashMap<>();
        for (int i = 0; i <= CoordinationLimits.PORTS_MAX; i++) {
            many.put("port" + i, 1 + i);
        }
        assertThatIllegalArgumentException().isThrownBy(() -> Member.incarnation(ServiceName.METADATA, "host", many));
    }

    @Test
    @DisplayName("C1.8 The wall clock jumps")
    void theWallClockJumps() {
        var clock = new ManualTimeSource();
        var group = new MemoryEnsemble(clock);
        try (MemoryCoordination one = group.connect()) {
            Member me = CoordinationContract.registered(one);
            LeaderRecord record = one.leadership(ElectorProcess.GROUP).claim(me);
            for (int hours : new int[] {-5, 7, 0}) {
                one.cutOff();
                clock.jumpTo(clock.now().plus(Duration.ofHours(hours)));
                assertThat(one.leadership(ElectorProcess.GROUP).isConfirmed(record))
                        .as("confirmed after a jump of %d hours", hours)
                        .isTrue();
                clock.advance(MemoryEnsemble.LEASE);
                clock.jumpTo(clock.now().minus(Duration.ofHours(9)));
                assertThat(one.leadership(ElectorProcess.GROUP).isConfirmed(record))
                        .as("confirmed beyond its lease")
                        .isFalse();
                one.resume();
                assertThat(one.leadership(ElectorProcess.GROUP).isConfirmed(record))
                        .isTrue();
            }
        }
    }

    @Test
    @DisplayName("C1.10 A thousand watch one leader")
    void aThousandWatchOneLeader() {
        int watchers = 1_000;
        ElectorProcess one = process(1);
        Await.until("one leads", one::leads);
        AtomicInteger told = new AtomicInteger();
        List<Coordination> all = new ArrayList<>();
        try {
            for (int i = 0; i < watchers; i++) {
                Coordination watcher = ensemble.connect();
                all.add(watcher);
                watcher.leadership(ElectorProcess.GROUP).watch(leader -> told.incrementAndGet());
            }
            int before = told.get();
            ElectorProcess two = process(2);
            one.elector.stepDown();
            Await.until("two leads", two::leads);
            Optional<LeaderRecord> expected = Optional.of(two.office());
            Await.until(
                    "all know",
                    () -> all.stream()
                            .allMatch(watcher -> watcher.leadership(ElectorProcess.GROUP)
                                    .current()
                                    .equals(expected)));
            // The vacancy and the new leader, each once.
            assertThat(told.get() - before).isLessThanOrEqualTo(2 * watchers);
        } finally {
            all.forEach(Coordination::close);
        }
    }
}
