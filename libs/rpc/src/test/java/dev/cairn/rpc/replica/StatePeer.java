package dev.cairn.rpc.replica;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A server that answers every request with the same bytes, and then closes the connection or keeps it and is silent. */
final class StatePeer implements AutoCloseable {

    private static final byte[] HEADER =
            "HTTP/1.0 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final ServerSocket entrance = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    private final Set<Socket> silent = ConcurrentHashMap.newKeySet();

    private StatePeer(Script script) throws IOException {
        Thread.ofVirtual().start(() -> serve(script));
    }

    static StatePeer sending(byte[] state) throws IOException {
        return new StatePeer((peer, connection) -> {
            answer(connection, state);
            connection.close();
        });
    }

    static StatePeer stoppingBehind(byte[] beginning) throws IOException {
        return new StatePeer((peer, connection) -> {
            answer(connection, beginning);
            peer.silent.add(connection);
        });
    }

    static StatePeer hanging() throws IOException {
        return new StatePeer((peer, connection) -> peer.silent.add(connection));
    }

    private static void answer(Socket connection, byte[] state) throws IOException {
        while (readLine(connection) > 0) {
            // The headers of the request say nothing that matters.
        }
        connection.getOutputStream().write(HEADER);
        connection.getOutputStream().write(state);
        connection.getOutputStream().flush();
    }

    private static int readLine(Socket connection) throws IOException {
        int length = 0;
        int next;
        while ((next = connection.getInputStream().read()) != '\n' && next >= 0) {
            length += next == '\r' ? 0 : 1;
        }
        return length;
    }

    private void serve(Script script) {
        try {
            while (true) {
                script.play(this, entrance.accept());
            }
        } catch (IOException over) {
            // The test has ended it.
        }
    }

    int port() {
        return entrance.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        for (Socket socket : silent) {
            socket.close();
        }
    }

    @FunctionalInterface
    private interface Script {
        void play(StatePeer peer, Socket connection) throws IOException;
    }
}
