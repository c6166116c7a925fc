package dev.cairn.log.bookkeeper;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a client and a ZooKeeper, and on demand loses an answer and with it the connection. */
final class DeafProxy implements AutoCloseable {

    private enum Mode {
        PASS,
        /** The next request of some size goes through; what comes back then is lost. Pings are smaller. */
        LOSE,
        LOST
    }

    private static final int PING_BYTES = 16;
    private static final int BUFFER_BYTES = 1 << 16;

    private final ServerSocket listening;
    private final int target;
    private final AtomicReference<Mode> mode = new AtomicReference<>(Mode.PASS);

    DeafProxy(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    String connectString() {
        return InetAddress.getLoopbackAddress().getHostAddress() + ":" + listening.getLocalPort();
    }

    void loseNextAnswer() {
        mode.set(Mode.LOSE);
    }

    boolean hasLostAnswer() {
        return mode.get() == Mode.LOST;
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listening.accept();
                var server = new Socket();
                server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                Thread.ofVirtual().start(() -> pass(client, server, false));
                Thread.ofVirtual().start(() -> pass(server, client, true));
            }
        } catch (IOException closed) {
            return;
        }
    }

    private void pass(Socket from, Socket to, boolean isAnswer) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (isAnswer && read > PING_BYTES && mode.compareAndSet(Mode.LOSE, Mode.LOST)) {
                    return;
                }
                to.getOutputStream().write(buffer, 0, read);
            }
        } catch (IOException closed) {
            return;
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
