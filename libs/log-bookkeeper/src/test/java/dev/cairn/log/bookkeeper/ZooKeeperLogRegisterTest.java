package dev.cairn.log.bookkeeper;

import static dev.cairn.log.bookkeeper.BookKeeperLedgersTest.isError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.coordination.EmbeddedZooKeeper;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.log.ledger.LogRecord;
import dev.cairn.log.ledger.LogRecord.Ledger;
import dev.cairn.log.ledger.LogRegister;
import dev.cairn.log.ledger.LogRegister.Stored;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.curator.framework.CuratorFramework;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compare-and-set on a node, and what is told when ZooKeeper does not answer. */
@Timeout(60)
class ZooKeeperLogRegisterTest {

    private static EmbeddedZooKeeper zooKeeper;
    private static CuratorFramework client;
    private static CuratorFramework otherClient;

    @BeforeAll
    static void start(@TempDir Path folder) {
        zooKeeper = EmbeddedZooKeeper.start(folder, 0);
        client = BookieCluster.curator(zooKeeper.connectString());
        otherClient = BookieCluster.curator(zooKeeper.connectString());
    }

    @AfterAll
    static void stop() {
        otherClient.close();
        client.close();
        zooKeeper.close();
    }

    @Test
    void nothingWasStoredAtFirst() {
        Stored stored = new ZooKeeperLogRegister(client, "/logs/nothing").read();
        assertThat(stored.record()).isEqualTo(LogRecord.EMPTY);
    }

    @Test
    void aChangeOfThePresentRecordIsStored() {
        LogRegister register = new ZooKeeperLogRegister(client, "/logs/of/a/deep/path");
        Stored first = register.replace(register.read().version(), record(1)).orElseThrow();
        assertThat(register.read()).isEqualTo(first);
        Stored second = register.replace(first.version(), record(2)).orElseThrow();
        assertThat(second.record()).isEqualTo(record(2));
        assertThat(new ZooKeeperLogRegister(otherClient, "/logs/of/a/deep/path").read())
                .isEqualTo(second);
    }

    @Test
    void aChangeOfAnEarlierRecordIsNot() {
        LogRegister register = new ZooKeeperLogRegister(client, "/logs/earlier");
        Stored none = register.read();
        Stored first = register.replace(none.version(), record(1)).orElseThrow();
        assertThat(register.replace(none.version(), record(2))).isEmpty();
        Stored second = register.replace(first.version(), record(2)).orElseThrow();
        assertThat(register.replace(first.version(), record(3))).isEmpty();
        assertThat(register.replace(second.version() + 1, record(3))).isEmpty();
        assertThat(register.read()).isEqualTo(second);
    }

    @Test
    void ofTwoThatRaceOneWins() throws Exception {
        List<LogRegister> both = List.of(
                new ZooKeeperLogRegister(client, "/logs/race"), new ZooKeeperLogRegister(otherClient, "/logs/race"));
        try (var threads = Executors.newFixedThreadPool(both.size())) {
            for (long round = 1; round <= 50; round++) {
                long version = both.getFirst().read().version();
                var barrier = new CyclicBarrier(both.size());
                List<Future<Optional<Stored>>> racing = new ArrayList<>();
                for (int i = 0; i < both.size(); i++) {
                    LogRegister register = both.get(i);
                    LogRecord mine = record(10 * round + i);
                    racing.add(threads.submit(() -> {
                        barrier.await();
                        return register.replace(version, mine);
                    }));
                }
                List<Stored> won = new ArrayList<>();
                for (Future<Optional<Stored>> one : racing) {
                    one.get().ifPresent(won::add);
                }
                assertThat(won).containsExactly(both.getLast().read());
            }
        }
    }

    @Test
    void aRecordHasALimit() {
        var replicas = new TreeMap<String, Position>();
        for (int i = 0; i < 10_000; i++) {
            replicas.put("a replica with a name of some length, " + i, Position.START);
        }
        var large = new LogRecord(new Epoch(1), Position.START, List.of(), List.of(), replicas);
        LogRegister register = new ZooKeeperLogRegister(client, "/logs/large");
        assertThatThrownBy(() -> register.replace(register.read().version(), large))
                .satisfies(isError(ErrorCode.E2BIG));
    }

    @Test
    void withoutZooKeeperItIsUnavailable(@TempDir Path folder) {
        EmbeddedZooKeeper mortal = EmbeddedZooKeeper.start(folder, 0);
        try (CuratorFramework lost = BookieCluster.curator(mortal.connectString(), 200)) {
            LogRegister register = new ZooKeeperLogRegister(lost, "/logs/lost");
            Stored first =
                    register.replace(register.read().version(), record(1)).orElseThrow();
            mortal.close();
            assertThatThrownBy(() -> register.replace(first.version(), record(2)))
                    .satisfies(isError(ErrorCode.UNAVAILABLE));
        }
    }

    @Test
    void aChangeThatWasStoredWithoutAnAnswerIsStored(@TempDir Path folder) throws Exception {
        try (var proxy = new DeafProxy(zooKeeper.port());
                CuratorFramework behind = BookieCluster.curator(proxy.connectString())) {
            LogRegister register = new ZooKeeperLogRegister(behind, "/logs/unanswered");
            Stored first =
                    register.replace(register.read().version(), record(1)).orElseThrow();
            proxy.loseNextAnswer();
            Stored second = register.replace(first.version(), record(2)).orElseThrow();
            assertThat(proxy.hasLostAnswer()).isTrue();
            assertThat(new ZooKeeperLogRegister(client, "/logs/unanswered").read())
                    .isEqualTo(second);
        }
    }

    private static LogRecord record(long ledger) {
        return new LogRecord(
                new Epoch(ledger),
                Position.START,
                List.of(new Ledger(ledger, new Epoch(ledger), 1)),
                List.of(),
                Collections.emptySortedMap());
    }
}
