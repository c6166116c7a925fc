package dev.cairn.rpc;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import java.util.function.Supplier;

/**
 * Every call names the epoch of the leader it means. A server that leads a later one, or none, refuses: what the client
 * believes of the cluster is out of date.
 */
public final class EpochHeader implements ServerInterceptor {

    static final Metadata.Key<String> KEY = Metadata.Key.of("cairn-epoch", Metadata.ASCII_STRING_MARSHALLER);

    private final Supplier<Epoch> leading;

    /**
     * An interceptor for a server.
     *
     * @param leading the epoch this server leads at the moment, {@link Epoch#NONE} if none
     */
    public EpochHeader(Supplier<Epoch> leading) {
        this.leading = leading;
    }

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        String wanted = headers.get(KEY);
        Epoch now = leading.get();
        if (now.equals(Epoch.NONE)) {
            return refuse(call, ErrorCode.NOT_LEADER, "this server leads nothing at the moment");
        }
        if (wanted == null || !wanted.equals(now.toString())) {
            return refuse(call, ErrorCode.STALE_EPOCH, "this server leads epoch " + now + ", not " + wanted);
        }
        return next.startCall(call, headers);
    }

    private static <Q, A> ServerCall.Listener<Q> refuse(ServerCall<Q, A> call, ErrorCode code, String message) {
        var refusal = RpcErrors.toStatus(new CairnException(code, "epoch", message));
        Metadata trailers = refusal.getTrailers();
        call.close(Status.ABORTED.withDescription(message), trailers == null ? new Metadata() : trailers);
        return new ServerCall.Listener<>() {};
    }
}
