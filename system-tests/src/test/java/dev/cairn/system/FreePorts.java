package dev.cairn.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;
import java.util.stream.IntStream;

/** Ports of loopback that nobody listens on at the moment. */
final class FreePorts {

    private static final int RANGE_MIN = 12_000;
    private static final int RANGE_MAX = 32_000;
    private static final int ATTEMPTS_MAX = 100;

    private FreePorts() {}

    static int next() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first of {@code count} ports in a row, below those that the system gives to connections. */
    static int range(int count) {
        var random = new Random();
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int first = random.nextInt(RANGE_MIN, RANGE_MAX - count);
            if (IntStream.range(first, first + count).allMatch(FreePorts::isFree)) {
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " free ports in a row");
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
