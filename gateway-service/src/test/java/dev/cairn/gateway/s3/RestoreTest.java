package dev.cairn.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.OfflineDefault;
import dev.cairn.gateway.s3.Endpoint.Answer;
import dev.cairn.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An offline object shows, is refused, can be asked for, and is the same when it is back. */
class RestoreTest {

    private static final String REQUEST = "<RestoreRequest xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
            + " <Days>2</Days> <GlacierJobParameters><Tier>Bulk</Tier></GlacierJobParameters></RestoreRequest>";

    private Endpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = new Endpoint();
        endpoint.put("/bucket", "");
        endpoint.put("/bucket/k", "data");
    }

    @AfterEach
    void stop() {
        endpoint.close();
        assertThat(endpoint.failures).isEmpty();
    }

    @Test
    void theRoundTrip() throws IOException {
        Answer online = head();
        assertThat(restore().code()).isEqualTo("InvalidObjectState");
        endpoint.volume.release("bucket", "k");

        assertThat(head().headers())
                .containsEntry("x-amz-storage-class", "GLACIER")
                .containsEntry("content-length", "4")
                .containsEntry("etag", online.header("etag"))
                .containsEntry("last-modified", online.header("last-modified"))
                .doesNotContainKey("x-amz-restore");
        Answer refused = endpoint.get("/bucket/k");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.code()).isEqualTo("InvalidObjectState");
        assertThat(refused.text()).contains("<StorageClass>GLACIER</StorageClass>");
        assertThat(copy("/bucket/k", "/bucket/t").code()).isEqualTo("ObjectNotInActiveTierError");

        assertThat(restore().status()).isEqualTo(202);
        assertThat(head().header("x-amz-restore")).isEqualTo("ongoing-request=\"true\"");
        assertThat(endpoint.get("/bucket/k").code()).isEqualTo("InvalidObjectState");
        assertThat(restore().code()).isEqualTo("RestoreAlreadyInProgress");

        endpoint.volume.stage(
                "bucket", "k", "data".getBytes(StandardCharsets.UTF_8), Instant.parse("2026-03-01T00:00:00Z"));
        assertThat(head().header("x-amz-restore"))
                .isEqualTo("ongoing-request=\"false\", expiry-date=\"Sun, 01 Mar 2026 00:00:00 GMT\"");
        assertThat(head().headers()).doesNotContainKey("x-amz-storage-class");
        assertThat(endpoint.get("/bucket/k").text()).isEqualTo("data");
        assertThat(restore().status()).isEqualTo(200);
    }

    @Test
    void metadataOfAnOfflineObjectCanBeReplaced() throws IOException {
        endpoint.volume.release("bucket", "k");
        Answer replaced = endpoint.call(
                "PUT",
                "/bucket/k",
                "",
                Map.of(
                        "x-amz-copy-source", "/bucket/k",
                        "x-amz-metadata-directive", "REPLACE",
                        "x-amz-meta-a", "1"),
                new byte[0]);

        assertThat(replaced.status()).isEqualTo(200);
        assertThat(head().headers()).containsEntry("x-amz-meta-a", "1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<RestoreRequest/>",
                "<RestoreRequest><Days>0</Days></RestoreRequest>",
                "<RestoreRequest><Days>x</Days></RestoreRequest>",
                "<RestoreRequest><Days>1</Days><Tier>Now</Tier></RestoreRequest>"
            })
    void requestsThatMeanNothing(String document) throws IOException {
        endpoint.volume.release("bucket", "k");
        assertThat(endpoint.post("/bucket/k", "restore", document).code()).isEqualTo("MalformedXML");
        assertThat(head().headers()).doesNotContainKey("x-amz-restore");
    }

    @Test
    void whatIsNotThereCannotBeRestored() throws IOException {
        assertThat(endpoint.post("/bucket/none", "restore", REQUEST).code()).isEqualTo("NoSuchKey");
        assertThat(endpoint.post("/none/k", "restore", REQUEST).code()).isEqualTo("NoSuchBucket");
    }

    @Test
    void aReadLeavesARecallWhereTheDirectorySaysSo() throws IOException {
        endpoint.volume.release("bucket", "k");
        endpoint.volume.offlineDefault = new OfflineDefault(OfflineDefault.Recall.LEFT, Duration.ZERO);

        assertThat(endpoint.get("/bucket/k").code()).isEqualTo("InvalidObjectState");

        assertThat(head().header("x-amz-restore")).isEqualTo("ongoing-request=\"true\"");
        assertThat(endpoint.get("/bucket/k").code()).isEqualTo("InvalidObjectState");
    }

    @Test
    void aReadWaitsWhereTheDirectorySaysSo() throws Exception {
        endpoint.volume.release("bucket", "k");
        endpoint.volume.offlineDefault = new OfflineDefault(OfflineDefault.Recall.NONE, Duration.ofSeconds(30));
        CompletableFuture<Answer> reading = CompletableFuture.supplyAsync(() -> {
            try {
                return endpoint.get("/bucket/k");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Await.until("it waits", () -> endpoint.volume.waiters() == 1);
        endpoint.volume.stage(
                "bucket", "k", "data".getBytes(StandardCharsets.UTF_8), Instant.parse("2026-03-01T00:00:00Z"));

        assertThat(reading.get(20, TimeUnit.SECONDS).text()).isEqualTo("data");
        assertThat(head().headers()).doesNotContainKey("x-amz-storage-class");
    }

    private Answer restore() throws IOException {
        return endpoint.post("/bucket/k", "restore", REQUEST);
    }

    private Answer head() throws IOException {
        return endpoint.call("HEAD", "/bucket/k", "", Map.of(), new byte[0]);
    }

    private Answer copy(String from, String to) throws IOException {
        return endpoint.call("PUT", to, "", Map.of("x-amz-copy-source", from), new byte[0]);
    }
}
