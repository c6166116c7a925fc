package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.btree.TreeSettings;
import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.FileLog;
import dev.cairn.testkit.Seeds;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Nothing answered is lost and nothing is done twice, whatever fails and whenever the machine goes down.
 *
 * <p>Clients count: each command adds one to a counter and answers the new value. A client that got no answer asks again with
 * the same request after the restart, so in the end each counter must equal the number of requests made.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaCrashTest {

    private static final int CLIENTS = 12;
    private static final int ROUNDS = 40;
    private static final long LOG_SEGMENT_BYTES = 32 << 10;
    private static final ResponseCodec<Long> NUMBER = new ResponseCodec<>() {
        @Override
        public byte[] encode(Long response) {
            return new ByteWriter().int64(response).toByteArray();
        }

        @Override
        public Long decode(byte[] bytes) {
            return new ByteReader(bytes).int64();
        }
    };

    private final Random random = new Random(Seeds.next());
    private final SimulatedDisk logDisk = new SimulatedDisk();
    private final SimulatedDisk treeDisk = new SimulatedDisk();
    private final UUID session = UUID.randomUUID();
    private final List<Client> clients = new ArrayList<>();

    private long epoch;

    /** One slot: at most one request at a time, whose answer is awaited or asked for again. */
    private final class Client {
        final int slot;
        long made = 1;
        CompletableFuture<Long> pending = CompletableFuture.completedFuture(0L);

        Client(int slot) {
            this.slot = slot;
        }

        byte[] key() {
            return new byte[] {0x20, (byte) slot};
        }

        void ask(Replica replica) {
            pending = replica.submit(new RequestId(session, slot, made), NUMBER, (transaction, context) -> {
                byte[] before = transaction.get(key());
                long next = (before == null ? 0 : new ByteReader(before).int64()) + 1;
                transaction.put(key(), new ByteWriter().int64(next).toByteArray());
                transaction.put(new byte[] {0x21, (byte) slot, (byte) next}, new byte[random.nextInt(400)]);
                transaction.add(new byte[] {0x30}, 1);
                return next;
            });
        }

        /** The answer, or an error that says that nobody knows. */
        boolean settle() {
            try {
                assertThat(pending.join()).as("answer to client %d", slot).isEqualTo(made);
                return true;
            } catch (CompletionException unanswered) {
                assertThat(unanswered.getCause()).isInstanceOf(CairnException.class);
                return false;
            }
        }
    }

    @Test
    void everyRequestIsDoneExactlyOnceAcrossCrashes() throws IOException {
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(new Client(i));
        }
        for (int round = 0; round < ROUNDS; round++) {
            try (FileLog log = FileLog.on(logDisk, LOG_SEGMENT_BYTES);
                    Replica replica = open(log)) {
                replica.lead(new Epoch(++epoch), () -> true);
                for (Client client : clients) {
                    client.ask(replica);
                }
                assertThat(clients).allMatch(Client::settle);
                assertCountersEqualRequests(replica);
                failSomewhere();
                runUntilAllFail(replica);
                logDisk.failFrom(1);
                treeDisk.failFrom(1);
            }
            logDisk.heal();
            treeDisk.heal();
            logDisk.crash(random);
            treeDisk.crash(random);
        }
    }

    private Replica open(FileLog log) {
        var settings = new ReplicaSettings("test", new TreeSettings(512, 8 << 10), 8 << 10);
        return new Replica(settings, treeDisk, log, ReplicaListener.none(), TimeSource.system());
    }

    private void failSomewhere() {
        if (random.nextBoolean()) {
            logDisk.failFrom(1 + random.nextInt(60));
        } else {
            treeDisk.failFrom(1 + random.nextInt(60));
        }
    }

    /** Each client asks on until it gets no answer, or for a while. */
    private void runUntilAllFail(Replica replica) {
        for (int step = 0; step < 30; step++) {
            boolean anyAnswered = false;
            List<Client> asked = new ArrayList<>();
            for (Client client : clients) {
                if (client.settle()) {
                    client.made++;
                    client.ask(replica);
                    asked.add(client);
                }
            }
            for (Client client : asked) {
                anyAnswered |= client.settle();
            }
            if (!anyAnswered) {
                return;
            }
        }
    }

    private void assertCountersEqualRequests(Replica replica) {
        long sum = 0;
        for (Client client : clients) {
            byte[] value = replica.read(tree -> tree.get(client.key()));
            assertThat(value).isNotNull();
            assertThat(new ByteReader(value).int64())
                    .as("counter %d", client.slot)
                    .isEqualTo(client.made);
            sum += client.made;
        }
        byte[] total = replica.read(tree -> tree.get(new byte[] {0x30}));
        assertThat(total == null ? 0 : new ByteReader(total).int64()).isEqualTo(sum);
    }

    @Test
    void aLeaderWhoseTermIsNotConfirmedAnswersNothing() throws IOException {
        try (FileLog log = FileLog.on(logDisk, LOG_SEGMENT_BYTES);
                Replica replica = open(log)) {
            boolean[] confirmed = {true};
            replica.lead(new Epoch(1), () -> confirmed[0]);
            assertThat(replica.submit((transaction, context) -> 7).join()).isEqualTo(7);
            confirmed[0] = false;
            assertThatThrownBy(() -> replica.read(tree -> 1))
                    .isInstanceOfSatisfying(
                            CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_LEADER));
            assertThat(replica.submit((transaction, context) -> 7)).isCompletedExceptionally();
        }
    }

    @Test
    void aRefusedCommandChangesNothingAndAnOldRequestIsRefused() throws IOException {
        try (FileLog log = FileLog.on(logDisk, LOG_SEGMENT_BYTES);
                Replica replica = open(log)) {
            replica.lead(new Epoch(1), () -> true);
            byte[] key = {0x20};
            assertThat(replica.<Integer>submit((transaction, context) -> {
                        transaction.put(key, new byte[1]);
                        throw new CairnException(ErrorCode.EPERM, "no");
                    }))
                    .failsWithin(Duration.ofSeconds(10));
            boolean isAbsent = replica.read(tree -> tree.get(key) == null);
            assertThat(isAbsent).isTrue();

            Command<Long> one = (transaction, context) -> 1L;
            assertThat(replica.submit(new RequestId(session, 0, 5), NUMBER, one).join())
                    .isEqualTo(1L);
            assertThat(replica.submit(new RequestId(session, 0, 4), NUMBER, one))
                    .failsWithin(Duration.ofSeconds(10))
                    .withThrowableThat()
                    .havingCause()
                    .withMessageContaining("older");
        }
    }
}
