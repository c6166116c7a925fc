package dev.cairn.coordination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.TimeSource;
import dev.cairn.testkit.Await;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.ZooKeeper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ZooKeeperCoordinationTest extends CoordinationContract {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SESSION_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofMillis(400);
    private static final AtomicInteger CLUSTERS = new AtomicInteger();

    @TempDir
    static Path folder;

    private static EmbeddedZooKeeper server;

    private final String root = "/cluster-" + CLUSTERS.incrementAndGet();

    @BeforeAll
    static void startServer() {
        server = EmbeddedZooKeeper.start(folder.resolve("shared"), 0);
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Override
    ZooKeeperCoordination connect() {
        return connect(server);
    }

    private ZooKeeperCoordination connect(EmbeddedZooKeeper to) {
        return ZooKeeperCoordination.connect(
                new ZooKeeperSettings(to.connectString(), root, SESSION_TIMEOUT, LEASE), TimeSource.system(), PATIENCE);
    }

    @Test
    void aTermStaysConfirmedBeyondItsFirstLease() {
        Coordination one = process();
        LeaderRecord record = one.leadership("metadata/0").claim(registered(one));
        long end = System.nanoTime() + LEASE.multipliedBy(3).toNanos();

        Await.until("three leases have passed", () -> System.nanoTime() - end > 0);

        Await.until("confirmed", () -> one.leadership("metadata/0").isConfirmed(record));
        assertThat(one.leadership("metadata/0").current()).contains(record);
    }

    @Test
    @DisplayName("C1.5 The ensemble is down")
    void withoutTheEnsembleATermIsNotConfirmedUntilItIsBack() {
        EmbeddedZooKeeper own = EmbeddedZooKeeper.start(folder.resolve("stopped"), 0);
        int port = own.port();
        try (ZooKeeperCoordination one = connect(own)) {
            Member me = registered(one);
            Leadership group = one.leadership("metadata/0");
            LeaderRecord record = group.claim(me);

            own.close();
            long stopped = System.nanoTime();
            Await.until("not confirmed any more", () -> !group.isConfirmed(record));
            assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isLessThan(LEASE.plus(LEASE));

            own = EmbeddedZooKeeper.start(folder.resolve("stopped"), port);
            Await.until("claimed again", () -> reclaim(one, group, me));
            assertThat(group.epoch()).isGreaterThanOrEqualTo(record.epoch());
        } finally {
            own.close();
        }
    }

    /** Whether the session survived depends on how long the server was away; both ways lead back to office. */
    private static boolean reclaim(Coordination one, Leadership group, Member me) {
        Optional<LeaderRecord> current = group.current();
        if (current.isPresent() && group.isConfirmed(current.get())) {
            return true;
        }
        try {
            return !one.isGone(me) && group.isConfirmed(group.claim(me));
        } catch (CairnException notYet) {
            return false;
        }
    }

    @Test
    void anEndedSessionVoidsClaimsAndBringsRegistrationsBack() throws Exception {
        ZooKeeperCoordination one = connect();
        Coordination two = process();
        try (one) {
            Member me = registered(one);
            Leadership group = one.leadership("metadata/0");
            LeaderRecord record = group.claim(me);
            AtomicInteger ended = new AtomicInteger();
            one.onSessionEnd(ended::incrementAndGet);

            endSessionOf(one);

            Await.until("told", () -> ended.get() > 0);
            assertThat(group.isConfirmed(record)).isFalse();
            Await.until("back", () -> two.members(ServiceName.METADATA).equals(List.of(me)) && !two.isGone(me));
            assertThat(group.isConfirmed(record)).isFalse();
            Await.until("claimed again", () -> reclaim(one, group, me));
            assertThat(group.epoch()).isEqualTo(new Epoch(2));
        }
    }

    /** Opens the same session a second time and closes it, which ends it for the first owner too. */
    private static void endSessionOf(ZooKeeperCoordination process) throws Exception {
        ZooKeeper owner = process.zooKeeper();
        ZooKeeper twin = new ZooKeeper(
                server.connectString(),
                (int) SESSION_TIMEOUT.toMillis(),
                (WatchedEvent _) -> {},
                owner.getSessionId(),
                owner.getSessionPasswd());
        Await.until("joined", () -> twin.getState().isConnected());
        twin.close();
    }

    @Test
    void nobodyConnectsToNothing() {
        EmbeddedZooKeeper gone = EmbeddedZooKeeper.start(folder.resolve("gone"), 0);
        gone.close();

        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> ZooKeeperCoordination.connect(
                        new ZooKeeperSettings("127.0.0.1:1", root, SESSION_TIMEOUT, LEASE),
                        TimeSource.system(),
                        Duration.ofMillis(300)));
        assertThat(gone.isRunning()).isFalse();
    }

    @Test
    void aRestartedServerRemembersEpochs() throws IOException {
        Path data = folder.resolve("restarted");
        LeaderRecord record;
        try (EmbeddedZooKeeper first = EmbeddedZooKeeper.start(data, 0);
                ZooKeeperCoordination one = connect(first)) {
            record = one.leadership("metadata/0").claim(registered(one));
        }
        try (EmbeddedZooKeeper second = EmbeddedZooKeeper.start(data, 0);
                ZooKeeperCoordination one = connect(second)) {
            assertThat(one.leadership("metadata/0").current()).contains(record);
        }
    }

    @Test
    void theServerLeavesTheHandlerOfUncaughtExceptionsAlone() {
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        try (EmbeddedZooKeeper started = EmbeddedZooKeeper.start(folder.resolve("handler"), 0)) {
            assertThat(started.isRunning()).isTrue();
            assertThat(Thread.getDefaultUncaughtExceptionHandler()).isSameAs(before);
        }
    }
}
