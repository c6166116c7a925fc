package dev.cairn.gateway.s3;

import dev.cairn.api.RequestIds;
import dev.cairn.gateway.auth.AccessKeys;
import dev.cairn.gateway.data.CallContexts;
import dev.cairn.gateway.data.CallSettings;
import dev.cairn.gateway.data.ContentReader;
import dev.cairn.gateway.data.ContentWriter;
import dev.cairn.gateway.data.FakeBlocks;
import dev.cairn.gateway.s3.signature.DocumentedRequests;
import dev.cairn.gateway.s3.signature.RequestSigner;
import dev.cairn.kernel.TimeSource;
import dev.cairn.testkit.ManualTimeSource;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;

/** An S3 endpoint over a volume in memory, and a client that sends exactly what it is told. */
final class Endpoint implements AutoCloseable {

    private static final int TIMEOUT_MILLIS = 20_000;

    final ManualTimeSource clock = new ManualTimeSource(DocumentedRequests.TIME);
    final ObjectVolume volume = new ObjectVolume();
    final FakeBlocks blocks = new FakeBlocks(1 << 20);
    final List<String> operations = Collections.synchronizedList(new ArrayList<>());
    final List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());

    private final RequestSigner signer = new RequestSigner(DocumentedRequests.KEY);
    final S3Services services;
    final S3Server server;

    Endpoint() throws IOException {
        RequestIds requestIds = new RequestIds(UUID.randomUUID(), TimeSource.system());
        S3Monitor monitor = new S3Monitor() {
            @Override
            public void finished(String operation, int status, long nanos, long bytesIn, long bytesOut) {
                operations.add(operation + " " + status + " " + bytesIn + " " + bytesOut);
            }

            @Override
            public void failed(String requestId, Throwable cause) {
                failures.add(cause);
            }
        };
        services = new S3Services(
                volume,
                new ContentReader(volume.contents(), blocks, (content, deadline) -> () -> {}),
                new ContentWriter(volume.contents(), blocks),
                new CallContexts(requestIds, TimeSource.system(), CallSettings.DEFAULT),
                AccessKeys.of(DocumentedRequests.KEY),
                clock,
                monitor);
        server = S3Server.start(S3Settings.on(InetAddress.getLoopbackAddress(), 0), services);
    }

    /** An answer as it came. */
    record Answer(int status, Map<String, String> headers, byte[] bytes) {

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** The code of an error document. */
        String code() {
            String text = text();
            int from = text.indexOf("<Code>");
            return from < 0 ? "" : text.substring(from + 6, text.indexOf("</Code>"));
        }
    }

    Answer get(String path) throws IOException {
        return call("GET", path, "", Map.of(), new byte[0]);
    }

    Answer put(String path, String body) throws IOException {
        return call("PUT", path, "", Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    Answer post(String path, String query, String body) throws IOException {
        return call("POST", path, query, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    /** Signs and sends a request. */
    Answer call(String method, String path, String query, Map<String, String> headers, byte[] body) throws IOException {
        Map<String, String> all = new TreeMap<>(headers);
        all.put("host", "127.0.0.1:" + server.port());
        all.putIfAbsent("x-amz-content-sha256", "UNSIGNED-PAYLOAD");
        Map<String, String> signed = signer.sign(method, path, query, all, clock.now());
        signed.putIfAbsent("content-length", Integer.toString(body.length));
        return send(method + " " + path + (query.isEmpty() ? "" : "?" + query), signed, body);
    }

    /** Sends a request as it is, and then nothing more. */
    Answer send(String target, Map<String, String> headers, byte[] body) throws IOException {
        StringBuilder head = new StringBuilder(target).append(" HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            OutputStream out = socket.getOutputStream();
            out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
            out.write(body);
            out.flush();
            socket.shutdownOutput();
            return receive(new BufferedInputStream(socket.getInputStream()), target.startsWith("HEAD"));
        }
    }

    private static Answer receive(InputStream in, boolean isHead) throws IOException {
        String statusLine = line(in);
        while (statusLine.startsWith("HTTP/1.1 100")) {
            line(in);
            statusLine = line(in);
        }
        if (statusLine.isEmpty()) {
            throw new IOException("the connection was closed without an answer");
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = isHead ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new IOException("the answer broke off after " + body.length + " of " + length + " bytes");
        }
        return new Answer(Integer.parseInt(statusLine.substring(9, 12)), headers, body);
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            line.write(b);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    @Override
    public void close() {
        server.close();
    }
}
