package dev.cairn.log.bookkeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.apache.bookkeeper.common.component.LifecycleComponentStack;
import org.apache.bookkeeper.conf.ServerConfiguration;
import org.apache.bookkeeper.proto.BookieServer;
import org.apache.bookkeeper.server.EmbeddedServer;
import org.apache.bookkeeper.server.conf.BookieConfiguration;

/**
 * A bookie inside this process. It stores what it acknowledges, so ledgers survive a kill. Bookies are told apart by host and
 * port, and know their folder by a cookie in ZooKeeper: one that starts with the folder of another, or with an empty one in
 * place of its own, is refused.
 *
 * <p>Safe for use by any thread.
 */
public final class EmbeddedBookie implements AutoCloseable {

    private final String address;
    private final LifecycleComponentStack components;
    private final BookieServer server;
    private final CompletableFuture<Throwable> failure;

    private EmbeddedBookie(
            String address,
            LifecycleComponentStack components,
            BookieServer server,
            CompletableFuture<Throwable> failure) {
        this.address = address;
        this.components = components;
        this.server = server;
        this.failure = failure;
    }

    /** Starts a bookie on loopback. */
    public static EmbeddedBookie start(Path data, int port, String zookeeper) {
        return start(data, InetAddress.getLoopbackAddress().getHostAddress(), port, zookeeper);
    }

    /**
     * Starts a bookie; when this returns it takes entries. The first one of a cluster sets up what all share.
     *
     * @param data folder for its journal and its ledgers, created if missing
     * @param host where it listens, and what clients are told
     * @param zookeeper comma-separated {@code host:port}
     * @throws UncheckedIOException if it does not start
     */
    public static EmbeddedBookie start(Path data, String host, int port, String zookeeper) {
        String address = host + ":" + port;
        try {
            Files.createDirectories(data);
            ServerConfiguration configuration = BookieSettings.of(data, host, port, zookeeper);
            ClusterMetadata.setUp(configuration, zookeeper);
            return start(address, configuration);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while a bookie starts", interrupted));
        } catch (IOException failure) {
            throw new UncheckedIOException("the bookie " + address + " does not start in " + data, failure);
        }
    }

    private static EmbeddedBookie start(String address, ServerConfiguration configuration)
            throws IOException, InterruptedException {
        EmbeddedServer built = build(configuration);
        LifecycleComponentStack components = built.getLifecycleComponentStack();
        BookieServer server = built.getBookieService().getServer();
        var failure = new CompletableFuture<Throwable>();
        components.setExceptionHandler((thread, reason) -> failure.complete(reason));
        var bookie = new EmbeddedBookie(address, components, server, failure);
        try {
            components.start();
        } catch (RuntimeException reason) {
            bookie.close();
            throw new IOException(reason);
        }
        if (!bookie.isRunning()) {
            bookie.close();
            throw new IOException("it has ended at once, with code " + server.getExitCode());
        }
        return bookie;
    }

    private static EmbeddedServer build(ServerConfiguration configuration) throws IOException, InterruptedException {
        try {
            return EmbeddedServer.builder(new BookieConfiguration(configuration))
                    .build();
        } catch (IOException | InterruptedException | RuntimeException known) {
            throw known;
        } catch (Exception failure) { // What BookKeeper declares.
            throw new IOException(failure);
        }
    }

    /** Host and port, as clients know it. */
    public String address() {
        return address;
    }

    /** False once it was closed or has failed. */
    public boolean isRunning() {
        return server.isRunning() && !failure.isDone();
    }

    /** Completes with the reason if the bookie fails while it runs. */
    public CompletableFuture<Throwable> failure() {
        return failure.copy();
    }

    /** Repeating is harmless. */
    @Override
    public void close() {
        components.close();
    }
}
