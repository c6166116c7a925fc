package dev.cairn.rpc.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.api.block.Body;
import dev.cairn.api.block.Location;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes wrong with the bytes of a file is told as what it is, in time, and costs no more than it must. */
class RemoteBlocksFailureTest {

    private static final int WINDOW = RemoteBlocks.WINDOW_BYTES;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(400);

    private final TimeSource clock = TimeSource.system();
    private final MemoryBlocks served = new MemoryBlocks();
    private final BlockServer server = new BlockServer(served);
    private final RemoteBlocks blocks = new RemoteBlocks(server::address, clock);
    private final AtomicInteger calls = new AtomicInteger();

    @AfterEach
    void stop() {
        blocks.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void aTypedErrorOfAnAppendArrivesAsItIs(ErrorCode code) {
        CairnException thrown = new CairnException(code, "volumes", "no room: € ü \"%\"");
        served.beforeAppend = () -> refuse(thrown);

        CairnException received = failureOf(() -> append(new byte[1_000], in(code.isRetryable() ? SHORT : LONG)));

        assertSame(received, thrown);
    }

    /** The server has not read the window when it refuses it; the refusal must not get lost for that. */
    @Test
    void aRefusalOfAWholeWindowArrives() {
        CairnException thrown = new CairnException(ErrorCode.ENOSPC, "volumes", "no room");
        served.beforeAppend = () -> refuse(thrown);

        for (int round = 0; round < 20; round++) {
            assertSame(failureOf(() -> append(new byte[WINDOW], in(LONG))), thrown);
        }
        assertThat(calls).as("a final error is not asked for again").hasValue(20);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void aTypedErrorOfAReadArrivesAsItIs(ErrorCode code) throws IOException {
        Location run = append(new byte[1_000], in(LONG)).getFirst();
        CairnException thrown = new CairnException(code, "segment", "it is gone: € ü");
        served.beforeRead = () -> refuse(thrown);

        CairnException received = failureOf(
                () -> blocks.read(run, OutputStream.nullOutputStream(), in(code.isRetryable() ? SHORT : LONG)));

        assertSame(received, thrown);
    }

    /** Part of the answer has been sent by then, so only the next question can tell what is wrong. */
    @Test
    void corruptionFoundInTheMiddleOfAReadIsReportedAndNoByteOfItIsDelivered() throws IOException {
        byte[] bytes = new byte[MemoryBlocks.CHUNK_BYTES];
        Arrays.fill(bytes, (byte) 7);
        Location run = append(bytes, in(LONG)).getFirst();
        served.afterPiece = () -> {
            if (served.bytesSent.get() >= 512 << 10) {
                served.beforeRead = () -> {
                    throw new CairnException(ErrorCode.CORRUPT, "checksum", "the rest does not match");
                };
                throw new CairnException(ErrorCode.CORRUPT, "checksum", "it does not match");
            }
        };
        var target = new ByteArrayOutputStream();

        CairnException received = failureOf(() -> blocks.read(run, target, in(LONG)));

        assertThat(received.code()).isEqualTo(ErrorCode.CORRUPT);
        assertThat(target.size()).isLessThanOrEqualTo(512 << 10);
        assertThat(target.toByteArray()).containsOnly(7);
    }

    @Test
    void anUnexpectedFailureIsAnInputOutputErrorThatTellsNothingOfTheInside() throws Exception {
        served.beforeAppend = () -> {
            calls.incrementAndGet();
            throw new IllegalStateException("secret");
        };

        CairnException received = failureOf(() -> append(new byte[10], in(LONG)));

        assertThat(received.code()).isEqualTo(ErrorCode.EIO);
        assertThat(received.reason()).isEqualTo("internal");
        assertThat(received.getMessage()).doesNotContain("secret", "IllegalState", "dev.cairn");
        assertThat(calls).as("asking again does not help").hasValue(1);
        HttpResponse<String> raw = post("?owner=1&offset=0");
        assertThat(raw.body()).doesNotContain("secret", "\tat ", "dev.cairn", "Tomcat");
    }

    @Test
    void aSourceThatFailsEndsTheAppendWithItsError() {
        IOException broken = new IOException("the client went away");
        InputStream source = new SequenceInputStream(new ByteArrayInputStream(new byte[WINDOW + 10]), failing(broken));

        for (long length : new long[] {3L * WINDOW, Body.UNKNOWN_LENGTH}) {
            assertThatThrownBy(() -> blocks.append(1, 0, new Body(source, length), in(LONG)))
                    .isSameAs(broken);
        }
        assertThat(served.appends)
                .as("what was read before is garbage that nobody was told of")
                .extracting(MemoryBlocks.Append::length)
                .containsExactly((long) WINDOW);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, WINDOW - 1, WINDOW, WINDOW + 1})
    void aBodyThatEndsEarlyIsRefused(int received) {
        CairnException failure = failureOf(() ->
                blocks.append(1, 0, new Body(new ByteArrayInputStream(new byte[received]), received + 1L), in(LONG)));

        assertThat(failure.code()).isEqualTo(ErrorCode.EIO);
        assertThat(failure.reason()).isEqualTo("short-body");
    }

    @Test
    void aTargetThatFailsEndsTheReadWithItsErrorAndTheRestIsNotSent() throws IOException {
        Location start = append(new byte[1 << 20], in(LONG)).getFirst();
        long length = 1L << 30;
        Location run = new Location(start.segment(), start.chunk(), 0, length, start.crc32c());
        var gone = new IOException("the reader went away");

        assertThatThrownBy(() -> blocks.read(run, failingTarget(gone), in(LONG)))
                .isSameAs(gone);

        assertThat(served.bytesSent.get())
                .as("more than what fits between the two processes is not sent to nobody")
                .isLessThan(length / 4);
        assertThat(served.reads).hasSize(1);
    }

    @Test
    void aServerThatIsSilentIsGivenUpAtTheDeadline() throws IOException {
        Location run = append(new byte[10], in(LONG)).getFirst();
        try (DyingServer silent = DyingServer.silent();
                RemoteBlocks unlucky = new RemoteBlocks(silent::address, clock)) {
            CairnException append = failureOf(() -> unlucky.append(1, 0, body(10), in(SHORT)));
            CairnException read = failureOf(() -> unlucky.read(run, OutputStream.nullOutputStream(), in(SHORT)));

            assertThat(silent.wasCalled()).isTrue();
            assertThat(append.code()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED);
            assertThat(read.code()).isIn(ErrorCode.UNAVAILABLE, ErrorCode.DEADLINE_EXCEEDED);
        }
    }

    /** A time of zero means "for ever" to the HTTP client. */
    @Test
    void afterTheDeadlineNothingIsSent() throws IOException {
        Location run = append(new byte[10], in(LONG)).getFirst();
        try (DyingServer silent = DyingServer.silent();
                RemoteBlocks late = new RemoteBlocks(silent::address, clock)) {
            CairnException append = failureOf(() -> late.append(1, 0, body(10), in(Duration.ZERO)));
            CairnException read = failureOf(() -> late.read(run, OutputStream.nullOutputStream(), in(Duration.ZERO)));

            assertThat(append.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
            assertThat(read.code()).isEqualTo(ErrorCode.DEADLINE_EXCEEDED);
            assertThat(silent.wasCalled()).isFalse();
        }
    }

    /** It is alive on the network and dead inside: the next instance must get its chance within the deadline. */
    @Test
    void aServerThatHangsIsLeftForTheNextInstance() throws IOException {
        Location run = append(new byte[10], in(LONG)).getFirst();
        try (DyingServer silent = DyingServer.silent()) {
            try (RemoteBlocks client = new RemoteBlocks(
                    () -> calls.getAndIncrement() % 2 == 0 ? silent.address() : server.address(), clock, SHORT)) {
                assertThat(client.append(1, 0, body(10), in(LONG))).hasSize(1);
                client.read(run, OutputStream.nullOutputStream(), in(LONG));
            }
        }
        assertThat(calls).hasValue(4);
    }

    @Test
    void aServerThatIsNotThereIsUnavailableAtTheDeadline() {
        server.close();

        CairnException failure = failureOf(() -> append(new byte[10], in(SHORT)));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.reason()).isEqualTo("deadline");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "?owner=1",
                "?offset=1",
                "?owner=x&offset=0",
                "?owner=1&offset=x",
                "?owner=1&offset=99999999999999999999"
            })
    void anAppendThatCannotBeReadIsInvalid(String query) throws Exception {
        HttpResponse<String> answer = post(query);

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Cairn-Code")).hasValue("EINVAL");
        assertThat(served.appends).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?at=", "?at=*", "?at=AA", "?at=AQ", "?at=AQAAAAAAAAAA", "?at=AgAAAAAAAAAAAAABAAAAAA"})
    void aReadThatCannotBeReadIsInvalid(String query) throws Exception {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(server.address() + "/blocks" + query)));

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Cairn-Code")).hasValue("EINVAL");
        assertThat(served.reads).isEmpty();
    }

    private HttpResponse<String> post(String query) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(server.address() + "/blocks" + query))
                .POST(HttpRequest.BodyPublishers.ofString("abc")));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        try (HttpClient raw = HttpClient.newHttpClient()) {
            return raw.send(request.timeout(LONG).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private void refuse(CairnException failure) {
        calls.incrementAndGet();
        throw failure;
    }

    /** A retryable error stands behind the one that says that time is up. */
    private static void assertSame(CairnException received, CairnException thrown) {
        CairnException told =
                thrown.code().isRetryable() && received.getCause() instanceof CairnException last ? last : received;
        assertThat(told.code()).isEqualTo(thrown.code());
        assertThat(told.reason()).isEqualTo(thrown.reason());
        assertThat(told.getMessage()).isEqualTo(thrown.getMessage());
    }

    private static InputStream failing(IOException failure) {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                throw failure;
            }

            @Override
            public int read(byte[] target, int at, int count) throws IOException {
                throw failure;
            }
        };
    }

    private static OutputStream failingTarget(IOException failure) {
        return new OutputStream() {
            @Override
            public void write(int one) throws IOException {
                throw failure;
            }
        };
    }

    private static Body body(int length) {
        return new Body(new ByteArrayInputStream(new byte[length]), length);
    }

    private List<Location> append(byte[] bytes, Deadline deadline) throws IOException {
        return blocks.append(1, 0, new Body(new ByteArrayInputStream(bytes), bytes.length), deadline);
    }

    private Deadline in(Duration time) {
        return Deadline.in(time, clock);
    }

    private static CairnException failureOf(Call call) {
        CairnException failure = catchThrowableOfType(CairnException.class, call::run);
        assertThat(failure).isNotNull();
        return failure;
    }

    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }
}
