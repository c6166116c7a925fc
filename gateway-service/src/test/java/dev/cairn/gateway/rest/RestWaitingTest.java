package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.OfflineDefault;
import dev.cairn.gateway.data.GatewayLimits;
import dev.cairn.testkit.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request, or a directory, says to do about offline data; and those who follow the waiting list. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RestWaitingTest extends RestFixture {

    private static final byte[] BYTES = new byte[5_000];

    @AfterEach
    void saysNothing() {
        volume.fakeArchive().sayOffline(OfflineDefault.REFUSE);
    }

    private String offline(String name) {
        String inode = put("/v1/files/" + name, BYTES).field("inode");
        post("/v1/inodes/" + inode + "/release?dataVersion=1");
        return inode;
    }

    private boolean isRecalled(String name) {
        return get("/v1/entries/" + name)
                .json()
                .path("restore")
                .path("requested")
                .asBoolean();
    }

    private boolean isWaiting(String inode) {
        return get("/v1/waiting").text().contains("\"inode\":\"" + inode + "\"");
    }

    @Test
    void aRequestSaysWhatToDo() {
        offline("asked");
        volume.fakeArchive().sayOffline(new OfflineDefault(OfflineDefault.Recall.LEFT, Duration.ofSeconds(30)));
        assertThat(get("/v1/files/asked?offline=refuse").status()).isEqualTo(503);
        assertThat(get("/v1/files/asked?wait=0").status()).isEqualTo(503);
        assertThat(get("/v1/files/asked?offline=wait&wait=1").status()).isEqualTo(503);
        assertThat(isRecalled("asked")).isFalse();
        Answer queued = get("/v1/files/asked?offline=queue");
        assertThat(queued.status()).isEqualTo(503);
        assertThat(queued.field("code")).isEqualTo("OFFLINE");
        assertThat(isRecalled("asked")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"offline=maybe", "offline=", "offline=wait&wait=x", "wait=601"})
    void whatCannotBeMeantIsRefused(String query) {
        put("/v1/files/odd", "here");
        assertThat(get("/v1/files/odd?" + query).status()).isEqualTo(400);
    }

    @Test
    void elseTheDirectorySaysIt() throws Exception {
        String inode = offline("unasked");
        assertThat(get("/v1/files/unasked").status()).isEqualTo(503);
        assertThat(isRecalled("unasked")).isFalse();
        volume.fakeArchive().sayOffline(new OfflineDefault(OfflineDefault.Recall.LEFT, Duration.ZERO));
        assertThat(get("/v1/files/unasked").status()).isEqualTo(503);
        assertThat(isRecalled("unasked")).isTrue();
        volume.fakeArchive().sayOffline(new OfflineDefault(OfflineDefault.Recall.NONE, Duration.ofSeconds(30)));
        CompletableFuture<Answer> reading = CompletableFuture.supplyAsync(() -> get("/v1/files/unasked"));
        Await.until("it waits", () -> isWaiting(inode));
        put("/v1/inodes/" + inode + "/stage?dataVersion=1", BYTES);
        assertThat(reading.get(20, TimeUnit.SECONDS).bytes()).isEqualTo(BYTES);
    }

    @Test
    @DisplayName("ST-6 offline-extent-waiting, 5: who hangs up waits no longer")
    void whoHangsUpWaitsNoLonger() throws IOException {
        String inode = offline("hung-up");
        try (Connection connection = connect("GET /v1/files/hung-up?wait=600 HTTP/1.1")) {
            Await.until("it waits", () -> isWaiting(inode));
        }
        Await.until("it is gone", () -> !isWaiting(inode));
        assertThat(volume.fakeArchive().openWaits()).isZero();
    }

    @Test
    void aClientThatSendsItsNextRequestEarlyIsStillThere() throws IOException {
        String inode = offline("early");
        try (Connection connection = connect("GET /v1/files/early?wait=600 HTTP/1.1")) {
            Await.until("it waits", () -> isWaiting(inode));
            connection.request("GET /v1/stable-seq HTTP/1.1");
            long looks = System.nanoTime();
            Await.until("the gateway looked several times", () -> System.nanoTime() - looks > 2_000_000_000L);
            assertThat(isWaiting(inode)).isTrue();
            put("/v1/inodes/" + inode + "/stage?dataVersion=1", BYTES);
            assertThat(connection.line()).startsWith("HTTP/1.1 200");
        }
    }

    /** A stream of server-sent events, read in the background. */
    private static final class Events {
        private final List<String> lines = new ArrayList<>();

        void follow(BufferedReader reader) {
            Thread.startVirtualThread(() -> {
                try {
                    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                        synchronized (lines) {
                            lines.add(line);
                        }
                    }
                } catch (IOException ended) {
                    // The test is over.
                }
            });
        }

        long count(String part) {
            synchronized (lines) {
                return lines.stream().filter(line -> line.contains(part)).count();
            }
        }
    }

    @Test
    void eventsTellTheListAndThenWhatComes() throws Exception {
        String there = offline("there");
        post("/v1/inodes/" + there + "/recall");
        try (Connection connection = connect("GET /v1/waiting/events HTTP/1.1")) {
            var events = new Events();
            events.follow(connection.reader());
            Await.until("the list came", () -> events.count("\"inode\":\"" + there + "\"") == 1);
            assertThat(events.count("text/event-stream")).isEqualTo(1);
            String later = offline("later");
            CompletableFuture<Answer> reading = CompletableFuture.supplyAsync(() -> get("/v1/files/later?wait=30"));
            Await.until("the news came", () -> events.count("\"inode\":\"" + later + "\"") == 1);
            assertThat(events.count("event: waiting")).isEqualTo(2);
            volume.fakeArchive().startTerm();
            Await.until("another leader: the list came again", () -> events.count("event: waiting") == 4);
            put("/v1/inodes/" + later + "/stage?dataVersion=1", BYTES);
            reading.get(20, TimeUnit.SECONDS);
        }
        put("/v1/inodes/" + there + "/stage?dataVersion=1", BYTES);
    }

    @Test
    void moreStreamsThanThereMayBeAreRefusedAndEndedOnesMakeRoom() throws Exception {
        List<Connection> streams = new ArrayList<>();
        for (int i = 0; i < GatewayLimits.EVENT_STREAMS_MAX; i++) {
            Connection stream = connect("GET /v1/waiting/events HTTP/1.1");
            streams.add(stream);
            assertThat(stream.line()).startsWith("HTTP/1.1 200");
        }
        Answer refused = get("/v1/waiting/events");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.field("code")).isEqualTo("OVERLOADED");
        for (Connection stream : streams) {
            stream.close();
        }
        Await.until("there is room again", () -> {
            try (Connection stream = connect("GET /v1/waiting/events HTTP/1.1")) {
                return stream.line().startsWith("HTTP/1.1 200");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    private Connection connect(String line) throws IOException {
        var connection = new Connection(socket());
        connection.request(line);
        return connection;
    }

    /** A connection that a test holds open. */
    private record Connection(java.net.Socket socket, BufferedReader reader) implements AutoCloseable {

        Connection(java.net.Socket socket) throws IOException {
            this(socket, new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8)));
        }

        void request(String line) throws IOException {
            socket.getOutputStream()
                    .write((line + "\r\nHost: x\r\nAuthorization: " + ADMIN + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
        }

        String line() throws IOException {
            return reader.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
