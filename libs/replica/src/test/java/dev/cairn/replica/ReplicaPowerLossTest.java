package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.btree.TreeSettings;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.FileLog;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients increment numbers of their own, and a common one, while disks fail and the machine loses power. The answer to a
 * client's n-th request is n if and only if each of its requests was done exactly once.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaPowerLossTest {

    private static final int CLIENTS = 5;
    private static final int COMMON = 200;
    private static final int ROUNDS = 300;

    private final Random random = new Random(Seeds.next());
    private final SimulatedDisk treeDisk = new SimulatedDisk();
    private final SimulatedDisk logDisk = new SimulatedDisk();
    private final List<Client> clients = new ArrayList<>();
    private long epoch;

    /** One request at a time; one that was not answered is asked again, by the same id, in the next term. */
    private static final class Client {

        private final int name;
        private final UUID session;
        private volatile long answered;

        Client(int name, UUID session) {
            this.name = name;
            this.session = session;
        }

        /** Asks until the replica fails. */
        void run(Replica replica) {
            try {
                while (true) {
                    long number = answered + 1;
                    long answer = replica.submit(new RequestId(session, 0, number), Numbers.CODEC, this::increment)
                            .join();
                    assertThat(answer).as("client %d, request %d", name, number).isEqualTo(number);
                    answered = number;
                }
            } catch (CompletionException e) {
                assertThat(e.getCause())
                        .isInstanceOfSatisfying(
                                CairnException.class,
                                failure ->
                                        assertThat(failure.code()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.NOT_LEADER));
            }
        }

        private long increment(Transaction transaction, CommandContext context) {
            transaction.add(Numbers.key(COMMON), 1);
            return Numbers.increment(name).decide(transaction, context);
        }
    }

    @Test
    @DisplayName("B7.2 Stopped by force with unsaved changes")
    void nothingIsLostAndNothingIsDoneTwice() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(i, new UUID(random.nextLong(), i)));
        }
        for (int round = 0; round < ROUNDS; round++) {
            try (FileLog log = FileLog.on(logDisk, 10_000)) {
                for (int term = random.nextInt(2); term >= 0; term--) {
                    runTerm(log);
                }
            }
        }
        assertThat(clients.stream().mapToLong(client -> client.answered).sum()).isGreaterThan(10L * ROUNDS);
    }

    private void runTerm(FileLog log) throws IOException, InterruptedException {
        var settings = new ReplicaSettings("crash", new TreeSettings(512, 1 << 16), 3_000 + random.nextInt(10_000));
        try (Replica replica = new Replica(settings, treeDisk, log, ReplicaListener.none(), TimeSource.system())) {
            replica.lead(new Epoch(++epoch), () -> true);
            verify(replica);
            List<Throwable> faults = new ArrayList<>();
            List<Thread> threads = clients.stream()
                    .map(client -> Thread.ofPlatform()
                            .uncaughtExceptionHandler((thread, fault) -> {
                                synchronized (faults) {
                                    faults.add(fault);
                                }
                            })
                            .start(() -> client.run(replica)))
                    .toList();
            long enough = replica.status().durable().index() + random.nextInt(60);
            Await.until("some work", () -> replica.status().durable().index() >= enough || replica.hasFailed());
            endTerm(replica);
            for (Thread thread : threads) {
                thread.join();
            }
            synchronized (faults) {
                assertThat(faults).isEmpty();
            }
        } finally {
            treeDisk.heal();
            logDisk.heal();
        }
    }

    private void endTerm(Replica replica) {
        switch (random.nextInt(5)) {
            case 0 -> replica.follow();
            case 1 -> {
                logDisk.failFrom(1 + random.nextInt(5));
                Await.until("the log has failed", replica::hasFailed);
            }
            case 2 -> {
                // It may hit a trim, which a replica survives.
                logDisk.failOnce(1 + random.nextInt(5));
                long enough = replica.status().durable().index() + 10;
                Await.until(
                        "the log has failed or goes on",
                        () -> replica.hasFailed() || replica.status().durable().index() >= enough);
                replica.follow();
            }
            case 3 -> {
                treeDisk.failFrom(1 + random.nextInt(20));
                crash(replica);
            }
            default -> crash(replica);
        }
    }

    private void crash(Replica replica) {
        logDisk.crash(random);
        treeDisk.crash(random);
        Await.until("the replica has noticed", replica::hasFailed);
    }

    private void verify(Replica replica) {
        long sum = 0;
        for (Client client : clients) {
            long done = replica.read(tree -> Numbers.read(tree, client.name));
            assertThat(done).isBetween(client.answered, client.answered + 1);
            assertThat(replica.answered(new RequestId(client.session, 0, client.answered + 1), Numbers.CODEC))
                    .isEqualTo(done > client.answered ? Optional.of(done) : Optional.empty());
            sum += done;
        }
        assertThat(replica.<Long>read(tree -> Numbers.read(tree, COMMON))).isEqualTo(sum);
    }
}
