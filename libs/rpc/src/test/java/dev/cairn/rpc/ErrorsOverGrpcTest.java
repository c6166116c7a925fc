package dev.cairn.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.cairn.api.CallContext;
import dev.cairn.api.metadata.Archive;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.metadata.MetadataEndpoint;
import dev.cairn.rpc.metadata.RemoteMetadata;
import dev.cairn.testkit.ManualTimeSource;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a failure of the service looks to a caller in another process. */
class ErrorsOverGrpcTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Epoch EPOCH = new Epoch(3);

    private final ManualTimeSource clock = new ManualTimeSource();
    private final RecordingService service = new RecordingService();
    private final FakeLeadership leadership = new FakeLeadership();
    private final RpcServer server = start();
    private final LeaderCalls leader = new LeaderCalls(leadership, clock);
    private final Archive archive = new RemoteMetadata(leader, clock).archive();

    private RpcServer start() {
        var endpoint = MetadataEndpoint.serving(new RecordedMetadata(service), new GrpcAnswer(TimeSource.system()));
        try {
            return RpcServer.start("127.0.0.1", 0, () -> EPOCH, endpoint);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @BeforeEach
    void elect() {
        leadership.set(Optional.of(FakeLeadership.leader(EPOCH.value(), server.port())));
    }

    @AfterEach
    void stop() {
        leader.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(value = ErrorCode.class)
    void aTypedErrorArrivesWithItsCodeReasonAndMessage(ErrorCode code) {
        CairnException thrown = new CairnException(code, "data-version", "it is 5, not 4: €/ü\n\"%\"");

        CairnException received = failureOf(() -> {
            clock.advance(code.isRetryable() ? PATIENCE : Duration.ZERO);
            throw thrown;
        });

        CairnException cause = code.isRetryable() ? (CairnException) received.getCause() : received;
        assertThat(cause).isNotNull();
        assertThat(cause.code()).isEqualTo(code);
        assertThat(cause.reason()).isEqualTo(thrown.reason());
        assertThat(cause.getMessage()).isEqualTo(thrown.getMessage());
    }

    @Test
    void anErrorWithoutAReasonArrivesWithoutOne() {
        CairnException received = failureOf(() -> {
            throw new CairnException(ErrorCode.EEXIST, "there already");
        });

        assertThat(received.reason()).isEmpty();
    }

    /** Messages show paths, and a rename has two of them. */
    @ParameterizedTest
    @ValueSource(strings = {"a", "ü", "€", "\uD83D\uDE00"})
    void aMessageOfTheLengthOfTwoPathsArrives(String letter) {
        String path = letter.repeat(4_095 / letter.getBytes(StandardCharsets.UTF_8).length);
        String message = "cannot rename " + path + " to " + path;

        CairnException received = failureOf(() -> {
            throw new CairnException(ErrorCode.EXDEV, "path", message);
        });

        assertThat(received.code()).isEqualTo(ErrorCode.EXDEV);
        assertThat(received.getMessage()).isEqualTo(message);
    }

    @Test
    void aMessageWithoutBoundIsCutAndItsCodeArrives() {
        CairnException received = failureOf(() -> {
            throw new CairnException(ErrorCode.ENOTEMPTY, "big", "€".repeat(1_000_000));
        });

        assertThat(received.code()).isEqualTo(ErrorCode.ENOTEMPTY);
        assertThat(received.reason()).isEqualTo("big");
        assertThat(received.getMessage()).startsWith("€€€");
    }

    @Test
    void anUnexpectedFailureIsAnInputOutputErrorThatTellsNothingOfTheInside() {
        CairnException received = failureOf(() -> {
            throw new IllegalStateException("secret", new RuntimeException("inner secret"));
        });

        assertThat(received.code()).isEqualTo(ErrorCode.EIO);
        assertThat(received.reason()).isEqualTo("internal");
        assertThat(received.getMessage()).doesNotContain("secret", "IllegalState", "\tat ", "dev.cairn");
        assertThat(service.calls()).as("asking again does not help").hasSize(1);
    }

    @Test
    @DisplayName("B3.14 A code that nobody knows")
    void aCodeThatThisProcessDoesNotKnowIsAnInputOutputError() {
        Metadata trailers = new Metadata();
        trailers.put(Metadata.Key.of("cairn-code", Metadata.ASCII_STRING_MARSHALLER), "ELATER");
        trailers.put(Metadata.Key.of("cairn-reason", Metadata.ASCII_STRING_MARSHALLER), "newer");

        CairnException received = RpcErrors.toException(
                Status.ABORTED.withDescription("of a newer server").asRuntimeException(trailers));

        assertThat(received.code()).isEqualTo(ErrorCode.EIO);
        assertThat(received.reason()).isEqualTo("newer");
        assertThat(received.getMessage()).contains("ELATER").contains("of a newer server");
    }

    /** Makes one call that the service answers with what {@code failure} throws. */
    private CairnException failureOf(Supplier<@Nullable Object> failure) {
        service.answerWith(failure);
        CallContext context = new RandomValues(1, clock).of(CallContext.class);
        CallContext patient = new CallContext(context.caller(), context.request(), Deadline.in(PATIENCE, clock));
        CairnException received = catchThrowableOfType(CairnException.class, () -> archive.stableSeq(patient));
        assertThat(received).isNotNull();
        return received;
    }
}
