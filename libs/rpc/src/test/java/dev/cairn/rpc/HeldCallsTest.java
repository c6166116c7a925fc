package dev.cairn.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.metadata.MetadataEndpoint;
import dev.cairn.rpc.metadata.RemoteMetadata;
import dev.cairn.testkit.Await;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody is thought to wait for offline data who has stopped waiting for the answer. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HeldCallsTest {

    private static final Epoch EPOCH = new Epoch(7);

    private final TimeSource clock = TimeSource.system();
    private final RecordingService service = new RecordingService();

    @Test
    void aCallerThatIsInterruptedEndsTheWaitOnTheServer() throws Exception {
        var isWaiting = new CountDownLatch(1);
        var isEnded = new AtomicBoolean();
        service.answerWith(() -> {
            isWaiting.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                isEnded.set(true);
            }
            return null;
        });
        var leadership = new FakeLeadership();
        var served = MetadataEndpoint.serving(new RecordedMetadata(service), new GrpcAnswer(clock));
        try (RpcServer server = RpcServer.start("127.0.0.1", 0, () -> EPOCH, served);
                LeaderCalls leader = new LeaderCalls(leadership, clock)) {
            leadership.set(Optional.of(FakeLeadership.leader(EPOCH.value(), server.port())));
            var archive = new RemoteMetadata(leader, clock).archive();
            var context = new CallContext(
                    Caller.system(), new RequestId(new UUID(1, 2), 0, 1), Deadline.in(Duration.ofSeconds(50), clock));
            Thread caller = Thread.startVirtualThread(() -> {
                try {
                    archive.awaitOnline(
                            context, FileRef.inode(new InodeNumber(1024)), 0, 1, WaitOp.READ, Duration.ofSeconds(40));
                } catch (CairnException expected) {
                    // It was interrupted.
                }
            });
            isWaiting.await();
            caller.interrupt();
            Await.until("the wait ended", isEnded::get);
            assertThat(caller.join(Duration.ofSeconds(10))).isTrue();
            assertThat(service.calls())
                    .as("an interrupted call is not repeated")
                    .hasSize(1);
        }
    }
}
