package dev.cairn.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A way to a server of this host that a test can cut: as with a cable that is pulled, nothing arrives any more, and no
 * connection is refused or closed. What was sent meanwhile arrives when the link is whole again. Safe for use by any thread.
 */
public final class TcpLink implements AutoCloseable {

    private static final int BUFFER_BYTES = 8 << 10;

    private final ServerSocket entrance;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition healed = lock.newCondition();

    /** Guarded by the lock. */
    private boolean isCut;

    private TcpLink(int target) throws IOException {
        this.target = target;
        this.entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** A link to a port of this host. */
    public static TcpLink to(int port) throws IOException {
        var link = new TcpLink(port);
        Thread.ofVirtual().name("link-" + port).start(link::accept);
        return link;
    }

    /** The port that leads to the server. */
    public int port() {
        return entrance.getLocalPort();
    }

    /** From now on nothing arrives, in either direction. */
    public void cut() {
        set(true);
    }

    /** Lets all arrive again. */
    public void heal() {
        set(false);
    }

    private void set(boolean cut) {
        lock.lock();
        try {
            isCut = cut;
            healed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void awaitWhole() {
        lock.lock();
        try {
            while (isCut) {
                healed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        try {
            while (true) {
                Socket near = entrance.accept();
                sockets.add(near);
                Thread.ofVirtual().start(() -> connect(near));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void connect(Socket near) {
        awaitWhole();
        try {
            Socket far = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(far);
            Thread.ofVirtual().start(() -> carry(far, near));
            carry(near, far);
        } catch (IOException refused) {
            close(near);
        }
    }

    private void carry(Socket from, Socket to) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try {
            int count;
            while ((count = from.getInputStream().read(buffer)) >= 0) {
                awaitWhole();
                to.getOutputStream().write(buffer, 0, count);
            }
        } catch (IOException broken) {
            // Ends the other side too.
        }
        awaitWhole();
        close(from);
        close(to);
    }

    private void close(Socket socket) {
        sockets.remove(socket);
        try {
            socket.close();
        } catch (SocketException alreadyGone) {
            // As wished.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        entrance.close();
        heal();
        sockets.forEach(this::close);
    }
}
