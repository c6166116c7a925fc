package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The archive cycle: find what changed, free it, see that it is offline, be told who waits, bring it back. */
class RestArchiveTest extends RestFixture {

    private static final byte[] BYTES = bytes(10_000);

    @Test
    void releaseAndStage() {
        String inode = put("/v1/files/cycle", BYTES).field("inode");
        Answer before = get("/v1/inodes/" + inode);

        Answer mismatch = send(request("/v1/inodes/" + inode + "/release")
                .header("If-Match", "\"9\"")
                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(mismatch.status()).isEqualTo(412);
        assertThat(mismatch.field("code")).isEqualTo("ESTALE");
        assertThat(mismatch.field("reason")).isEqualTo("data-version");
        assertThat(mismatch.field("dataVersion")).isEqualTo("1");

        Answer released = post("/v1/inodes/" + inode + "/release?dataVersion=1");
        assertThat(released.status()).isEqualTo(200);
        assertThat(released.field("offlineBlocks")).isEqualTo("3");
        assertThat(released.header("ETag")).isEqualTo("\"1\"");

        Answer described = head("/v1/files/cycle");
        assertThat(described.status()).isEqualTo(200);
        assertThat(described.header("Cairn-Offline-Blocks")).isEqualTo("3");
        assertThat(described.header("Cairn-Online-Blocks")).isEqualTo("0");

        Answer offline = get("/v1/files/cycle");
        assertThat(offline.status()).isEqualTo(503);
        assertThat(offline.field("code")).isEqualTo("OFFLINE");
        assertThat(offline.field("firstMissingBlock")).isEqualTo("0");
        assertThat(offline.header("Retry-After")).isNotEmpty();

        Answer staged = send(request("/v1/inodes/" + inode + "/stage")
                .header("If-Match", "\"1\"")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(BYTES)));
        assertThat(staged.status()).isEqualTo(200);
        assertThat(staged.field("stagedBytes")).isEqualTo("10000");

        assertThat(get("/v1/files/cycle").bytes()).isEqualTo(BYTES);
        Answer after = get("/v1/inodes/" + inode);
        for (String field : new String[] {"size", "mtime", "ctime", "dataVersion", "dataSeq", "onlineBlocks"}) {
            assertThat(after.field(field)).as(field).isEqualTo(before.field(field));
        }
        assertThat(put("/v1/inodes/" + inode + "/stage?dataVersion=1", BYTES).field("skippedBytes"))
                .isEqualTo("10000");
    }

    @Test
    void aBadStageIsRefusedBeforeItsBodyIsSent() throws Exception {
        String inode = put("/v1/files/guarded", BYTES).field("inode");
        post("/v1/inodes/" + inode + "/release?dataVersion=1");

        for (String query : new String[] {"dataVersion=2", "dataVersion=1&offset=4096", "dataVersion=1&offset=1"}) {
            String answer =
                    raw("PUT /v1/inodes/" + inode + "/stage?" + query + " HTTP/1.1\r\nHost: x\r\nAuthorization: "
                            + ADMIN + "\r\nExpect: 100-continue\r\nContent-Length: 10000\r\nConnection: close\r\n\r\n");

            assertThat(answer).doesNotContain("HTTP/1.1 100").startsWith("HTTP/1.1 4");
        }
        assertThat(blocks.segments()).isLessThanOrEqualTo(10);
    }

    @ParameterizedTest
    @CsvSource({
        "/release, POST",
        "/release?dataVersion=x, POST",
        "/release?dataVersion=1&offset=1, POST",
        "/release?dataVersion=1&length=-1, POST",
        "/stage?dataVersion=1&length=3, PUT",
        "/stage?dataVersion=1&offset=x, PUT",
        "/stage, PUT"
    })
    void badArguments(String call, String method) {
        String inode = put("/v1/files/arguments", "some bytes").field("inode");

        Answer answer =
                send(request("/v1/inodes/" + inode + call).method(method, HttpRequest.BodyPublishers.ofString("four")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field("code")).isEqualTo("EINVAL");
    }

    @Test
    void aReadThatWaitsIsSeenAndServed() throws Exception {
        String inode = put("/v1/files/waited", BYTES).field("inode");
        post("/v1/inodes/" + inode + "/release?dataVersion=1");
        CompletableFuture<Answer> reading = CompletableFuture.supplyAsync(() -> get("/v1/files/waited?wait=20"));

        Answer waiting = get("/v1/waiting?poll=20&after=" + (Long.parseLong(inode) - 1) + ".0");
        JsonNode waiter = waiting.json().path("waiting").path(0);
        assertThat(waiter.path("inode").asString()).isEqualTo(inode);
        assertThat(waiter.path("block").asString()).isEqualTo("0");
        assertThat(waiter.path("ops").path(0).asString()).isEqualTo("read");
        assertThat(waiter.path("dataVersion").asString()).isEqualTo("1");
        assertThat(waiting.field("next")).isEqualTo(inode + ".0");

        put("/v1/inodes/" + inode + "/stage?dataVersion=1", BYTES);
        Answer read = reading.get(20, TimeUnit.SECONDS);
        assertThat(read.status()).isEqualTo(200);
        assertThat(read.bytes()).isEqualTo(BYTES);
    }

    @Test
    void aReadThatWaitsCanBeFailed() throws Exception {
        String inode = put("/v1/files/doomed", BYTES).field("inode");
        post("/v1/inodes/" + inode + "/release?dataVersion=1");
        CompletableFuture<Answer> reading = CompletableFuture.supplyAsync(
                () -> send(request("/v1/files/doomed").header("Prefer", "respond-async, wait=20")));
        get("/v1/waiting?poll=20&after=" + (Long.parseLong(inode) - 1) + ".0");

        Answer failed = postJson(
                "/v1/waiting/fail",
                "{\"inode\":\"" + inode + "\",\"length\":\"4096\",\"ops\":[\"read\"],\"error\":\"EIO\"}");

        assertThat(failed.json().path("failed").asInt()).isEqualTo(1);
        Answer read = reading.get(20, TimeUnit.SECONDS);
        assertThat(read.status()).isEqualTo(502);
        assertThat(read.field("code")).isEqualTo("EIO");
        assertThat(read.field("reason")).isEqualTo("injected");
        assertThat(postJson("/v1/waiting/fail", "{\"inode\":\"1\",\"length\":\"1\",\"error\":\"NOT_LEADER\"}")
                        .status())
                .isEqualTo(400);
        assertThat(postJson("/v1/waiting/fail", "{\"length\":\"1\",\"error\":\"EIO\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aReadThatWaitedLongEnoughIsToldSo() {
        String inode = put("/v1/files/patient", BYTES).field("inode");
        post("/v1/inodes/" + inode + "/release?dataVersion=1");

        Answer offline = get("/v1/files/patient?wait=1");

        assertThat(offline.status()).isEqualTo(503);
        assertThat(offline.field("firstMissingBlock")).isEqualTo("0");
    }

    @Test
    void recalls() {
        String inode = put("/v1/files/recalled", BYTES).field("inode");
        assertThat(post("/v1/inodes/" + inode + "/recall").field("outcome")).isEqualTo("already-online");
        post("/v1/inodes/" + inode + "/release?dataVersion=1");

        Answer queued = postJson("/v1/inodes/" + inode + "/recall", "{\"keepSeconds\":\"60\"}");

        assertThat(queued.status()).isEqualTo(202);
        assertThat(queued.field("outcome")).isEqualTo("queued");
        assertThat(get("/v1/entries/recalled")
                        .json()
                        .path("restore")
                        .path("requested")
                        .asBoolean())
                .isTrue();
        assertThat(postJson("/v1/inodes/" + inode + "/recall", "{\"keepSeconds\":\"-1\"}")
                        .status())
                .isEqualTo(400);
        put("/v1/inodes/" + inode + "/stage?dataVersion=1", BYTES);
    }

    @Test
    void feedsAreFollowedByTheirCursors() {
        String from = position();
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 5; i++) {
            expected.add(put("/v1/files/feed" + i, "x").field("inode"));
        }
        Set<String> seen = new HashSet<>();
        String next = from;
        while (true) {
            Answer page = get("/v1/changes?index=data&limit=2&attributes=true&from=" + next);
            next = page.field("next");
            if (page.json().path("changes").isEmpty()) {
                break;
            }
            for (JsonNode change : page.json().path("changes")) {
                seen.add(change.path("inode").asString());
                assertThat(change.path("attributes").path("type").asString()).isEqualTo("file");
            }
        }
        assertThat(seen).isEqualTo(expected);
        assertThat(next).isEqualTo((Long.parseLong(get("/v1/stable-seq").field("stableSeq")) + 1) + ".0");

        delete("/v1/files/feed0");
        Answer deletions = get("/v1/deletions?from=" + next);
        assertThat(deletions.json().path("deletions").path(0).path("lastPath").asString())
                .isEqualTo("feed0");
        assertThat(get("/v1/deletions?from=" + deletions.field("next")).json().path("deletions"))
                .isEmpty();
    }

    @Test
    void aWalkIsBoundedAtBothEnds() {
        String from = position();
        List<String> positions = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            put("/v1/files/bounded" + i, "x");
        }
        for (JsonNode change : get("/v1/changes?index=data&from=" + from).json().path("changes")) {
            positions.add(
                    change.path("seq").asString() + "." + change.path("inode").asString());
        }
        assertThat(positions).hasSize(4);

        JsonNode part = get("/v1/changes?index=data&from=" + positions.get(1) + "&to=" + positions.get(2))
                .json()
                .path("changes");
        assertThat(part).hasSize(2);
        assertThat(get("/v1/changes?index=data&limit=0&from=" + from).json().path("changes"))
                .isEmpty();
        assertThat(get("/v1/changes?index=data&limit=0&from=" + from).field("next"))
                .isEqualTo(from);
        assertThat(get("/v1/changes?index=data&to=5&from=" + from).json().path("changes"))
                .isEmpty();
        assertThat(get("/v1/changes?index=names").status()).isEqualTo(400);
        assertThat(get("/v1/changes?limit=10001").status()).isEqualTo(400);
    }

    @Test
    void aWalkIsStreamedInLines() {
        String from = position();
        List<String> inodes = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            inodes.add(put("/v1/files/streamed" + i, "x").field("inode"));
        }
        Answer plain = stream("/v1/changes?index=data&from=" + from);
        assertThat(plain.status()).isEqualTo(200);
        assertThat(plain.header("Content-Type")).startsWith("application/x-ndjson");
        List<String> lines = plain.text().lines().toList();
        assertThat(lines).hasSize(6);
        for (int i = 0; i < 5; i++) {
            assertThat(lines.get(i)).matches("\\{\"seq\":\"\\d+\",\"inode\":\"" + inodes.get(i) + "\"}");
        }
        String stable = get("/v1/stable-seq").field("stableSeq");
        assertThat(lines.getLast())
                .isEqualTo("{\"next\":\"" + (Long.parseLong(stable) + 1) + ".0\",\"stableSeq\":\"" + stable + "\"}");

        List<String> files = stream("/v1/changes?index=data&attributes=true&limit=3&from=" + from)
                .text()
                .lines()
                .toList();
        assertThat(files).hasSize(4);
        assertThat(files.getFirst()).contains("\"attributes\":{").contains("\"type\":\"file\"");
        String next = files.getLast().replaceAll(".*\"next\":\"([0-9.]*)\".*", "$1");
        assertThat(stream("/v1/changes?index=data&from=" + next).text().lines()).hasSize(3);
        assertThat(stream("/v1/changes?index=x").status()).isEqualTo(400);
    }

    private Answer stream(String path) {
        return send(request(path).header("Accept", "application/x-ndjson, application/problem+json"));
    }

    private String position() {
        return (Long.parseLong(get("/v1/stable-seq").field("stableSeq")) + 1) + ".0";
    }

    private static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }
}
