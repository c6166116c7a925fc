package dev.cairn.rpc;

import dev.cairn.kernel.Epoch;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** A gRPC server for the leader of one group; a virtual thread a call. Closing lets running calls finish for a moment. */
public final class RpcServer implements AutoCloseable {

    /** Running calls are given this long when the server closes; a client repeats what was cut off. */
    private static final long GRACE_SECONDS = 2;

    private final Server server;
    private final ExecutorService calls;

    private RpcServer(Server server, ExecutorService calls) {
        this.server = server;
        this.calls = calls;
    }

    /**
     * Starts listening.
     *
     * @param port 0 picks a free one
     * @param leading the epoch this process leads at the moment, {@link Epoch#NONE} if none
     */
    public static RpcServer start(
            String host, int port, Supplier<Epoch> leading, List<? extends BindableService> services)
            throws IOException {
        ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();
        NettyServerBuilder builder = NettyServerBuilder.forAddress(new InetSocketAddress(host, port))
                .executor(calls)
                .maxInboundMessageSize(LeaderCalls.MESSAGE_BYTES_MAX)
                .intercept(new EpochHeader(leading));
        services.forEach(builder::addService);
        Server server = builder.build();
        try {
            server.start();
        } catch (IOException e) {
            calls.close();
            throw e;
        }
        return new RpcServer(server, calls);
    }

    public int port() {
        return server.getPort();
    }

    @Override
    public void close() {
        server.shutdown();
        try {
            if (!server.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS)) {
                server.shutdownNow();
            }
        } catch (InterruptedException e) {
            server.shutdownNow();
            Thread.currentThread().interrupt();
        }
        calls.shutdownNow();
    }
}
