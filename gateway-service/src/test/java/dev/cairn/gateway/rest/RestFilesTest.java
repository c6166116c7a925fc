package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.gateway.data.GatewayLimits;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files by path over real HTTP: what is put is got, under exactly the name and the conditions that were asked for. */
class RestFilesTest extends RestFixture {

    @Test
    void whatIsPutIsGot() {
        byte[] body = bytes(1_000_000);

        Answer created = put("/v1/files/large?mode=0600&mtime=2026-01-02T03:04:05Z", body);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.field("size")).isEqualTo("1000000");
        assertThat(created.field("mode")).isEqualTo("0600");
        assertThat(created.field("mtime")).isEqualTo("2026-01-02T03:04:05Z");
        assertThat(created.header("ETag")).isEqualTo("\"1\"");

        Answer read = get("/v1/files/large");
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.bytes()).isEqualTo(body);
        assertThat(read.header("ETag")).isEqualTo("\"1\"");
        assertThat(read.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(read.header("Cairn-Request-Id")).isNotEmpty();

        Answer described = head("/v1/files/large");
        assertThat(described.status()).isEqualTo(200);
        assertThat(described.header("Content-Length")).isEqualTo("1000000");
        assertThat(described.header("Last-Modified")).isEqualTo("Fri, 02 Jan 2026 03:04:05 GMT");
        assertThat(described.bytes()).isEmpty();

        Answer replaced = put("/v1/files/large", "new");
        assertThat(replaced.status()).isEqualTo(200);
        assertThat(replaced.header("ETag")).isEqualTo("\"2\"");
        assertThat(replaced.field("inode")).isEqualTo(created.field("inode"));
        assertThat(get("/v1/inodes/" + created.field("inode") + "/content").text())
                .isEqualTo("new");
    }

    @Test
    void bodiesOfUnknownLengthAndOfFormsAreJustBytes() {
        byte[] body = bytes(400_000);
        HttpRequest.BodyPublisher chunked =
                HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));

        assertThat(send(request("/v1/files/chunked").PUT(chunked)).status()).isEqualTo(201);
        assertThat(send(request("/v1/files/form")
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .PUT(HttpRequest.BodyPublishers.ofString("a=b&c=d")))
                        .status())
                .isEqualTo(201);

        assertThat(get("/v1/files/chunked").bytes()).isEqualTo(body);
        assertThat(get("/v1/files/form").text()).isEqualTo("a=b&c=d");
    }

    @Test
    void ranges() {
        put("/v1/files/ranged", "0123456789");

        Answer part = send(request("/v1/files/ranged").header("Range", "bytes=2-4"));
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.text()).isEqualTo("234");
        assertThat(part.header("Content-Range")).isEqualTo("bytes 2-4/10");
        assertThat(send(request("/v1/files/ranged").header("Range", "bytes=-3")).text())
                .isEqualTo("789");

        Answer outside = send(request("/v1/files/ranged").header("Range", "bytes=10-"));
        assertThat(outside.status()).isEqualTo(416);
        assertThat(outside.header("Content-Range")).isEqualTo("bytes */10");
        assertThat(outside.field("code")).isEqualTo("RANGE_NOT_SATISFIABLE");

        Answer changed =
                send(request("/v1/files/ranged").header("Range", "bytes=2-4").header("If-Range", "\"9\""));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.text()).isEqualTo("0123456789");
    }

    @Test
    void conditions() {
        put("/v1/files/conditional", "one");

        assertThat(send(request("/v1/files/conditional").header("If-None-Match", "\"1\""))
                        .status())
                .isEqualTo(304);
        Answer failed = send(request("/v1/files/conditional").header("If-Match", "\"7\""));
        assertThat(failed.status()).isEqualTo(412);
        assertThat(failed.field("dataVersion")).isEqualTo("1");

        Answer exists = send(request("/v1/files/conditional")
                .header("If-None-Match", "*")
                .PUT(HttpRequest.BodyPublishers.ofString("two")));
        assertThat(exists.status()).isEqualTo(412);
        assertThat(exists.field("code")).isEqualTo("PRECONDITION_FAILED");
        assertThat(exists.field("dataVersion")).isEqualTo("1");
        assertThat(send(request("/v1/files/conditional")
                                .header("If-Match", "\"2\"")
                                .DELETE())
                        .status())
                .isEqualTo(412);
        assertThat(send(request("/v1/files/conditional")
                                .header("If-Match", "\"1\"")
                                .DELETE())
                        .status())
                .isEqualTo(204);
        assertThat(get("/v1/files/conditional").field("code")).isEqualTo("ENOENT");
    }

    @Test
    void digests() throws Exception {
        String good = Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance("MD5").digest("body".getBytes(StandardCharsets.UTF_8)));

        Answer wrong = send(request("/v1/files/digested")
                .header("Content-MD5", good)
                .PUT(HttpRequest.BodyPublishers.ofString("Body")));
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.field("reason")).isEqualTo("digest");
        assertThat(get("/v1/files/digested").status()).isEqualTo(404);
        assertThat(send(request("/v1/files/digested")
                                .header("Content-MD5", "AAAA")
                                .PUT(HttpRequest.BodyPublishers.ofString("body")))
                        .status())
                .isEqualTo(400);
        assertThat(send(request("/v1/files/digested")
                                .header("Content-MD5", good)
                                .PUT(HttpRequest.BodyPublishers.ofString("body")))
                        .status())
                .isEqualTo(201);
    }

    @Test
    void aTruncatedBodyStoresNothing() throws IOException {
        rawAndHangUp("PUT /v1/files/truncated HTTP/1.1\r\nHost: x\r\nAuthorization: " + ADMIN
                + "\r\nContent-Length: 10\r\nConnection: close\r\n\r\nfour");

        assertThat(get("/v1/files/truncated").status()).isEqualTo(404);
    }

    @Test
    void everyByteCanBePartOfAName() {
        StringBuilder all = new StringBuilder();
        for (int value = 1; value < 256; value++) {
            if (value != '/') {
                String name = "byte%%%02X".formatted(value);
                all.append("%%%02X".formatted(value));
                assertThat(put("/v1/files/" + name, name).status()).as(name).isEqualTo(201);
                assertThat(get("/v1/files/" + name).text()).isEqualTo(name);
            }
        }
        assertThat(put("/v1/files/" + all, "all").status()).isEqualTo(201);
        assertThat(get("/v1/files/" + all).text()).isEqualTo("all");
        assertThat(get("/v1/files/byte.").text()).isEqualTo("byte%2E");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/files/a/../b",
                "/v1/files/../files/b",
                "/v1/files/../../v1/files/b",
                "/v1/files/%2e%2e/b",
                "/v1/files/./b",
                "/v1/files/b/.",
                "/v1/files//b",
                "/v1/files/b//c",
                "/v1/files/b/",
                "/v1/files/b%2Fc",
                "/v1/files/",
                "/v1/files"
            })
    void impossibleNames(String path) {
        Answer answer = put(path, "x");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.field("code")).isEqualTo("EINVAL");
        assertThat(answer.field("reason")).isEqualTo("name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/files/../../../etc/passwd",
                "/v1/files/a%00b",
                "/v1/files/%zz",
                "/v1/files/a|b",
                "/v1/files/..%2f..%2f..%2fx"
            })
    void pathsThatTomcatRefusesAreProblemsToo(String path) throws IOException {
        String answer = raw(
                "GET " + path + " HTTP/1.1\r\nHost: x\r\nAuthorization: " + ADMIN + "\r\nConnection: close\r\n\r\n");

        assertThat(answer)
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json")
                .contains("\"code\":");
        assertThat(answer).doesNotContain("<html");
    }

    @Test
    void noWayOfWritingAPathLeadsAroundTheKeys() throws IOException {
        put("/v1/files/kept", "treasure");
        for (String path : new String[] {
            "/v1/files/kept",
            "/v1/files/../../x/../v1/files/kept",
            "/v1/./files/kept",
            "/v1;a/files/kept",
            "/v1/files;a=b/kept",
            "/v1/files/%6bept",
            "//v1/files/kept",
            "/actuator/../v1/files/kept",
            "/v1/files/kept/../../../actuator/health"
        }) {
            String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            assertThat(answer).as(path).doesNotContain("treasure").matches("(?s)HTTP/1.1 4.*");
        }
    }

    @Test
    void wrongKindsOfInodes() {
        send(request("/v1/dirs/kinds").PUT(HttpRequest.BodyPublishers.noBody()));
        putJson("/v1/symlinks/kinds-link", "{\"target\":\"kinds\"}");

        assertThat(get("/v1/files/kinds").field("code")).isEqualTo("EISDIR");
        assertThat(put("/v1/files/kinds", "x").status()).isEqualTo(409);
        assertThat(get("/v1/files/kinds-link").status()).isEqualTo(409);
        assertThat(put("/v1/files/kinds-link/x", "x").field("code")).isEqualTo("ENOTDIR");
        assertThat(put("/v1/files/missing/x", "x").field("code")).isEqualTo("ENOENT");
        assertThat(put("/v1/files/missing/x?parents=create", "x").status()).isEqualTo(201);
        assertThat(put("/v1/files/y?parents=maybe", "x").field("code")).isEqualTo("EINVAL");
        assertThat(put("/v1/files/y?mode=999", "x").field("code")).isEqualTo("EINVAL");
    }

    @Test
    void aLargeBodyWithNoPlaceToGoIsNotSentFor() throws IOException {
        int before = blocks.segments();

        String answer = raw("PUT /v1/files/nowhere/x HTTP/1.1\r\nHost: x\r\nAuthorization: " + ADMIN
                + "\r\nExpect: 100-continue\r\nContent-Length: 1000000\r\nConnection: close\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 404").contains("ENOENT").doesNotContain("100 Continue");
        assertThat(blocks.segments()).isEqualTo(before);
    }

    @Test
    void aFileInOnePlaceLeavesBySendfile(@TempDir Path folder) {
        blocks.keepFilesIn(folder);
        byte[] body = bytes(90_000);
        put("/v1/files/sendfile", body);
        int reads = blocks.reads();

        assertThat(get("/v1/files/sendfile").bytes()).isEqualTo(body);
        Answer part = send(request("/v1/files/sendfile").header("Range", "bytes=1000-80999"));
        assertThat(part.status()).isEqualTo(206);
        assertThat(part.bytes()).isEqualTo(Arrays.copyOfRange(body, 1_000, 81_000));
        assertThat(blocks.reads()).as("nothing went through memory").isEqualTo(reads);
        blocks.keepFilesIn(null);
    }

    @Test
    void aStorageThatFailsAtOnceIsAProblemWithoutHeadersOfTheFile() {
        put("/v1/files/failing", bytes(300_000));
        blocks.failReads(GatewayLimits.FRUITLESS_ATTEMPTS_MAX, 0);

        Answer answer = get("/v1/files/failing");

        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.header("Retry-After")).isEqualTo("1");
        assertThat(answer.header("ETag")).isEmpty();
        assertThat(answer.field("code")).isEqualTo("UNAVAILABLE");
        assertThat(answer.field("requestId")).isEqualTo(answer.header("Cairn-Request-Id"));
    }

    @Test
    void aStorageThatFailsInTheMiddleBreaksTheConnectionOff() throws IOException {
        put("/v1/files/broken", bytes(300_000));
        String request = "GET /v1/files/broken HTTP/1.1\r\nHost: x\r\nAuthorization: " + ADMIN + "\r\n\r\n";
        // One attempt that gets on, then none.
        blocks.failReads(1, 50_000);
        assertThat(raw(request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"))
                        .length())
                .isGreaterThan(300_000);
        blocks.failReadsForGoodAfter(50_000);

        String answer = raw(request);
        blocks.failReads(0, 0);

        assertThat(answer).startsWith("HTTP/1.1 200").contains("Content-Length: 300000");
        assertThat(answer.length()).isLessThan(100_000);
    }

    @Test
    void noProblemPassesForTheLastBytesOfAFile() throws IOException {
        put("/v1/files/nearly", bytes(90_000));
        blocks.failReadsForGoodAfter(89_950);

        String answer = raw("GET /v1/files/nearly HTTP/1.1\r\nHost: x\r\nAuthorization: " + ADMIN + "\r\n\r\n");
        blocks.failReads(0, 0);

        String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
        assertThat(body).hasSizeLessThanOrEqualTo(89_950).doesNotContain("code");
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
