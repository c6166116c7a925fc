package dev.cairn.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.coordination.LeaderRecord;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.ServiceName;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.metadata.MetadataEndpoint;
import dev.cairn.rpc.metadata.RemoteMetadata;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.ManualTimeSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A call finds its way to the leader through everything that a change of leader brings about. */
class LeaderCallsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ContentId ANSWER = new ContentId(42);

    private final ManualTimeSource clock = new ManualTimeSource();
    private final FakeLeadership leadership = new FakeLeadership();
    private final LeaderCalls calls = new LeaderCalls(leadership, clock);
    private final RemoteMetadata remote = new RemoteMetadata(calls, clock);
    private final FakeServer old = new FakeServer(5);
    private final FakeServer next = new FakeServer(6);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final CallContext context =
            new CallContext(Caller.system(), new RequestId(new UUID(1, 2), 3, 4), Deadline.in(PATIENCE, clock));

    @AfterEach
    void stop() {
        callers.shutdownNow();
        calls.close();
        old.close();
        next.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"NOT_LEADER", "STALE_EPOCH", "UNAVAILABLE", "OVERLOADED"})
    void aLeaderThatGivesWayHandsTheSameRequestToTheNext(ErrorCode refusal) {
        leadership.set(old.record());
        old.service.answerWith(() -> {
            leadership.set(next.record());
            throw new CairnException(refusal, "not any more");
        });

        assertThat(begin()).isEqualTo(ANSWER);

        assertThat(old.requests()).containsExactly(context.request());
        assertThat(next.requests()).containsExactly(context.request());
    }

    @Test
    void aRefusedConnectionIsTriedUntilTheNextLeaderAnswers() {
        int closed = closedPort();
        leadership.set(Optional.of(FakeLeadership.leader(5, closed)));

        CompletableFuture<ContentId> answer = beginLater();
        leadership.set(next.record());

        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ANSWER);
        assertThat(next.requests()).containsExactly(context.request());
    }

    @Test
    @DisplayName("B3.2 A call is repeated at the next leader, and nobody notices")
    void aLeaderThatEndsInTheMiddleOfACallIsFollowedByTheNextWithTheSameRequest() {
        leadership.set(old.record());
        CountDownLatch called = old.answerNever();

        CompletableFuture<ContentId> answer = beginLater();
        await(called);
        leadership.set(next.record());
        old.close();

        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ANSWER);
        assertThat(old.requests()).containsExactly(context.request());
        assertThat(next.requests()).containsExactly(context.request());
    }

    /** A stopped or cut-off process closes no connection; only the change of leader tells that it is gone. */
    @Test
    void aLeaderThatHangsIsLeftWhenAnotherIsElected() {
        leadership.set(old.record());
        CountDownLatch called = old.answerNever();

        CompletableFuture<ContentId> answer = beginLater();
        await(called);
        leadership.set(next.record());

        assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(ANSWER);
        assertThat(next.requests()).containsExactly(context.request());
    }

    @Test
    void whileNobodyLeadsACallWaits() {
        CompletableFuture<ContentId> answer = beginLater();
        leadership.set(next.record());

        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ANSWER);
    }

    @ParameterizedTest
    @EnumSource(names = {"ENOENT", "EIO", "PRECONDITION_FAILED", "DEADLINE_EXCEEDED"})
    void aFinalErrorIsNotAskedForAgain(ErrorCode code) {
        leadership.set(old.record());
        old.service.answerWith(() -> {
            leadership.setSilently(next.record());
            throw new CairnException(code, "no");
        });

        assertThat(failure().code()).isEqualTo(code);

        assertThat(old.requests()).hasSize(1);
        assertThat(next.requests()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {4, 6})
    void aServerOfAnotherEpochExecutesNothing(long believed) {
        leadership.set(Optional.of(FakeLeadership.leader(believed, old.server.port())));

        CompletableFuture<ContentId> answer = beginLater();
        old.awaitRefusals(3);
        assertThat(answer).isNotDone();
        leadership.set(Optional.of(FakeLeadership.leader(believed + 1, next.server.port())));
        next.epoch = new Epoch(believed + 1);

        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ANSWER);
        assertThat(old.requests()).isEmpty();
    }

    /** What one thread read a moment ago must not undo what another has learnt since. */
    @Test
    void aLeaderOfThePastIsNotCalled() {
        Optional<LeaderRecord> past = old.record();
        leadership.set(next.record());
        assertThat(begin()).isEqualTo(ANSWER);

        leadership.setSilently(past);
        CompletableFuture<ContentId> answer = beginLater();
        leadership.awaitQuestions(3);
        leadership.setSilently(next.record());

        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ANSWER);
        assertThat(old.requests()).isEmpty();
    }

    @Test
    @DisplayName("B3.15 Nobody is called over a connection that is closed")
    void afterCloseNobodyIsCalled() {
        leadership.set(old.record());
        calls.close();
        CompletableFuture<CairnException> failed = CompletableFuture.supplyAsync(this::failure, callers);
        leadership.awaitQuestions(2);
        clock.advance(PATIENCE);

        assertThat(failed.orTimeout(20, TimeUnit.SECONDS).join().code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(old.requests()).isEmpty();
    }

    @Test
    void aServerThatLeadsNothingExecutesNothing() {
        leadership.set(old.record());
        old.epoch = Epoch.NONE;

        CompletableFuture<ContentId> answer = beginLater();
        old.awaitRefusals(3);
        assertThat(old.requests()).isEmpty();
        old.epoch = new Epoch(5);

        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ANSWER);
        assertThat(old.requests()).containsExactly(context.request());
    }

    @Test
    @DisplayName("C2.3 No leader until the deadline")
    void withoutALeaderUntilTheDeadlineItIsUnavailable() {
        CompletableFuture<CairnException> failed = CompletableFuture.supplyAsync(this::failure, callers);
        clock.advance(PATIENCE);

        CairnException failure = failed.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.reason()).isEqualTo("deadline");
    }

    /** Whether the server did it is not known, and a repeat would come too late. */
    @Test
    void aServerThatDoesNotAnswerUntilTheDeadlineIsADeadlineExceeded() {
        leadership.set(old.record());
        CountDownLatch called = old.answerNever();
        clock.advance(PATIENCE.minusMillis(500));

        CairnException failure = failure();

        await(called);
        assertThat(failure.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
        assertThat(old.requests()).hasSize(1);
    }

    @Test
    void aCallThatComesAfterItsDeadlineIsNotExecuted() {
        leadership.set(old.record());
        clock.advance(PATIENCE);

        assertThat(failure().code()).isIn(ErrorCode.DEADLINE_EXCEEDED, ErrorCode.UNAVAILABLE);
        assertThat(old.requests()).isEmpty();
    }

    @Test
    void aLeaderWithoutAGrpcPortIsNotCalledUntilItIsReplaced() {
        leadership.set(Optional.of(new LeaderRecord(
                new Epoch(5), Member.incarnation(ServiceName.METADATA, "127.0.0.1", Map.of("http", 80)))));

        CompletableFuture<ContentId> answer = beginLater();
        leadership.set(next.record());

        assertThat(answer.orTimeout(20, TimeUnit.SECONDS).join()).isEqualTo(ANSWER);
    }

    @Test
    @DisplayName("B2.5 A caller that waits for a leader is let go when its process stops")
    void aCallerThatIsInterruptedIsLetGo() {
        leadership.set(old.record());
        CountDownLatch called = old.answerNever();
        var failed = new CompletableFuture<CairnException>();
        Thread caller = Thread.ofVirtual().start(() -> failed.complete(failure()));

        await(called);
        caller.interrupt();

        assertThat(failed.orTimeout(20, TimeUnit.SECONDS).join().code()).isEqualTo(ErrorCode.EINTR);
    }

    @Test
    void aServerThatComesBackOnItsPortIsCalledAgainSoon() throws IOException {
        leadership.set(old.record());
        assertThat(begin()).isEqualTo(ANSWER);
        int port = old.server.port();
        old.close();
        CompletableFuture<ContentId> answer = beginLater();

        try (RpcServer again = old.listen(port)) {
            assertThat(again.port()).isEqualTo(port);
            assertThat(answer.orTimeout(10, TimeUnit.SECONDS).join()).isEqualTo(ANSWER);
        }
    }

    private ContentId begin() {
        return remote.contents().begin(context);
    }

    private CompletableFuture<ContentId> beginLater() {
        return CompletableFuture.supplyAsync(this::begin, callers);
    }

    private CairnException failure() {
        CairnException failure = catchThrowableOfType(CairnException.class, this::begin);
        assertThat(failure).isNotNull();
        return failure;
    }

    private static int closedPort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(CountDownLatch latch) {
        Await.until("the server is called", () -> latch.getCount() == 0);
    }

    /** A server that answers {@link #ANSWER} while it leads. */
    private static final class FakeServer implements AutoCloseable {

        final RecordingService service = new RecordingService();
        final RpcServer server;
        private final CountDownLatch end = new CountDownLatch(1);
        private final AtomicInteger asked = new AtomicInteger();
        volatile Epoch epoch;

        FakeServer(long epoch) {
            this.epoch = new Epoch(epoch);
            service.answer(ANSWER);
            try {
                server = listen(0);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        RpcServer listen(int port) throws IOException {
            return RpcServer.start(
                    "127.0.0.1",
                    port,
                    this::epochForACall,
                    MetadataEndpoint.serving(new RecordedMetadata(service), new GrpcAnswer(TimeSource.system())));
        }

        private Epoch epochForACall() {
            asked.incrementAndGet();
            return epoch;
        }

        Optional<LeaderRecord> record() {
            return Optional.of(FakeLeadership.leader(epoch.value(), server.port()));
        }

        List<RequestId> requests() {
            return service.calls().stream()
                    .map(call -> ((CallContext) call.arguments().getFirst()).request())
                    .toList();
        }

        void awaitRefusals(int more) {
            int before = asked.get();
            Await.until("the server is asked again", () -> asked.get() >= before + more);
        }

        /** Keeps callers until the server closes; the latch opens when the first has come. */
        CountDownLatch answerNever() {
            CountDownLatch called = new CountDownLatch(1);
            service.answerWith(() -> {
                called.countDown();
                return interrupted();
            });
            return called;
        }

        private @Nullable Object interrupted() {
            try {
                end.await();
                return ANSWER;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CairnException(ErrorCode.UNAVAILABLE, "stopping", "cut off", e);
            }
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
