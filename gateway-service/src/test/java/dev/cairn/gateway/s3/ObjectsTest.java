package dev.cairn.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.gateway.s3.Endpoint.Answer;
import dev.cairn.gateway.s3.wire.PercentCoding;
import dev.cairn.kernel.Bytes;
import dev.cairn.testkit.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Objects come back as they were stored, under any key, whole or in part, and with what was stored beside them. */
class ObjectsTest {

    private Endpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = new Endpoint();
        assertThat(endpoint.put("/bucket", "").status()).isEqualTo(200);
    }

    @AfterEach
    void stop() {
        endpoint.close();
        assertThat(endpoint.failures).isEmpty();
    }

    @Test
    void anObjectComesBackWithItsMetadata() throws IOException {
        Answer stored = call(
                "PUT",
                "/bucket/a/b.txt",
                Map.of(
                        "content-type", "text/plain",
                        "cache-control", "no-cache",
                        "content-encoding", "aws-chunked,gzip",
                        "x-amz-acl", "private",
                        "x-amz-checksum-crc32", "DUoRhQ==",
                        "x-amz-meta-key", "  v\u00e4lue "),
                "hello world");
        Answer read = call("GET", "/bucket/a/b.txt", Map.of("x-amz-checksum-mode", "ENABLED"), "");
        Answer head = call("HEAD", "/bucket/a/b.txt", Map.of(), "");

        assertThat(stored.status()).isEqualTo(200);
        assertThat(stored.header("etag")).isEqualTo("\"5eb63bbbe01eeed093cb22bb8f5acdc3\"");
        assertThat(stored.header("x-amz-checksum-crc32")).isEqualTo("DUoRhQ==");
        assertThat(stored.header("x-amz-request-id")).hasSize(16);
        assertThat(read.text()).isEqualTo("hello world");
        assertThat(read.headers())
                .containsEntry("etag", stored.header("etag"))
                .containsEntry("content-type", "text/plain")
                .containsEntry("cache-control", "no-cache")
                .containsEntry("content-encoding", "gzip")
                .containsEntry("accept-ranges", "bytes")
                .containsEntry("last-modified", "Fri, 02 Jan 2026 03:04:05 GMT")
                .containsEntry("x-amz-checksum-crc32", "DUoRhQ==")
                .containsEntry("x-amz-meta-key", "v\u00e4lue")
                .doesNotContainKeys("x-amz-storage-class", "x-amz-restore");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("content-length")).isEqualTo("11");
        // What was answered is told behind the answer.
        Await.until("all four are told", Duration.ofSeconds(10), () -> endpoint.operations.size() == 4);
        assertThat(endpoint.operations)
                .containsExactlyInAnyOrder(
                        "CREATE_BUCKET 200 0 0", "PUT_OBJECT 200 11 0", "GET_OBJECT 200 0 11", "HEAD_OBJECT 200 0 0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a//b",
                "/",
                "//",
                "../../etc/passwd",
                "..",
                "./a/..",
                "a%2Fb",
                "%00",
                "a;b=c",
                "a%3Fb%23c",
                "%25",
                "a+b%20c",
                "%F0%9F%98%80",
                "%FF%FE",
                "%5C..%5C",
                "a%0Ab%01",
                "x.jsp;jsessionid=1",
                "WEB-INF/web.xml"
            })
    void anyKeyIsAKey(String path) throws IOException {
        boolean isFolder = path.endsWith("/");
        String body = isFolder ? "" : "body of " + path;
        Bytes key = PercentCoding.decodePath(path);

        assertThat(endpoint.put("/bucket/" + path, body).status()).isEqualTo(200);
        assertThat(endpoint.volume.keys("bucket")).containsExactly(key);
        assertThat(endpoint.get("/bucket/" + path).text()).isEqualTo(body);
        assertThat(call("GET", "/bucket", Map.of(), "").status()).isEqualTo(200);
        assertThat(call("DELETE", "/bucket/" + path, Map.of(), "").status()).isEqualTo(204);
        assertThat(endpoint.volume.keys("bucket")).isEmpty();
    }

    @Test
    void theLongestKeyFitsAndALongerOneIsRefused() throws IOException {
        assertThat(endpoint.put("/bucket/" + "%C3%A9".repeat(512), "x").status())
                .isEqualTo(200);
        Answer refused = endpoint.put("/bucket/" + "k".repeat(1_025), "x");
        assertThat(refused.code()).isEqualTo("KeyTooLongError");
        assertThat(endpoint.volume.keys("bucket")).hasSize(1);
    }

    @Test
    void ranges() throws IOException {
        endpoint.put("/bucket/k", "0123456789");

        assertRange("bytes=0-3", 206, "0123", "bytes 0-3/10");
        assertRange("bytes=7-", 206, "789", "bytes 7-9/10");
        assertRange("bytes=-2", 206, "89", "bytes 8-9/10");
        assertRange("bytes=5-100", 206, "56789", "bytes 5-9/10");
        assertRange("bytes=0-0,2-3", 200, "0123456789", "");
        assertRange("bytes=4-2", 200, "0123456789", "");
        assertRange("lines=1-2", 200, "0123456789", "");
        Answer outside = call("GET", "/bucket/k", Map.of("range", "bytes=10-"), "");
        assertThat(outside.status()).isEqualTo(416);
        assertThat(outside.code()).isEqualTo("InvalidRange");
        assertThat(outside.header("content-range")).isEqualTo("bytes */10");
        assertThat(call("HEAD", "/bucket/k", Map.of("range", "bytes=10-"), "").status())
                .isEqualTo(416);
        assertThat(call("HEAD", "/bucket/k", Map.of("range", "bytes=2-3"), "").header("content-length"))
                .isEqualTo("2");
    }

    private void assertRange(String range, int status, String text, String contentRange) throws IOException {
        Answer answer = call("GET", "/bucket/k", Map.of("range", range), "");
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.text()).isEqualTo(text);
        assertThat(answer.header("content-range")).isEqualTo(contentRange);
    }

    @Test
    void conditionsOfReads() throws IOException {
        String etag = endpoint.put("/bucket/k", "v").header("etag");
        String before = "Thu, 01 Jan 2026 00:00:00 GMT";
        String at = "Fri, 02 Jan 2026 03:04:05 GMT";

        assertStatus(200, Map.of("if-match", etag));
        assertStatus(200, Map.of("if-match", "*"));
        assertStatus(200, Map.of("if-match", "\"x\", " + etag.replace("\"", "")));
        assertStatus(412, Map.of("if-match", "\"x\""));
        assertStatus(304, Map.of("if-none-match", etag));
        assertStatus(304, Map.of("if-none-match", "*"));
        assertStatus(200, Map.of("if-none-match", "\"x\""));
        assertStatus(200, Map.of("if-modified-since", before));
        assertStatus(304, Map.of("if-modified-since", at));
        assertStatus(412, Map.of("if-unmodified-since", before));
        assertStatus(200, Map.of("if-unmodified-since", at));
        assertStatus(200, Map.of("if-match", etag, "if-unmodified-since", before));
        assertStatus(304, Map.of("if-none-match", etag, "if-modified-since", before));
        assertStatus(200, Map.of("if-modified-since", "yesterday"));
    }

    private void assertStatus(int status, Map<String, String> headers) throws IOException {
        assertThat(call("GET", "/bucket/k", headers, "").status())
                .as("%s", headers)
                .isEqualTo(status);
        assertThat(call("HEAD", "/bucket/k", headers, "").status())
                .as("%s", headers)
                .isEqualTo(status);
    }

    @Test
    void conditionsOfWrites() throws IOException {
        Map<String, String> absent = Map.of("if-none-match", "*");
        Answer first = call("PUT", "/bucket/k", absent, "1");

        assertThat(first.status()).isEqualTo(200);
        assertThat(call("PUT", "/bucket/k", absent, "2").code()).isEqualTo("PreconditionFailed");
        assertThat(call("PUT", "/bucket/k", Map.of("if-match", "\"00\""), "2").code())
                .isEqualTo("PreconditionFailed");
        assertThat(call("PUT", "/bucket/k", Map.of("if-none-match", "\"00\""), "2")
                        .code())
                .isEqualTo("NotImplemented");
        assertThat(endpoint.get("/bucket/k").text()).isEqualTo("1");
        assertThat(call("PUT", "/bucket/k", Map.of("if-match", first.header("etag")), "2")
                        .status())
                .isEqualTo(200);
        assertThat(call("DELETE", "/bucket/k", Map.of("if-match", first.header("etag")), "")
                        .code())
                .isEqualTo("PreconditionFailed");
        assertThat(endpoint.get("/bucket/k").text()).isEqualTo("2");
    }

    @Test
    void copies() throws IOException {
        call("PUT", "/bucket/s", Map.of("x-amz-meta-a", "1", "content-type", "text/x"), "source");
        Answer copied = call("PUT", "/bucket/t", Map.of("x-amz-copy-source", "/bucket/s"), "");
        call("PUT", "/bucket/u", Map.of("x-amz-copy-source", "bucket/s", "x-amz-metadata-directive", "REPLACE"), "");
        Answer same = call("PUT", "/bucket/s", Map.of("x-amz-copy-source", "/bucket/s"), "");
        Answer replaced = call(
                "PUT",
                "/bucket/s",
                Map.of(
                        "x-amz-copy-source", "/bucket/s",
                        "x-amz-metadata-directive", "REPLACE",
                        "x-amz-meta-b", "2"),
                "");

        assertThat(copied.text()).contains("<CopyObjectResult").contains("36cd38f49b9afa08222c0dc9ebfe35eb");
        assertThat(endpoint.get("/bucket/t").text()).isEqualTo("source");
        assertThat(endpoint.get("/bucket/t").headers())
                .containsEntry("x-amz-meta-a", "1")
                .containsEntry("content-type", "text/x");
        assertThat(endpoint.get("/bucket/u").headers()).doesNotContainKey("x-amz-meta-a");
        assertThat(same.code()).isEqualTo("InvalidRequest");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(endpoint.get("/bucket/s").headers())
                .containsEntry("x-amz-meta-b", "2")
                .doesNotContainKey("x-amz-meta-a");
        assertThat(endpoint.get("/bucket/s").text()).isEqualTo("source");
        assertThat(call("PUT", "/bucket/v", Map.of("x-amz-copy-source", "/bucket/none"), "")
                        .code())
                .isEqualTo("NoSuchKey");
        assertThat(call("PUT", "/bucket/v", Map.of("x-amz-copy-source", "/none/s"), "")
                        .code())
                .isEqualTo("NoSuchBucket");
        assertThat(call(
                                "PUT",
                                "/bucket/v",
                                Map.of("x-amz-copy-source", "/bucket/s", "x-amz-copy-source-if-match", "\"0\""),
                                "")
                        .code())
                .isEqualTo("PreconditionFailed");
    }

    @Test
    void foldersAreObjectsWithoutBytes() throws IOException {
        assertThat(endpoint.put("/bucket/f/", "").status()).isEqualTo(200);
        assertThat(call("PUT", "/bucket/f/", Map.of("x-amz-meta-a", "1"), "").status())
                .isEqualTo(200);
        assertThat(endpoint.put("/bucket/g/", "data").code()).isEqualTo("DirectoryObjectContainsData");
        Answer head = call("HEAD", "/bucket/f/", Map.of(), "");

        assertThat(head.headers())
                .containsEntry("content-length", "0")
                .containsEntry("etag", "\"d41d8cd98f00b204e9800998ecf8427e\"")
                .containsEntry("x-amz-meta-a", "1");
    }

    @Test
    void largeObjectsLeaveBySendfileAndByMemoryAlike(@TempDir Path folder) throws IOException {
        byte[] large = new byte[900_000];
        new Random(7).nextBytes(large);
        endpoint.call("PUT", "/bucket/memory", "", Map.of(), large);
        assertThat(endpoint.get("/bucket/memory").bytes()).isEqualTo(large);

        endpoint.blocks.keepFilesIn(folder);
        endpoint.call("PUT", "/bucket/file", "", Map.of(), large);
        assertThat(endpoint.get("/bucket/file").bytes()).isEqualTo(large);
        assertThat(call("GET", "/bucket/file", Map.of("range", "bytes=100000-799999"), "")
                        .bytes())
                .isEqualTo(Arrays.copyOfRange(large, 100_000, 800_000));
    }

    @Test
    void aConnectionThatBreaksOffTellsThatTheObjectIsNotWhole() throws IOException {
        endpoint.call("PUT", "/bucket/k", "", Map.of(), new byte[900_000]);
        endpoint.blocks.failReads(1_000, 0);

        assertThat(endpoint.get("/bucket/k").status()).isEqualTo(503);
        endpoint.blocks.failReads(0, 0);
        assertThat(endpoint.get("/bucket/k").status()).isEqualTo(200);
    }

    @Test
    void deletesOfManyKeys() throws IOException {
        endpoint.put("/bucket/a", "1");
        endpoint.put("/bucket/b&c", "2");
        endpoint.put("/bucket/d", "3");
        Answer answer = endpoint.post(
                "/bucket",
                "delete",
                "<Delete><Object><Key>a</Key></Object><Object><Key>b&amp;c</Key></Object>"
                        + "<Object><Key>missing</Key></Object>"
                        + "<Object><Key>d</Key><ETag>\"00000000000000000000000000000000\"</ETag></Object></Delete>");

        assertThat(answer.text())
                .contains("<Deleted><Key>a</Key></Deleted>")
                .contains("<Deleted><Key>b&amp;c</Key></Deleted>")
                .contains("<Deleted><Key>missing</Key></Deleted>")
                .contains("<Error><Key>d</Key><Code>PreconditionFailed</Code>");
        assertThat(endpoint.volume.keys("bucket")).containsExactly(Bytes.utf8("d"));
    }

    @Test
    void bucketsAndWhatClientsAskOfThem() throws IOException {
        assertThat(endpoint.put("/bucket", "").code()).isEqualTo("BucketAlreadyOwnedByYou");
        assertThat(endpoint.get("/").text()).contains("<Name>bucket</Name>");
        assertThat(call("HEAD", "/bucket", Map.of(), "").status()).isEqualTo(200);
        assertThat(call("HEAD", "/none", Map.of(), "").status()).isEqualTo(404);
        assertThat(query("GET", "location").text()).contains("LocationConstraint");
        assertThat(query("GET", "versioning").text()).contains("<VersioningConfiguration");
        assertThat(query("GET", "acl").text()).contains("FULL_CONTROL");
        assertThat(query("GET", "policy").code()).isEqualTo("NoSuchBucketPolicy");
        assertThat(query("GET", "versions").code()).isEqualTo("NotImplemented");
        assertThat(query("PUT", "tagging").code()).isEqualTo("NotImplemented");
        endpoint.put("/bucket/k", "v");
        assertThat(call("DELETE", "/bucket", Map.of(), "").code()).isEqualTo("BucketNotEmpty");
        call("DELETE", "/bucket/k", Map.of(), "");
        assertThat(call("DELETE", "/bucket", Map.of(), "").status()).isEqualTo(204);
        assertThat(call("DELETE", "/bucket", Map.of(), "").code()).isEqualTo("NoSuchBucket");
    }

    private Answer query(String method, String query) throws IOException {
        return endpoint.call(method, "/bucket", query, Map.of(), new byte[0]);
    }

    private Answer call(String method, String path, Map<String, String> headers, String body) throws IOException {
        return endpoint.call(method, path, "", headers, body.getBytes(StandardCharsets.UTF_8));
    }
}
