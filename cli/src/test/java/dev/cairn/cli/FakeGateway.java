package dev.cairn.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A gateway that notes what it is asked and answers what it was told to, in order; the last answer stays. */
final class FakeGateway implements AutoCloseable {

    /** One request as it came. */
    record Asked(String line, Map<String, String> headers, String body) {}

    private record Answer(int status, Map<String, String> headers, byte[] body) {}

    private final HttpServer server;
    private final List<Asked> asked = Collections.synchronizedList(new ArrayList<>());
    private final Deque<Answer> answers = new ArrayDeque<>();

    FakeGateway() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
        Session.environment(Map.of("AWS_ACCESS_KEY_ID", "key", "AWS_SECRET_ACCESS_KEY", "secret"));
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    FakeGateway answer(int status, String body) {
        return answer(status, Map.of("Content-Type", "application/json"), body);
    }

    synchronized FakeGateway answer(int status, Map<String, String> headers, String body) {
        answers.add(new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8)));
        return this;
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, values.getFirst()));
            asked.add(new Asked(exchange.getRequestMethod() + " " + exchange.getRequestURI(), headers, body));
            Answer answer = next();
            answer.headers().forEach(exchange.getResponseHeaders()::set);
            boolean isEmpty = answer.body().length == 0;
            exchange.sendResponseHeaders(answer.status(), isEmpty ? -1 : answer.body().length);
            if (!isEmpty) {
                exchange.getResponseBody().write(answer.body());
            }
        }
    }

    private synchronized Answer next() {
        return answers.size() > 1 ? answers.remove() : answers.element();
    }

    List<Asked> asked() {
        return asked;
    }

    List<String> lines() {
        return asked.stream().map(Asked::line).toList();
    }

    /** How a command ended and what it printed. */
    record Ran(int code, String out, String err) {}

    Ran run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add(1, "--endpoint=" + address());
        var out = new StringWriter();
        var err = new StringWriter();
        int code = CairnCli.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        return new Ran(code, out.toString(), err.toString());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
