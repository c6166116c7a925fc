package dev.cairn.system;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP client that sends exactly what it is told: paths that are not normalised, lengths that are not true, bodies
 * that break off. One connection for each request. Safe for use by any thread.
 */
final class RawHttp {

    private static final int SILENCE_MILLIS_MAX = 20_000;
    private static final Pattern XML_CODE = Pattern.compile("<Code>([^<]*)</Code>");
    private static final Pattern JSON_CODE = Pattern.compile("\"code\" *: *\"([^\"]*)\"");

    private final URI endpoint;

    RawHttp(URI endpoint) {
        this.endpoint = endpoint;
    }

    /** What is sent; a {@code content-length} that headers do not name is that of the body. */
    record Request(String method, String target, Map<String, String> headers, byte[] body) {}

    /** What came back. */
    record Answer(int status, Map<String, String> headers, byte[] body) {

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /** The code of an error document or of a problem; empty if it is neither. */
        String code() {
            Matcher matcher = (text().startsWith("{") ? JSON_CODE : XML_CODE).matcher(text());
            return matcher.find() ? matcher.group(1) : "";
        }

        /** Status and code, for comparisons. */
        String outcome() {
            return status + " " + code();
        }
    }

    String host() {
        return endpoint.getAuthority();
    }

    /** Sends a request, then its end of stream, and reads the answer. */
    Answer send(Request request) {
        try (Socket socket = connect()) {
            write(socket, request);
            socket.shutdownOutput();
            return read(new BufferedInputStream(socket.getInputStream()), request.method());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.target(), e);
        }
    }

    /** Sends a request and is gone before any answer. */
    void sendAndVanish(Request request) {
        try (Socket socket = connect()) {
            write(socket, request);
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.target(), e);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getByName(endpoint.getHost()), endpoint.getPort());
        socket.setSoTimeout(SILENCE_MILLIS_MAX);
        return socket;
    }

    private void write(Socket socket, Request request) throws IOException {
        Map<String, String> headers = new TreeMap<>(request.headers());
        headers.putIfAbsent("host", host());
        headers.putIfAbsent("content-length", Integer.toString(request.body().length));
        headers.put("connection", "close");
        var head = new StringBuilder(request.method() + " " + request.target() + " HTTP/1.1\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        bytes.writeBytes(request.body());
        bytes.writeTo(socket.getOutputStream());
    }

    private static Answer read(InputStream in, String method) throws IOException {
        String statusLine = line(in);
        if (!statusLine.startsWith("HTTP/1.1 ")) {
            throw new IOException("no answer, but \"" + statusLine + "\"");
        }
        Map<String, String> headers = new TreeMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        byte[] body = switch (headers.getOrDefault("transfer-encoding", "")) {
            case "chunked" -> chunks(in);
            default -> method.equals("HEAD") ? new byte[0] : in.readAllBytes();
        };
        return new Answer(Integer.parseInt(statusLine.substring(9, 12)), headers, body);
    }

    private static byte[] chunks(InputStream in) throws IOException {
        var body = new ByteArrayOutputStream();
        for (int length = HexFormat.fromHexDigits(line(in)); length > 0; length = HexFormat.fromHexDigits(line(in))) {
            body.writeBytes(in.readNBytes(length));
            line(in);
        }
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }
}
