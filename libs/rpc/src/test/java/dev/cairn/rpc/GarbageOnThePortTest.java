package dev.cairn.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.metadata.MetadataEndpoint;
import dev.cairn.rpc.metadata.RemoteMetadata;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.Seeds;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever arrives at the port of a leader, it goes on for those who speak its language. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GarbageOnThePortTest {

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Random random = new Random(Seeds.next());

    @Test
    @DisplayName("A1.11 Garbage on the port of a service")
    void garbageOnThePortOfAService() throws IOException {
        var service = new RecordingService();
        service.answer(new ContentId(42));
        var leadership = new FakeLeadership();
        List<Socket> silent = new ArrayList<>();
        try (RpcServer server = RpcServer.start(
                        "127.0.0.1",
                        0,
                        () -> new Epoch(5),
                        MetadataEndpoint.serving(new RecordedMetadata(service), new GrpcAnswer(TimeSource.system())));
                var calls = new LeaderCalls(leadership, TimeSource.system())) {
            leadership.set(Optional.of(FakeLeadership.leader(5, server.port())));
            for (int i = 1; i <= 150; i++) {
                Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
                switch (i % 3) {
                    case 0 -> socket.close();
                    case 1 -> silent.add(socket);
                    default -> sendGarbage(socket);
                }
                if (i % 50 == 0) {
                    assertThat(begin(calls, i)).isEqualTo(new ContentId(42));
                }
            }
            assertThat(service.calls()).hasSize(3);
        } finally {
            for (Socket socket : silent) {
                socket.close();
            }
        }
    }

    private static ContentId begin(LeaderCalls calls, int number) {
        var remote = new RemoteMetadata(calls, TimeSource.system());
        return remote.contents()
                .begin(new CallContext(
                        Caller.system(),
                        new RequestId(new UUID(1, 2), 3, number),
                        Deadline.in(Duration.ofSeconds(20), TimeSource.system())));
    }

    /** Some of it begins as a call does. */
    private void sendGarbage(Socket socket) throws IOException {
        byte[] garbage = new byte[1 + random.nextInt(4_000)];
        random.nextBytes(garbage);
        try (socket) {
            if (random.nextBoolean()) {
                socket.getOutputStream().write(PREFACE);
            }
            socket.getOutputStream().write(garbage);
            socket.setSoTimeout(20_000);
            Await.until("it is dropped", () -> isDropped(socket));
        } catch (IOException droppedWhileItWasSent) {
            assertThat(droppedWhileItWasSent).isNotNull();
        }
    }

    private static boolean isDropped(Socket socket) {
        try {
            return socket.getInputStream().read(new byte[1_000]) < 0;
        } catch (IOException reset) {
            return true;
        }
    }
}
