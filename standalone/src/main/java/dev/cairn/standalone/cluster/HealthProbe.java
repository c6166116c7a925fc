package dev.cairn.standalone.cluster;

import dev.cairn.standalone.process.ReplicaReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Asks members how they are. They may be dead or paused, so no question takes long. Safe for use by any thread. */
final class HealthProbe implements AutoCloseable {

    private static final Duration CONNECT_TIME_MAX = Duration.ofMillis(500);
    /** A gateway asks the services before it answers, and gives them two seconds. */
    private static final Duration ANSWER_TIME_MAX = Duration.ofSeconds(3);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(CONNECT_TIME_MAX).build();

    /** Whether the member does its work. */
    boolean isReady(Member member) {
        return member.role().hasHealth()
                ? get(member, "/actuator/health/readiness").isPresent()
                : takesConnections(member.port());
    }

    /** What a running member says of its part in a group; empty if it has none, or does not answer. */
    Optional<ReplicaReport> replica(Member member) {
        try {
            return member.role().elects()
                    ? get(member, "/actuator/replica").map(json -> JSON.readValue(json, ReplicaReport.class))
                    : Optional.empty();
        } catch (JacksonException notOurs) {
            return Optional.empty();
        }
    }

    private Optional<String> get(Member member, String path) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + member.port() + path))
                .timeout(ANSWER_TIME_MAX)
                .build();
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
        } catch (IOException noAnswer) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }

    private static boolean takesConnections(int port) {
        try (var socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port), (int) CONNECT_TIME_MAX.toMillis());
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    /** Whether a process could listen there now. */
    static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
