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
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Electors of several processes on one in-memory ensemble; whether a process is alive is played by a map. */
class LeaderElectorTest {

    private static final TimeSource CLOCK = TimeSource.system();

    private final MemoryEnsemble ensemble = new MemoryEnsemble(CLOCK);
    private final Map<Member, Presence> presences = new ConcurrentHashMap<>();
    private final List<ElectorProcess> processes = new ArrayList<>();

    @AfterEach
    void stop() {
        processes.forEach(process -> process.elector.close());
    }

    private ElectorProcess process(int port) {
        ElectorProcess process = ElectorProcess.start(ensemble.connect(), port, presences::get);
        processes.add(process);
        return process;
    }

    private static void cutOff(ElectorProcess process) {
        ((MemoryCoordination) process.coordination).cutOff();
    }

    @Test
    void aLoneProcessLeadsAtOnce() {
        ElectorProcess one = process(1);

        Await.until("it leads", one::leads);

        assertThat(one.terms).containsExactly(new Epoch(1));
        assertThat(one.coordination.leadership("metadata/0").isConfirmed(one.office()))
                .isTrue();
    }

    @Test
    void aLivingLeaderStaysAndACloseHandsOver() {
        ElectorProcess one = process(1);
        Await.until("one leads", one::leads);
        ElectorProcess two = process(2);
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
        ElectorProcess one = process(1);
        Await.until("one leads", one::leads);
        ElectorProcess two = process(2);

        cutOff(one);
        presences.put(one.me, Presence.REFUSED_HERE);

        Await.until("two leads", two::leads);
        assertThat(two.terms).containsExactly(new Epoch(2));
    }

    @Test
    void aLeaderThatRefusesFromElsewhereIsReplacedAfterItsLease() {
        ElectorProcess one = process(1);
        Await.until("one leads", one::leads);
        LeaderRecord old = one.office();
        ElectorProcess two = process(2);
        long start = CLOCK.nanoTime();

        cutOff(one);
        presences.put(one.me, Presence.REFUSED_ELSEWHERE);
        Await.until("two leads", two::leads);

        assertThat(one.coordination.leadership("metadata/0").isConfirmed(old)).isFalse();
        assertThat(Duration.ofNanos(CLOCK.nanoTime() - start)).isGreaterThanOrEqualTo(MemoryEnsemble.LEASE);
        assertThat(two.terms).containsExactly(new Epoch(3));
    }

    @Test
    void aWrongGuessDeposesTheLeaderAndNothingElse() {
        ElectorProcess one = process(1);
        Await.until("one leads", one::leads);
        presences.put(one.me, Presence.REFUSED_ELSEWHERE);
        ElectorProcess two = process(2);

        Await.until("one is deposed", () -> one.log.contains("deposed 1"));
        presences.put(one.me, Presence.LISTENS);
        Await.until("somebody leads", () -> one.leads() || two.leads());

        assertThat(one.leads() && two.leads()).isFalse();
    }

    @Test
    @DisplayName("C1.9 The same address, a new incarnation")
    void aRestartedProcessSucceedsItselfAtOnce() {
        ElectorProcess one = process(1);
        Await.until("it leads", one::leads);
        cutOff(one);

        long start = CLOCK.nanoTime();
        ElectorProcess restarted = process(1);

        Await.until("it leads again", restarted::leads);
        assertThat(Duration.ofNanos(CLOCK.nanoTime() - start)).isLessThan(CoordinationLimits.PROBE_PERIOD);
        assertThat(restarted.terms).containsExactly(new Epoch(2));
    }

    @Test
    void anEndedSessionEndsTheTerm() {
        ElectorProcess one = process(1);
        Await.until("it leads", one::leads);

        ((MemoryCoordination) one.coordination).expireSession();

        Await.until("it leads in a new term", () -> one.leads() && one.terms.size() == 2);
        assertThat(one.log).containsExactly("elected 1", "deposed 1", "elected 2");
    }

    @Test
    void whoStepsDownLetsOthersGoFirst() {
        ElectorProcess one = process(1);
        Await.until("one leads", one::leads);
        ElectorProcess two = process(2);

        one.elector.stepDown();

        Await.until("two leads", two::leads);
        assertThat(one.log).containsExactly("elected 1", "deposed 1");
    }

    @Test
    @DisplayName("B1.6 Who cannot take office resigns and tries again")
    void whoCannotTakeOfficeResignsAndTriesAgain() {
        ElectorProcess one = ElectorProcess.failing(ensemble.connect(), 1, presences::get);
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
}
