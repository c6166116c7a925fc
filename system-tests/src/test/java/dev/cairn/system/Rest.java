package dev.cairn.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the REST interface that hides nothing: it sends what it is told and answers what came back. */
final class Rest {

    private static final Duration TIME_MAX = Duration.ofSeconds(60);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final URI endpoint;
    private final String authorization;
    private final HttpClient http = HttpClient.newHttpClient();

    Rest(URI endpoint, String accessKey, String secretKey) {
        this.endpoint = endpoint;
        this.authorization = "Basic "
                + Base64.getEncoder().encodeToString((accessKey + ":" + secretKey).getBytes(StandardCharsets.UTF_8));
    }

    /** An answer, whatever its status. */
    record Answer(int status, byte[] body, HttpResponse<byte[]> response) {

        JsonNode json() {
            return JSON.readTree(body);
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        Answer expect(int wanted) {
            if (status != wanted) {
                throw new AssertionError(response.request().method() + " " + response.uri() + " answered " + status
                        + ": " + new String(body, StandardCharsets.UTF_8));
            }
            return this;
        }
    }

    Answer get(String path) {
        return send("GET", path, Map.of(), new byte[0]);
    }

    Answer delete(String path) {
        return send("DELETE", path, Map.of(), new byte[0]);
    }

    Answer put(String path, byte[] body) {
        return send("PUT", path, Map.of(), body);
    }

    Answer post(String path, String json) {
        return send("POST", path, Map.of("Content-Type", "application/json"), json.getBytes(StandardCharsets.UTF_8));
    }

    Answer send(String method, String path, Map<String, String> headers, byte[] body) {
        var request = HttpRequest.newBuilder(endpoint.resolve(path))
                .timeout(TIME_MAX)
                .header("Authorization", authorization)
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
