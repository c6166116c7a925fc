package dev.cairn.coordination;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.TimeSource;
import dev.cairn.testkit.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Electors of several processes on one in-memory ensemble; whether a process is alive is played by a map. */
class LeaderElectorTest {

    private static final TimeSource CLOCK = TimeSource.system();

    private final MemoryEnsemble ensemble = new MemoryEnsemble(CLOCK);
    private final Map<Member, Presence> presences = new ConcurrentHashMap<>();
    private final List<Standby> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(process -> process.elector.close());
    }

    private Standby process(int port) {
        Standby process = new Standby(port, 0);
        processes.add(process);
        return process;
    }

    @Test
    void aLoneProcessLeadsAtOnce() {
        Standby one = process(1);

        Await.until("it leads", one::leads);

        assertThat(one.terms).containsExactly(new Epoch(1));
        assertThat(one.coordination.leadership("metadata/0").isConfirmed(one.office()))
                .isTrue();
    }

    @Test
    void aLivingLeaderStaysAndACloseHandsOver() {
        Standby one = process(1);
        Await.until("one leads", one::leads);
        Standby two = process(2);
        Await.until(
                "two knows",
                () -> two.coordination.leadership("metadata/0").current().isPresent());
        assertThat(two.leads()).isFalse();

        long start = CLOCK.nanoTime();
        one.elector.close();

        Await.until("two leads", two::leads);
        assertThat(Duration.ofNanos(CLOCK.nanoTime() - start)).isLessThan(CoordinationLimits.PROBE_PERIOD);
        assertThat(one.leads()).isFalse();
        assertThat(two.terms).containsExactly(new Epoch(2));
    }

    @Test
    void aLeaderWhosePortRefusesHereIsReplacedWithoutWaitingForItsSession() {
        Standby one = process(1);
        Await.until("one leads", one::leads);
        Standby two = process(2);

        one.coordination.cutOff();
        presences.put(one.me, Presence.REFUSED_HERE);

        Await.until("two leads", two::leads);
        assertThat(two.terms).containsExactly(new Epoch(2));
    }

    @Test
    void aLeaderThatRefusesFromElsewhereIsReplacedAfterItsLease() {
        Standby one = process(1);
        Await.until("one leads", one::leads);
        LeaderRecord old = one.office();
        Standby two = process(2);
        long start = CLOCK.nanoTime();

        one.coordination.cutOff();
        presences.put(one.me, Presence.REFUSED_ELSEWHERE);
        Await.until("two leads", two::leads);

        assertThat(one.coordination.leadership("metadata/0").isConfirmed(old)).isFalse();
        assertThat(Duration.ofNanos(CLOCK.nanoTime() - start)).isGreaterThanOrEqualTo(MemoryEnsemble.LEASE);
        assertThat(two.terms).containsExactly(new Epoch(3));
    }

    @Test
    void aWrongGuessDeposesTheLeaderAndNothingElse() {
        Standby one = process(1);
        Await.until("one leads", one::leads);
        presences.put(one.me, Presence.REFUSED_ELSEWHERE);
        Standby two = process(2);

        Await.until("one is deposed", () -> one.log.contains("deposed 1"));
        presences.put(one.me, Presence.LISTENS);
        Await.until("somebody leads", () -> one.leads() || two.leads());

        assertThat(one.leads() && two.leads()).isFalse();
    }

    @Test
    void aRestartedProcessSucceedsItselfAtOnce() {
        Standby one = process(1);
        Await.until("it leads", one::leads);
        one.coordination.cutOff();

        long start = CLOCK.nanoTime();
        Standby restarted = process(1);

        Await.until("it leads again", restarted::leads);
        assertThat(Duration.ofNanos(CLOCK.nanoTime() - start)).isLessThan(CoordinationLimits.PROBE_PERIOD);
        assertThat(restarted.terms).containsExactly(new Epoch(2));
    }

    @Test
    void anEndedSessionEndsTheTerm() {
        Standby one = process(1);
        Await.until("it leads", one::leads);

        one.coordination.expireSession();

        Await.until("it leads in a new term", () -> one.leads() && one.terms.size() == 2);
        assertThat(one.log).containsExactly("elected 1", "deposed 1", "elected 2");
    }

    @Test
    void whoStepsDownLetsOthersGoFirst() {
        Standby one = process(1);
        Await.until("one leads", one::leads);
        Standby two = process(2);

        one.elector.stepDown();

        Await.until("two leads", two::leads);
        assertThat(one.log).containsExactly("elected 1", "deposed 1");
    }

    @Test
    void whoCannotTakeOfficeResignsAndTriesAgain() {
        Standby one = new Standby(1, 1);
        processes.add(one);

        Await.until("it leads", one::leads);

        assertThat(one.terms).containsExactly(new Epoch(2));
        assertThat(one.log).startsWith("deposed 1");
    }

    @Test
    void aClosedPortOfThisHostIsKnownToBeRefused() throws IOException {
        Member member;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            member = Member.incarnation(ServiceName.METADATA, "127.0.0.1", Map.of("grpc", socket.getLocalPort()));
            assertThat(PortProbe.probe(member)).isEqualTo(Presence.LISTENS);
        }
        assertThat(PortProbe.probe(member)).isEqualTo(Presence.REFUSED_HERE);
        assertThat(PortProbe.probe(Member.incarnation(ServiceName.METADATA, "no-such-host.invalid", Map.of("a", 1))))
                .isEqualTo(Presence.UNKNOWN);
    }

    /** A process that is a candidate for one group and writes down what it is told. */
    private final class Standby implements Candidate {

        final MemoryCoordination coordination = ensemble.connect();
        final Member me;
        final List<String> log = new CopyOnWriteArrayList<>();
        final List<Epoch> terms = new CopyOnWriteArrayList<>();
        final LeaderElector elector;
        volatile Optional<LeaderRecord> office = Optional.empty();
        final AtomicInteger failuresLeft;

        Standby(int port, int failures) {
            failuresLeft = new AtomicInteger(failures);
            me = Member.incarnation(ServiceName.METADATA, "host", Map.of("grpc", port));
            coordination.register(me);
            elector = new LeaderElector(
                    coordination,
                    "metadata/0",
                    me,
                    this,
                    CLOCK,
                    asked -> presences.getOrDefault(asked, Presence.LISTENS));
            elector.start();
        }

        @Override
        public void elected(LeaderRecord record) {
            if (failuresLeft.getAndDecrement() > 0) {
                throw new IllegalStateException("cannot take office, as the test wants");
            }
            log.add("elected " + record.epoch());
            terms.add(record.epoch());
            office = Optional.of(record);
        }

        @Override
        public void deposed(LeaderRecord record) {
            log.add("deposed " + record.epoch());
            office = Optional.empty();
        }

        boolean leads() {
            return office.isPresent();
        }

        LeaderRecord office() {
            return office.orElseThrow();
        }
    }
}
