package dev.cairn.benchmarks.archive;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.LongConsumer;

/** A client's connection that costs next to nothing, so that the service is what is measured. Used by one thread. */
final class HttpConnection implements AutoCloseable {

    private final Socket socket;
    private final InputStream in;
    private final String authorization;

    HttpConnection(int port, String authorization) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        this.in = new BufferedInputStream(socket.getInputStream(), 256 << 10);
        this.authorization = authorization;
    }

    /** Answers the body as text. @throws IOException if the status is not 2xx */
    String call(String method, String path, byte[] body) throws IOException {
        var text = new StringBuilder();
        call(
                method,
                path,
                "",
                body,
                (bytes, length) -> text.append(new String(bytes, 0, length, StandardCharsets.UTF_8)));
        return text.toString();
    }

    /** Reads an answer without keeping it; counts its lines. */
    void countLines(String path, String accept, LongConsumer lines) throws IOException {
        call("GET", path, "Accept: " + accept + "\r\n", new byte[0], (bytes, length) -> {
            long count = 0;
            for (int i = 0; i < length; i++) {
                count += bytes[i] == '\n' ? 1 : 0;
            }
            lines.accept(count);
        });
    }

    private interface Sink {
        void take(byte[] bytes, int length);
    }

    private void call(String method, String path, String headers, byte[] body, Sink sink) throws IOException {
        String head = method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: " + authorization + "\r\n"
                + headers + "Content-Length: " + body.length + "\r\n\r\n";
        byte[] request = new byte[head.length() + body.length];
        System.arraycopy(head.getBytes(StandardCharsets.US_ASCII), 0, request, 0, head.length());
        System.arraycopy(body, 0, request, head.length(), body.length);
        socket.getOutputStream().write(request);
        String status = line();
        long length = 0;
        boolean isChunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Long.parseLong(
                        lower.substring("content-length:".length()).strip());
            }
            isChunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
        }
        if (isChunked) {
            for (long chunk = chunk(); chunk > 0; chunk = chunk()) {
                read(chunk, sink);
                line();
            }
            line();
        } else {
            read(length, sink);
        }
        if (!status.startsWith("HTTP/1.1 2")) {
            throw new IOException(method + " " + path + ": " + status);
        }
    }

    private long chunk() throws IOException {
        return Long.parseLong(line(), 16);
    }

    private void read(long length, Sink sink) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (long left = length; left > 0; ) {
            int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (count < 0) {
                throw new IOException("the answer was cut off");
            }
            sink.take(buffer, count);
            left -= count;
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("the connection was closed");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
