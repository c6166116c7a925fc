package dev.cairn.benchmarks.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Callers that create small files, each the next one as soon as it is answered. */
final class ClusterCallers implements AutoCloseable {

    private static final int CALLERS = 64;
    private static final int CREATED = 201;
    private static final int OK = 200;
    private static final Duration TIME_MAX = Duration.ofSeconds(60);

    /** One that was answered. */
    private record Answer(long begin, long end, String file) {}

    private final List<String> gateways;
    private final String authorization;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
    private final AtomicLong errors = new AtomicLong();
    private volatile boolean isOver;

    /** @param gateways their REST addresses */
    ClusterCallers(List<String> gateways, String accessKey, String secretKey) throws IOException, InterruptedException {
        this.gateways = gateways;
        this.authorization = "Basic "
                + Base64.getEncoder().encodeToString((accessKey + ":" + secretKey).getBytes(StandardCharsets.UTF_8));
        send(0, "PUT", "/dirs/failover", "");
        for (int i = 0; i < CALLERS; i++) {
            int caller = i;
            threads.execute(() -> call(caller));
        }
    }

    private void call(int caller) {
        for (long number = 0; !isOver; number++) {
            String file = "/files/failover/" + caller + "-" + number;
            long begin = System.nanoTime();
            try {
                int status = send(caller, "PUT", file, file).statusCode();
                if (status == CREATED) {
                    answers.add(new Answer(begin, System.nanoTime(), file));
                } else {
                    errors.incrementAndGet();
                }
            } catch (IOException e) {
                errors.incrementAndGet();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private HttpResponse<String> send(int caller, String method, String path, String body)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(gateways.get(caller % gateways.size()) + path))
                        .timeout(TIME_MAX)
                        .header("Authorization", authorization)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    int answered() {
        return answers.size();
    }

    long errors() {
        return errors.get();
    }

    /** The longest that a caller waited for an answer that came behind a moment, in milliseconds. */
    double longestWaitSince(long moment) {
        return answers.stream()
                        .filter(answer -> answer.end - moment > 0)
                        .mapToLong(answer -> answer.end - Math.max(answer.begin, moment))
                        .max()
                        .orElse(0)
                / 1e6;
    }

    /** Ends the calls and reads back everything that was acknowledged; answers how much is not there. */
    long endAndCountLost() throws IOException, InterruptedException {
        isOver = true;
        threads.shutdown();
        if (!threads.awaitTermination(2 * TIME_MAX.toSeconds(), TimeUnit.SECONDS)) {
            throw new IOException("callers that do not end");
        }
        var lost = new AtomicLong();
        try (var readers =
                Executors.newFixedThreadPool(CALLERS, Thread.ofVirtual().factory())) {
            answers.forEach(answer -> readers.execute(() -> {
                if (!isThere(answer.file)) {
                    lost.incrementAndGet();
                }
            }));
        }
        return lost.get();
    }

    private boolean isThere(String file) {
        try {
            HttpResponse<String> read = send(file.hashCode() & 1, "GET", file, "");
            return read.statusCode() == OK && read.body().equals(file);
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        isOver = true;
        threads.shutdownNow();
        http.shutdownNow();
    }
}
