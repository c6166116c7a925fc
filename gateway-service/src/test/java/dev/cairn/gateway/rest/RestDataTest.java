package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.FileData.AllocateMode;
import dev.cairn.api.metadata.FileData.MoveMode;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MoveRequest;
import dev.cairn.kernel.InodeNumber;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Bytes of files changed in place, over HTTP. */
class RestDataTest extends RestFixture {

    private Answer patch(String path, byte[] body) {
        return send(request(path).method("PATCH", HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private Answer post(String path, byte[] body) {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"100, 7", "100, 300", "5000, 400", "5000, 20000", "400000, 300000"})
    void aWriteGoesWhereItSays(int size, int length) {
        byte[] before = bytes(size);
        byte[] over = bytes(length);
        String inode = put("/v1/files/patched", before).field("inode");

        Answer written = patch("/v1/inodes/" + inode + "/content?offset=50", over);

        assertThat(written.status()).isEqualTo(200);
        assertThat(written.field("offset")).isEqualTo("50");
        assertThat(written.header("ETag"))
                .isEqualTo("\""
                        + written.json().path("attributes").path("dataVersion").asString() + "\"");
        byte[] expected = Arrays.copyOf(before, Math.max(size, 50 + length));
        System.arraycopy(over, 0, expected, 50, length);
        assertThat(get("/v1/files/patched").bytes()).isEqualTo(expected);
        assertThat(patch("/v1/files/patched?offset=0", new byte[] {9}).status()).isEqualTo(200);
        assertThat(get("/v1/files/patched").bytes()[0]).isEqualTo((byte) 9);
    }

    @Test
    void appendsAnswerWhereTheyWent() {
        String inode = put("/v1/files/log", "one ").field("inode");

        assertThat(post("/v1/files/log?append", "two ".getBytes(StandardCharsets.UTF_8))
                        .field("offset"))
                .isEqualTo("4");
        assertThat(post("/v1/inodes/" + inode + "/append", "three".getBytes(StandardCharsets.UTF_8))
                        .field("offset"))
                .isEqualTo("8");

        assertThat(get("/v1/files/log").text()).isEqualTo("one two three");
    }

    @Test
    void conditionsHoldForChangesInPlace() {
        String inode = put("/v1/files/guarded-data", "bytes").field("inode");

        Answer mismatch = send(request("/v1/inodes/" + inode + "/content?offset=0")
                .header("If-Match", "\"99\"")
                .method("PATCH", HttpRequest.BodyPublishers.ofString("x")));

        assertThat(mismatch.status()).isEqualTo(412);
        assertThat(mismatch.field("dataVersion")).isEqualTo("1");
        Answer unguarded = send(request("/v1/inodes/" + inode + "/allocate")
                .header("If-Match", "\"1\"")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"length\":\"1\"}")));
        assertThat(unguarded.status()).isEqualTo(400);
        assertThat(unguarded.field("reason")).isEqualTo("condition");
        assertThat(get("/v1/files/guarded-data").text()).isEqualTo("bytes");
    }

    @Test
    void truncation() {
        String inode = put("/v1/files/cut", "0123456789").field("inode");

        Answer cut = postJson("/v1/inodes/" + inode + "/truncate", "{\"size\":\"4\"}");

        assertThat(cut.status()).isEqualTo(200);
        assertThat(cut.field("size")).isEqualTo("4");
        assertThat(cut.header("ETag")).isEqualTo("\"2\"");
        assertThat(get("/v1/files/cut").text()).isEqualTo("0123");
    }

    @Test
    void aChangeOfOfflineDataWaitsAsARequestWants() throws Exception {
        byte[] bytes = bytes(10_000);
        String inode = put("/v1/files/away", bytes).field("inode");
        post("/v1/inodes/" + inode + "/release?dataVersion=1");

        for (Answer refused : List.of(
                patch("/v1/files/away?offset=0", new byte[1]),
                post("/v1/files/away?append", new byte[1]),
                postJson("/v1/inodes/" + inode + "/truncate", "{\"size\":\"4\"}"))) {
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.field("code")).isEqualTo("OFFLINE");
            assertThat(refused.field("firstMissingBlock")).isEqualTo("0");
        }
        CompletableFuture<Answer> writing =
                CompletableFuture.supplyAsync(() -> patch("/v1/files/away?offset=1&wait=20", new byte[] {42}));
        Answer waiting = get("/v1/waiting?poll=20&after=" + (Long.parseLong(inode) - 1) + ".0");
        assertThat(waiting.json().path("waiting").path(0).path("ops").path(0).asString())
                .isEqualTo("write");
        put("/v1/inodes/" + inode + "/stage?dataVersion=1", bytes);

        assertThat(writing.get(20, TimeUnit.SECONDS).status()).isEqualTo(200);
        bytes[1] = 42;
        assertThat(get("/v1/files/away").bytes()).isEqualTo(bytes);
    }

    @Test
    void aWriteWhoseFileIsReleasedUnderItWaitsWithItsBytes() {
        put("/v1/files/raced", "0123456789");
        volume.fakeFileData().releaseBeforeWrites(1);

        assertThat(patch("/v1/files/raced?offset=2&wait=20", "ab".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);

        assertThat(get("/v1/files/raced").text()).isEqualTo("01ab456789");
        volume.fakeFileData().releaseBeforeWrites(1);
        assertThat(patch("/v1/files/raced?offset=2", "cd".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(503);
    }

    @Test
    void blocks() {
        String inode = put("/v1/files/blocks", "0123456789").field("inode");
        String other = put("/v1/files/others", "0123456789").field("inode");
        int before = volume.fakeFileData().requests().size();

        Answer extents = get("/v1/inodes/" + inode + "/extents?limit=1");
        assertThat(extents.json().path("extents").path(0).path("state").asString())
                .isEqualTo("online");
        assertThat(extents.json().path("extents").path(0).path("last").asBoolean())
                .isFalse();
        assertThat(extents.field("next")).isEqualTo("10");
        assertThat(get("/v1/inodes/" + inode + "/seek?offset=3&whence=hole").field("offset"))
                .isEqualTo("10");
        Answer behind = get("/v1/inodes/" + inode + "/seek?offset=10&whence=data");
        assertThat(behind.status()).isEqualTo(416);
        assertThat(behind.field("code")).isEqualTo("ENXIO");
        postJson("/v1/inodes/" + inode + "/allocate", "{\"offset\":\"1\",\"length\":\"2\",\"keepSize\":true}");
        postJson(
                "/v1/inodes/" + inode + "/punch-offline?dataVersion=1",
                "{\"offset\":\"18446744073709547520\",\"length\":\"4096\"}");
        Answer moved = postJson(
                "/v1/inodes/" + inode + "/move-blocks?dataVersion=7",
                "{\"source\":\"" + other + "\",\"length\":\"4096\",\"offset\":\"8192\",\"stage\":true}");

        assertThat(moved.field("movedBlocks")).isEqualTo("1");
        assertThat(moved.json().path("source").path("inode").asString()).isEqualTo(other);
        List<Object> requests = volume.fakeFileData().requests();
        assertThat(requests.subList(before, requests.size()))
                .containsExactly(
                        List.of(1L, 2L, AllocateMode.KEEP_SIZE),
                        List.of(0xfffffffffffff000L, 4096L, 1L),
                        new MoveRequest(
                                FileRef.inode(new InodeNumber(Long.parseLong(other))),
                                0,
                                4096,
                                FileRef.inode(new InodeNumber(Long.parseLong(inode))),
                                8192,
                                new MoveMode.Stage(7)));
    }

    @ParameterizedTest
    @CsvSource({
        "PATCH, /content",
        "PATCH, /content?offset=-1",
        "PATCH, /content?offset=9223372036854775808",
        "GET, /seek?offset=1&whence=up",
        "GET, /extents?limit=0",
        "POST, /punch-offline",
    })
    void badArguments(String method, String call) {
        String inode = put("/v1/files/data-arguments", "some bytes").field("inode");

        Answer answer = send(request("/v1/inodes/" + inode + call)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        method.equals("GET")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString("{}")));

        assertThat(answer.status()).isEqualTo(400);
    }
}
