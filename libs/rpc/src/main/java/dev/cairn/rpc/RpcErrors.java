package dev.cairn.rpc;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Errors across gRPC: the code and the reason travel in trailers, the message as the description. Everything else that
 * goes wrong on the way is told apart by whether asking again elsewhere can help.
 */
public final class RpcErrors {

    private static final Metadata.Key<String> CODE = Metadata.Key.of("cairn-code", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> REASON =
            Metadata.Key.of("cairn-reason", Metadata.ASCII_STRING_MARSHALLER);

    /** Two paths fit in a message. What is longer is cut: a failure that is too long to be read is no use to anybody. */
    private static final int MESSAGE_BYTES_MAX = 16 << 10;

    private static final int UTF_8_BYTES_OF_A_CHAR_MAX = 3;

    /** Room for a message, each byte of which takes up to three in a trailer, and for the rest of the metadata. */
    static final int METADATA_BYTES_MAX = 64 << 10;

    private RpcErrors() {}

    static StatusRuntimeException toStatus(Throwable failure) {
        if (failure instanceof CairnException cairn) {
            Metadata trailers = new Metadata();
            trailers.put(CODE, cairn.code().name());
            trailers.put(REASON, cairn.reason());
            return Status.ABORTED.withDescription(cut(cairn.getMessage())).asRuntimeException(trailers);
        }
        if (failure instanceof IllegalArgumentException) {
            return toStatus(new CairnException(ErrorCode.EINVAL, "message", String.valueOf(failure.getMessage())));
        }
        return toStatus(internal());
    }

    /** What a caller learns of a failure that its interface does not name. The server logs it. */
    public static CairnException internal() {
        return new CairnException(ErrorCode.EIO, "internal", "the service failed; its log says how");
    }

    private static String cut(String message) {
        if (message.getBytes(StandardCharsets.UTF_8).length <= MESSAGE_BYTES_MAX) {
            return message;
        }
        return message.substring(0, Math.min(message.length(), MESSAGE_BYTES_MAX / UTF_8_BYTES_OF_A_CHAR_MAX)) + "...";
    }

    static CairnException toException(StatusRuntimeException failure) {
        Metadata trailers = failure.getTrailers();
        String code = trailers == null ? null : trailers.get(CODE);
        if (trailers != null && code != null) {
            return received(code, trailers.get(REASON), failure.getStatus().getDescription());
        }
        ErrorCode guess = switch (failure.getStatus().getCode()) {
            case UNAVAILABLE, CANCELLED, UNIMPLEMENTED -> ErrorCode.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> ErrorCode.DEADLINE_EXCEEDED;
            case RESOURCE_EXHAUSTED -> ErrorCode.OVERLOADED;
            default -> ErrorCode.EIO;
        };
        return new CairnException(guess, "rpc", "call failed: " + failure.getStatus(), failure);
    }

    /** The error that another process named by these texts. A code that only newer processes know is final. */
    public static CairnException received(String code, @Nullable String reason, @Nullable String message) {
        String why = reason == null ? "" : reason;
        for (ErrorCode known : ErrorCode.values()) {
            if (known.name().equals(code)) {
                return new CairnException(known, why, message == null ? code : message);
            }
        }
        return new CairnException(ErrorCode.EIO, why, "unknown error " + code + ": " + message);
    }
}
