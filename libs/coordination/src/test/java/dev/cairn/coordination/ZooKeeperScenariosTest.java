package dev.cairn.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.TimeSource;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.TcpLink;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Scenarios of docs/scenarios-cluster.md that need a real ensemble, and links to it that can be cut. */
@Timeout(value = 90, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ZooKeeperScenariosTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORTEST = CoordinationLimits.SESSION_TIMEOUT_MIN;
    private static final AtomicInteger CLUSTERS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static EmbeddedZooKeeper server;

    private final String root = "/scenario-" + CLUSTERS.incrementAndGet();

    @BeforeAll
    static void startServer() {
        server = EmbeddedZooKeeper.start(folder.resolve("server"), 0);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    private ZooKeeperCoordination connect(int port, String below, Duration sessionTimeout) {
        var settings =
                new ZooKeeperSettings("127.0.0.1:" + port, root + below, sessionTimeout, sessionTimeout.dividedBy(2));
        return ZooKeeperCoordination.connect(settings, TimeSource.system(), PATIENCE);
    }

    @Test
    @DisplayName("A1.6 How soon a lost leader is missed is as it was configured")
    void howSoonALostLeaderIsMissedIsAsConfigured() throws Exception {
        for (Duration wrong :
                List.of(Duration.ZERO, Duration.ofMillis(-1), Duration.ofMillis(1_000_000), SHORTEST.minusMillis(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ZooKeeperSettings("127.0.0.1:1", root, wrong, wrong.dividedBy(2)));
        }
        List<Future<?>> cases = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (Duration timeout : List.of(SHORTEST, Duration.ofSeconds(3))) {
                cases.add(threads.submit(() -> {
                    aLeaderThatIsCutOffIsReplacedWithin(timeout);
                    return true;
                }));
            }
        }
        for (Future<?> one : cases) {
            one.get();
        }
    }

    private void aLeaderThatIsCutOffIsReplacedWithin(Duration timeout) throws Exception {
        String below = "/timeout-" + timeout.toMillis();
        try (ServerSocket listening = new ServerSocket(0);
                TcpLink link = TcpLink.to(server.port());
                ZooKeeperCoordination first = connect(link.port(), below, timeout);
                ZooKeeperCoordination second = connect(server.port(), below, timeout)) {
            assertThat(first.zooKeeper().getSessionTimeout()).isEqualTo((int) timeout.toMillis());
            ElectorProcess one = ElectorProcess.start(first, listening.getLocalPort(), asked -> null);
            Await.until("one leads", one::leads);
            LeaderRecord old = one.office();
            Await.until("it is confirmed", () -> one.isConfirmed(old));
            // It stands, but its probes are about ports, and the leader's listens.
            ElectorProcess two = ElectorProcess.start(second, listening.getLocalPort() + 1, asked -> null);

            long start = System.nanoTime();
            link.cut();
            Await.until("two leads", timeout.plusSeconds(5), two::leads);

            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            assertThat(one.isConfirmed(old)).as("the old one is confirmed").isFalse();
            assertThat(waited).isBetween(timeout.minusSeconds(1), timeout.plusSeconds(5));
            link.heal();
            two.elector.close();
            one.elector.close();
        }
    }

    @Test
    @DisplayName("A1.10 A start is given up while it waits for the ensemble")
    void aStartIsGivenUpWhileItWaitsForTheEnsemble() throws Exception {
        try (TcpLink link = TcpLink.to(server.port())) {
            link.cut();
            AtomicBoolean isRefused = new AtomicBoolean();
            Thread starting = Thread.ofPlatform().start(() -> {
                try {
                    connect(link.port(), "/given-up", SHORTEST).close();
                } catch (CairnException interrupted) {
                    isRefused.set(Thread.currentThread().isInterrupted());
                }
            });
            Await.until("it waits", () -> starting.getState() == Thread.State.TIMED_WAITING);
            long start = System.nanoTime();
            starting.interrupt();
            assertThat(starting.join(Duration.ofSeconds(5))).as("it ends").isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
            assertThat(isRefused).isTrue();
            link.heal();
            try (ZooKeeperCoordination again = connect(link.port(), "/given-up", SHORTEST)) {
                assertThat(again.members(ServiceName.METADATA)).isEmpty();
            }
        }
    }

    @Test
    @DisplayName("B1.5 Fencing that is slow is no dead leader")
    void fencingThatIsSlowIsNoDeadLeader() {
        try (ZooKeeperCoordination first = connect(server.port(), "/slow", SHORTEST);
                ZooKeeperCoordination second = connect(server.port(), "/slow", SHORTEST)) {
            AtomicBoolean isFencing = new AtomicBoolean();
            AtomicBoolean isStillConfirmed = new AtomicBoolean();
            ElectorProcess one = ElectorProcess.slow(first, 1, () -> {
                isFencing.set(true);
                Leadership mine = first.leadership(ElectorProcess.GROUP);
                LeaderRecord record = mine.current().orElseThrow();
                long end = System.nanoTime() + SHORTEST.multipliedBy(2).toNanos();
                Await.until("twice the session timeout has passed", () -> System.nanoTime() - end > 0);
                isStillConfirmed.set(mine.isConfirmed(record));
            });
            Await.until("it fences", isFencing::get);
            ElectorProcess two = ElectorProcess.start(second, 2, asked -> null);

            Await.until("one leads", one::leads);
            assertThat(isStillConfirmed).isTrue();
            assertThat(one.log).containsExactly("elected 1");
            assertThat(two.log).isEmpty();
            two.elector.close();
            one.elector.close();
        }
    }

    @Test
    @DisplayName("B7.4 A stop in good order while the ensemble is gone")
    void aStopInGoodOrderWhileTheEnsembleIsGone() throws Exception {
        try (TcpLink link = TcpLink.to(server.port());
                ZooKeeperCoordination observer = connect(server.port(), "/stop", SHORTEST)) {
            ZooKeeperCoordination first = connect(link.port(), "/stop", SHORTEST);
            ElectorProcess one = ElectorProcess.start(first, 1, asked -> null);
            Await.until("one leads", one::leads);
            Await.until(
                    "it is seen", () -> observer.members(ServiceName.METADATA).contains(one.me));

            link.cut();
            Thread stopping = Thread.ofPlatform().start(() -> {
                one.elector.close();
                first.close();
            });
            assertThat(stopping.join(Duration.ofSeconds(15))).as("it ends").isTrue();

            assertThat(one.log).containsExactly("elected 1", "deposed 1");
            Await.until("others find out", () -> observer.isGone(one.me));
        }
    }
}
