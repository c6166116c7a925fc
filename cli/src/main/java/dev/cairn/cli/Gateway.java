package dev.cairn.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.OptionalLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Calls a gateway. A call that reads is asked again, a bounded number of times, when the gateway answers that it should be; one that
 * changes something is not, since the first may have been done.
 */
final class Gateway implements AutoCloseable {

    /** A change of leader is over by then. */
    private static final int TRIES_MAX = 5;

    private static final Duration CONNECT_TIME = Duration.ofSeconds(10);

    /** One second a retry; a gateway that names more is asked again sooner, and refuses again. */
    private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String endpoint;
    private final String authorization;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIME)
            .build();

    Gateway(String endpoint, String user, String secret) {
        this.endpoint = endpoint.endsWith("/") ? endpoint.substring(0, endpoint.length() - 1) : endpoint;
        this.authorization =
                "Basic " + Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    static JsonMapper json() {
        return JSON;
    }

    /** An answer whose body is read by the caller, who closes it. */
    record Stream(InputStream body, OptionalLong length) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    /** @throws Refusal if the gateway refuses; CommandFailure if it cannot be reached */
    JsonNode call(Request request) {
        return call(request, BodyPublishers.noBody());
    }

    JsonNode call(Request request, JsonNode body) {
        return call(
                request.header("Content-Type", "application/json"),
                BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    }

    JsonNode call(Request request, BodyPublisher body) {
        HttpResponse<InputStream> response = send(request, body);
        try (InputStream in = response.body()) {
            byte[] bytes = in.readAllBytes();
            return bytes.length == 0 ? JSON.createObjectNode() : JSON.readTree(bytes);
        } catch (IOException | JacksonException e) {
            throw new CommandFailure("the answer of " + endpoint + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** @throws Refusal before a byte is read; CommandFailure if it cannot be reached */
    Stream open(Request request) {
        HttpResponse<InputStream> response = send(request, BodyPublishers.noBody());
        return new Stream(response.body(), response.headers().firstValueAsLong("Content-Length"));
    }

    private HttpResponse<InputStream> send(Request request, BodyPublisher body) {
        var message = HttpRequest.newBuilder(uri(request)).method(request.method(), body);
        message.header("Authorization", authorization)
                .header("Accept", "application/json, application/octet-stream, */*");
        request.headers().forEach(message::header);
        int tries = request.method().equals("GET") ? TRIES_MAX : 1;
        try {
            while (true) {
                HttpResponse<InputStream> response = client.send(message.build(), BodyHandlers.ofInputStream());
                if (response.statusCode() < 300) {
                    return response;
                }
                JsonNode problem = problem(response);
                boolean mayHelp = response.statusCode() == 503
                        && !problem.path("code").asString("").equals("OFFLINE");
                if (!mayHelp || --tries == 0) {
                    throw Refusal.of(response.statusCode(), problem);
                }
                Thread.sleep(pause(response));
            }
        } catch (IOException e) {
            throw new CommandFailure("no answer from " + endpoint + ": " + reason(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure("interrupted", e);
        }
    }

    private URI uri(Request request) {
        try {
            return URI.create(endpoint + request.target());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("not an address: " + endpoint + request.target(), e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private static Duration pause(HttpResponse<?> response) {
        Duration asked = Duration.ofSeconds(
                response.headers().firstValueAsLong("Retry-After").orElse(1));
        return asked.compareTo(PAUSE_MAX) < 0 ? asked : PAUSE_MAX;
    }

    private static JsonNode problem(HttpResponse<InputStream> response) throws IOException {
        try (InputStream in = response.body()) {
            return JSON.readTree(in.readAllBytes());
        } catch (JacksonException notJson) {
            return JSON.createObjectNode();
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
