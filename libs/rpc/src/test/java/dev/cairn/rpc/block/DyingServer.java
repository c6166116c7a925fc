package dev.cairn.rpc.block;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** Takes one connection at a time, reads some bytes, writes some, and breaks the connection or keeps it and is silent. */
final class DyingServer implements AutoCloseable {

    private final ServerSocket socket;
    private final CountDownLatch called = new CountDownLatch(1);

    private DyingServer(Script script) {
        try {
            socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> serve(script));
    }

    /** Takes {@code requestBytes} of the request, answers {@code answer} and dies. */
    static DyingServer after(int requestBytes, byte[] answer) {
        return new DyingServer(connection -> {
            connection.getInputStream().readNBytes(requestBytes);
            connection.getOutputStream().write(answer);
            connection.getOutputStream().flush();
            connection.close();
        });
    }

    /** Reads everything and says nothing. */
    static DyingServer silent() {
        return new DyingServer(connection -> connection.getInputStream().readAllBytes());
    }

    private void serve(Script script) {
        while (!socket.isClosed()) {
            try (Socket connection = socket.accept()) {
                called.countDown();
                script.play(connection);
            } catch (IOException e) {
                // The peer or the test has ended it.
            }
        }
    }

    String address() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    boolean wasCalled() {
        return called.getCount() == 0;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    @FunctionalInterface
    private interface Script {
        void play(Socket connection) throws IOException;
    }
}
