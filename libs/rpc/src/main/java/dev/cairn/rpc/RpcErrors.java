package dev.cairn.rpc;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/**
 * Errors across gRPC: the code and the reason travel in trailers, the message as the description. Everything else that
 * goes wrong on the way is told apart by whether asking again elsewhere can help.
 */
public final class RpcErrors {

    private static final Metadata.Key<String> CODE = Metadata.Key.of("cairn-code", Metadata.ASCII_STRING_MARSHALLER);
    private static final Metadata.Key<String> REASON =
            Metadata.Key.of("cairn-reason", Metadata.ASCII_STRING_MARSHALLER);

    private RpcErrors() {}

    static StatusRuntimeException toStatus(Throwable failure) {
        if (failure instanceof CairnException cairn) {
            Metadata trailers = new Metadata();
            trailers.put(CODE, cairn.code().name());
            trailers.put(REASON, cairn.reason());
            return Status.ABORTED.withDescription(cairn.getMessage()).asRuntimeException(trailers);
        }
        if (failure instanceof IllegalArgumentException) {
            return toStatus(new CairnException(ErrorCode.EINVAL, "message", String.valueOf(failure.getMessage())));
        }
        return Status.INTERNAL
                .withDescription(failure.toString())
                .withCause(failure)
                .asRuntimeException();
    }

    static CairnException toException(StatusRuntimeException failure) {
        Metadata trailers = failure.getTrailers();
        String code = trailers == null ? null : trailers.get(CODE);
        if (trailers != null && code != null) {
            String reason = trailers.get(REASON);
            String message = failure.getStatus().getDescription();
            return new CairnException(
                    ErrorCode.valueOf(code), reason == null ? "" : reason, message == null ? code : message);
        }
        ErrorCode guess = switch (failure.getStatus().getCode()) {
            case UNAVAILABLE, CANCELLED, UNIMPLEMENTED -> ErrorCode.UNAVAILABLE;
            case DEADLINE_EXCEEDED -> ErrorCode.DEADLINE_EXCEEDED;
            case RESOURCE_EXHAUSTED -> ErrorCode.OVERLOADED;
            default -> ErrorCode.EIO;
        };
        return new CairnException(guess, "rpc", "call failed: " + failure.getStatus(), failure);
    }
}
