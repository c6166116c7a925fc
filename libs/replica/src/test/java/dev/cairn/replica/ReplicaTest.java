package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.btree.TreeSettings;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.RequestId;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.ManualTimeSource;
import dev.cairn.testkit.SimulatedDisk;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Commands are decided in order, answered when durable, done once; reads show what is durable, while leading. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ReplicaTest {

    private static final UUID SESSION = new UUID(1, 2);

    private final HeldLog log = new HeldLog();
    private final SimulatedDisk disk = new SimulatedDisk();
    private final AtomicBoolean isConfirmed = new AtomicBoolean(true);
    private final List<Epoch> led = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    private final ReplicaListener listener = new ReplicaListener() {
        @Override
        public void leading(Epoch epoch, TreeView state) {
            if (Numbers.read(state, 99) > 0) {
                throw new CairnException(ErrorCode.EINVAL, "this state is not liked");
            }
            led.add(epoch);
        }

        @Override
        public void failed(Epoch epoch, Throwable why) {
            failures.add(why);
        }
    };

    private final Replica replica = new Replica(
            new ReplicaSettings("test", new TreeSettings(512, 1 << 20), 1 << 20),
            disk,
            log,
            listener,
            new ManualTimeSource());

    private long epoch;

    @AfterEach
    void close() {
        replica.close();
    }

    private void lead() throws IOException {
        replica.lead(new Epoch(++epoch), isConfirmed::get);
    }

    private static RequestId request(int slot, long number) {
        return new RequestId(SESSION, slot, number);
    }

    private long once(int slot, long number) {
        return replica.submit(request(slot, number), Numbers.CODEC, Numbers.increment(1))
                .join();
    }

    private long value(int name) {
        return replica.read(tree -> Numbers.read(tree, name));
    }

    private static Consumer<Throwable> isError(ErrorCode code) {
        return failure -> {
            Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
            assertThat(cause)
                    .isInstanceOfSatisfying(
                            CairnException.class, e -> assertThat(e.code()).isEqualTo(code));
        };
    }

    @Test
    void anAnsweredCommandIsVisible() throws IOException {
        lead();
        for (long i = 1; i <= 100; i++) {
            assertThat(replica.submit(Numbers.increment(1)).join()).isEqualTo(i);
            assertThat(value(1)).isEqualTo(i);
        }
        assertThat(led).containsExactly(new Epoch(1));
        assertThat(replica.status().durable()).isEqualTo(new Position(new Epoch(1), 100));
    }

    @Test
    @DisplayName("B3.9 Nothing that is not durable leaks")
    void nothingIsAnsweredOrVisibleBeforeItIsDurable() throws IOException {
        lead();
        log.hold();
        CompletableFuture<Long> first = replica.submit(Numbers.increment(1));
        Await.until("the first batch is in the log", () -> log.heldCount() == 1);
        CompletableFuture<Long> second = replica.submit(Numbers.increment(1));
        Await.until("the second batch is in the log", () -> log.heldCount() == 2);
        CompletableFuture<Long> look = replica.submit(Numbers.look(1));
        CompletableFuture<Long> refused = replica.submit((transaction, context) -> {
            throw new CairnException(ErrorCode.ENOENT, "saw " + Numbers.read(transaction, 1));
        });
        Await.until("all are decided", () -> replica.status().queued() == 0);
        assertThat(List.of(first, second, look, refused)).noneMatch(CompletableFuture::isDone);
        assertThat(value(1)).isZero();
        log.release();
        assertThat(first.join()).isEqualTo(1);
        assertThat(second.join()).isEqualTo(2);
        assertThat(look.join()).isEqualTo(2);
        assertThatThrownBy(refused::join).satisfies(isError(ErrorCode.ENOENT)).hasMessageContaining("saw 2");
        assertThat(value(1)).isEqualTo(2);
    }

    @Test
    @DisplayName("B3.8 A commit that is sent twice is done once")
    void aRepeatIsAnsweredAndNotDoneAgain() throws IOException {
        lead();
        assertThat(once(0, 1)).isEqualTo(1);
        assertThat(once(0, 1)).isEqualTo(1);
        assertThat(once(1, 1)).isEqualTo(2);
        assertThat(once(0, 2)).isEqualTo(3);
        lead();
        assertThat(once(0, 2)).isEqualTo(3);
        assertThat(once(1, 1)).isEqualTo(2);
        assertThat(replica.answered(request(0, 2), Numbers.CODEC)).hasValue(3L);
        assertThat(replica.answered(request(0, 3), Numbers.CODEC)).isEmpty();
        assertThatThrownBy(() -> once(0, 1)).satisfies(isError(ErrorCode.ESTALE));
        assertThat(value(1)).isEqualTo(3);
    }

    @Test
    void aRepeatOfARequestThatIsStillUnderWayIsNotDoneAgain() throws IOException {
        lead();
        log.hold();
        CompletableFuture<Long> first = replica.submit(request(0, 1), Numbers.CODEC, Numbers.increment(1));
        CompletableFuture<Long> repeat = replica.submit(request(0, 1), Numbers.CODEC, Numbers.increment(1));
        Await.until("both are decided", () -> replica.status().queued() == 0 && log.heldCount() > 0);
        assertThat(repeat).isNotDone();
        log.release();
        assertThat(first.join()).isEqualTo(1);
        assertThat(repeat.join()).isEqualTo(1);
        assertThat(value(1)).isEqualTo(1);
    }

    @Test
    void aRefusalChangesNothingAndIsNotKept() throws IOException {
        lead();
        Command<Long> refusing = (transaction, context) -> {
            transaction.put(Numbers.key(1), Numbers.bytes(77));
            throw new CairnException(ErrorCode.EEXIST, "no");
        };
        assertThatThrownBy(() ->
                        replica.submit(request(0, 1), Numbers.CODEC, refusing).join())
                .satisfies(isError(ErrorCode.EEXIST));
        assertThat(value(1)).isZero();
        assertThat(once(0, 1)).isEqualTo(1);
    }

    @Test
    void aBrokenCommandHurtsItsCallerOnly() throws IOException {
        lead();
        CompletableFuture<Long> broken = replica.submit((transaction, context) -> {
            transaction.put(Numbers.key(1), Numbers.bytes(77));
            throw new IllegalStateException("a fault");
        });
        assertThatThrownBy(broken::join).hasMessageContaining("a fault");
        assertThatThrownBy(replica.submit(Numbers.fill(1, 70_000))::join).hasMessageContaining("70000");
        assertThat(once(0, 1)).isEqualTo(1);
        assertThat(failures).isEmpty();
    }

    @Test
    void aCommandThatIsTooLargeIsRefused() throws IOException {
        lead();
        CompletableFuture<Boolean> huge = replica.submit((transaction, context) -> {
            for (int i = 0; i < 5; i++) {
                transaction.put(Numbers.key(10 + i), new byte[60_000]);
            }
            return true;
        });
        assertThatThrownBy(huge::join).satisfies(isError(ErrorCode.E2BIG));
        ResponseCodec<Long> verbose = new ResponseCodec<>() {
            @Override
            public byte[] encode(Long response) {
                return new byte[ReplicaLimits.RESPONSE_BYTES_MAX + 1];
            }

            @Override
            public Long decode(byte[] bytes) {
                return 0L;
            }
        };
        assertThatThrownBy(() -> replica.submit(request(0, 1), verbose, Numbers.increment(1))
                        .join())
                .hasMessageContaining("cannot be kept");
        assertThat(value(1)).isZero();
    }

    @Test
    void commandsThatDoNotFitIntoOneEntryGoIntoSeveral() throws IOException {
        lead();
        CountDownLatch start = new CountDownLatch(1);
        var _ = replica.submit((transaction, context) -> awaitUninterruptibly(start));
        List<CompletableFuture<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(replica.submit(Numbers.fill(10 + i, 60_000)));
        }
        start.countDown();
        answers.forEach(CompletableFuture::join);
        assertThat(replica.status().durable().index()).isBetween(10L, 41L);
        lead();
        assertThat(replica.<Integer>read(tree -> Objects.requireNonNull(tree.get(Numbers.key(49))).length))
                .isEqualTo(60_000);
    }

    private static boolean awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Test
    void aFullQueueRefuses() throws IOException {
        lead();
        CountDownLatch start = new CountDownLatch(1);
        CompletableFuture<Boolean> blocking = replica.submit((transaction, context) -> awaitUninterruptibly(start));
        Await.until("the thread is busy", () -> replica.status().queued() == 0);
        List<CompletableFuture<Long>> waiting = new ArrayList<>();
        for (int i = 0; i < ReplicaLimits.QUEUE_COMMANDS_MAX; i++) {
            waiting.add(replica.submit(Numbers.increment(1)));
        }
        assertThatThrownBy(replica.submit(Numbers.increment(1))::join).satisfies(isError(ErrorCode.OVERLOADED));
        start.countDown();
        blocking.join();
        waiting.forEach(CompletableFuture::join);
        assertThat(value(1)).isEqualTo(ReplicaLimits.QUEUE_COMMANDS_MAX);
    }

    @Test
    void aFailedLogEndsTheTermAndTheNextStartsFromWhatIsDurable() throws IOException {
        lead();
        once(0, 1);
        log.hold();
        CompletableFuture<Long> underWay = replica.submit(request(0, 2), Numbers.CODEC, Numbers.increment(1));
        Await.until("the batch is in the log", () -> log.heldCount() == 1);
        CompletableFuture<Long> behind = replica.submit(Numbers.look(1));
        log.fail(new CairnException(ErrorCode.EIO, "the disk is gone"));
        assertThatThrownBy(underWay::join).satisfies(isError(ErrorCode.UNAVAILABLE));
        assertThatThrownBy(behind::join).satisfies(isError(ErrorCode.UNAVAILABLE));
        assertThatThrownBy(() -> once(0, 2)).satisfies(isError(ErrorCode.UNAVAILABLE));
        assertThat(replica.hasFailed()).isTrue();
        assertThat(failures).singleElement().satisfies(why -> assertThat(why).hasMessage("the disk is gone"));
        assertThat(value(1)).isEqualTo(1);
        lead();
        assertThat(replica.hasFailed()).isFalse();
        assertThat(once(0, 2)).isEqualTo(2);
    }

    @Test
    void aLaterEpochElsewhereEndsTheTerm() throws IOException {
        lead();
        once(0, 1);
        log.open(new Epoch(++epoch));
        assertThatThrownBy(() -> once(0, 2)).satisfies(isError(ErrorCode.UNAVAILABLE));
        assertThat(failures).singleElement().satisfies(isError(ErrorCode.STALE_EPOCH));
        assertThatThrownBy(() -> replica.lead(new Epoch(1), isConfirmed::get))
                .satisfies(isError(ErrorCode.STALE_EPOCH));
        assertThatThrownBy(() -> value(1)).satisfies(isError(ErrorCode.NOT_LEADER));
    }

    @Test
    @DisplayName("B3.5 What is under way is finished before the term ends")
    void whatIsUnderWayIsFinishedBeforeTheTermEnds() throws IOException {
        lead();
        List<CompletableFuture<Long>> answers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            answers.add(replica.submit(Numbers.increment(1)));
        }
        replica.follow();
        assertThat(answers).allMatch(CompletableFuture::isDone);
        long done = answers.stream()
                .filter(answer -> !answer.isCompletedExceptionally())
                .count();
        assertThatThrownBy(() -> value(1)).satisfies(isError(ErrorCode.NOT_LEADER));
        assertThatThrownBy(() -> once(0, 1)).satisfies(isError(ErrorCode.NOT_LEADER));
        assertThat(failures).isEmpty();
        lead();
        assertThat(value(1)).isEqualTo(done);
    }

    @Test
    @DisplayName("B3.1 The end of a term answers every pending request once")
    void everyRequestIsAnsweredHoweverItMeetsTheEndOfATerm() throws Exception {
        for (int round = 0; round < 60; round++) {
            lead();
            AtomicBoolean isOver = new AtomicBoolean();
            var answers = new ConcurrentLinkedQueue<CompletableFuture<Long>>();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                clients.add(Thread.ofPlatform().start(() -> {
                    while (!isOver.get()) {
                        answers.add(replica.submit(Numbers.look(1)));
                    }
                }));
            }
            Await.until("some answers", () -> answers.size() > 20);
            replica.follow();
            isOver.set(true);
            for (Thread client : clients) {
                client.join();
            }
            assertThat(answers).allMatch(CompletableFuture::isDone);
        }
    }

    @Test
    void nothingIsServedWithoutAConfirmedLeadership() throws IOException {
        lead();
        once(0, 1);
        assertThatThrownBy(() -> replica.read(tree -> {
                    isConfirmed.set(false);
                    return Numbers.read(tree, 1);
                }))
                .satisfies(isError(ErrorCode.NOT_LEADER));
        assertThatThrownBy(() -> value(1)).satisfies(isError(ErrorCode.NOT_LEADER));
        assertThatThrownBy(() -> once(0, 2)).satisfies(isError(ErrorCode.NOT_LEADER));
        isConfirmed.set(true);
        assertThat(value(1)).isEqualTo(1);
    }

    @Test
    void aTermThatItsOwnerRefusesDoesNotBegin() throws IOException {
        lead();
        replica.submit(Numbers.increment(99)).join();
        assertThatThrownBy(this::lead).hasMessageContaining("not liked");
        assertThat(replica.status().leading()).isEqualTo(Epoch.NONE);
        assertThat(led).containsExactly(new Epoch(1));
    }

    @Test
    void sessionsThatAreGoneAreForgotten() throws IOException {
        lead();
        List<UUID> sessions = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            UUID session = UUID.nameUUIDFromBytes(new byte[] {(byte) i});
            sessions.add(session);
            for (int slot = 0; slot < 3; slot++) {
                replica.submit(new RequestId(session, slot, 1), Numbers.CODEC, Numbers.increment(1))
                        .join();
            }
        }
        int forgotten = 0;
        int step;
        do {
            step = replica.forgetSessions(session -> sessions.indexOf(session) < 80)
                    .join();
            assertThat(step).isLessThanOrEqualTo(ReplicaLimits.FORGOTTEN_SESSIONS_MAX);
            forgotten += step;
        } while (step > 0);
        assertThat(forgotten).isEqualTo(80);
        for (UUID session : sessions) {
            assertThat(replica.answered(new RequestId(session, 2, 1), Numbers.CODEC)
                            .isPresent())
                    .isEqualTo(sessions.indexOf(session) >= 80);
        }
        assertThat(value(1)).isEqualTo(300);
    }
}
