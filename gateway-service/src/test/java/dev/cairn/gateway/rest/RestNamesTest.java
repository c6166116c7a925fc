package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.Bytes;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Directories, links, renaming, attributes and extended attributes. */
class RestNamesTest extends RestFixture {

    @Test
    void aDirectoryIsListedPageByPageWithCursorsThatCanBeStored() {
        assertThat(mkdir("/v1/dirs/listed").status()).isEqualTo(201);
        List<String> names = List.of("a b", "b", "b%25c", "\u00e9t\u00e9", "z");
        for (String name : names) {
            put("/v1/files/listed/" + PercentCodec.encode(Bytes.utf8(name)), name);
        }
        mkdir("/v1/dirs/listed/dir");
        List<String> seen = new ArrayList<>();
        String next = null;
        do {
            String after = next == null ? "" : "&after=" + PercentCodec.encode(Bytes.utf8(next));
            Answer page = get("/v1/dirs/listed/?limit=2" + after);
            assertThat(page.status()).isEqualTo(200);
            for (JsonNode entry : page.json().path("entries")) {
                seen.add(entry.path("name").asString());
            }
            next = page.json().has("next") ? page.field("next") : null;
        } while (next != null);

        assertThat(seen)
                .containsExactlyInAnyOrderElementsOf(append(names, "dir"))
                .doesNotHaveDuplicates();
        assertThat(delete("/v1/dirs/listed").field("code")).isEqualTo("ENOTEMPTY");
        assertThat(delete("/v1/dirs/listed/dir").status()).isEqualTo(204);
        assertThat(mkdir("/v1/dirs/listed").field("code")).isEqualTo("EEXIST");
        assertThat(get("/v1/dirs").status()).isEqualTo(200);
        assertThat(get("/v1/dirs/listed/b").field("code")).isEqualTo("ENOTDIR");
    }

    @Test
    void namesThatAreNoTextHaveABase64Twin() {
        mkdir("/v1/dirs/bytes");
        put("/v1/files/bytes/%FF%FE", "x");

        Answer page = get("/v1/dirs/bytes?limit=1");
        JsonNode entry = page.json().path("entries").path(0);
        assertThat(entry.has("name")).isFalse();
        assertThat(entry.path("nameBase64").asString()).isEqualTo("//4=");

        String from = Base64.getEncoder().encodeToString(new byte[] {'b', 'y', 't', 'e', 's', '/', -1, -2});
        assertThat(postJson("/v1/rename", "{\"fromBase64\":\"" + from + "\",\"to\":\"bytes/text\"}")
                        .status())
                .isEqualTo(204);
        assertThat(get("/v1/files/bytes/text").text()).isEqualTo("x");
    }

    @Test
    void linksAndRenames() {
        String inode = put("/v1/files/original", "data").field("inode");

        Answer linked = putJson("/v1/links/second", "{\"inode\":\"" + inode + "\"}");
        assertThat(linked.status()).isEqualTo(201);
        assertThat(linked.field("links")).isEqualTo("2");
        assertThat(get("/v1/files/second").text()).isEqualTo("data");

        assertThat(putJson("/v1/symlinks/pointer", "{\"target\":\"../any/where\"}")
                        .status())
                .isEqualTo(201);
        assertThat(get("/v1/entries/pointer").field("target")).isEqualTo("../any/where");
        assertThat(get("/v1/entries/pointer").field("type")).isEqualTo("symlink");

        assertThat(postJson("/v1/rename", "{\"from\":\"second\",\"to\":\"original\",\"mode\":\"noreplace\"}")
                        .field("code"))
                .isEqualTo("EEXIST");
        assertThat(postJson("/v1/rename", "{\"from\":\"second\",\"to\":\"third\"}")
                        .status())
                .isEqualTo(204);
        assertThat(get("/v1/files/second").status()).isEqualTo(404);

        List<String> paths = new ArrayList<>();
        Answer page = get("/v1/inodes/" + inode + "/paths?limit=1");
        while (!page.json().path("paths").isEmpty()) {
            paths.add(page.json().path("paths").path(0).path("path").asString());
            page = get("/v1/inodes/" + inode + "/paths?limit=1&after="
                    + PercentCodec.encode(Bytes.utf8(page.field("next"))));
        }
        assertThat(paths).containsExactly("original", "third");
        Answer refused = send(anonymous("/v1/inodes/" + inode + "/paths").header("Authorization", USER));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.field("code")).isEqualTo("EPERM");
    }

    @Test
    void attributes() {
        String inode = put("/v1/files/changing", "x").field("inode");

        Answer changed = patch(
                "/v1/inodes/" + inode,
                "{\"mode\":\"0640\",\"uid\":4294967295,\"gid\":\"7\",\"mtime\":\"2020-01-01T00:00:00.000000001Z\"}");

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.field("mode")).isEqualTo("0640");
        assertThat(changed.json().path("uid").asLong()).isEqualTo(4_294_967_295L);
        assertThat(get("/v1/inodes/" + inode).field("mtime")).isEqualTo("2020-01-01T00:00:00.000000001Z");
        assertThat(patch("/v1/inodes/" + inode, "{\"uid\":\"4294967296\"}").status())
                .isEqualTo(400);
        assertThat(patch("/v1/inodes/" + inode, "{\"mtime\":\"yesterday\"}").status())
                .isEqualTo(400);
    }

    @Test
    void extendedAttributes() {
        String xattrs = "/v1/inodes/" + put("/v1/files/attributed", "x").field("inode") + "/xattrs";
        byte[] value = {0, 1, -1, 'x'};

        assertThat(put(xattrs + "/user.binary", value).status()).isEqualTo(204);
        assertThat(put(xattrs + "/user.a%2Fb%FF", "text").status()).isEqualTo(204);
        assertThat(get(xattrs + "/user.binary").bytes()).isEqualTo(value);
        assertThat(get(xattrs + "/user.a%2Fb%FF").text()).isEqualTo("text");
        assertThat(get(xattrs).json().path("xattrs")).hasSize(2);

        JsonNode shown = get("/v1/entries/attributed?xattr=user.binary&xattr=user.none")
                .json()
                .path("xattrs");
        assertThat(shown).hasSize(1);
        assertThat(shown.path(0).path("valueBase64").asString()).isEqualTo("AAH/eA==");

        assertThat(send(request(xattrs + "/user.binary")
                                .header("If-None-Match", "*")
                                .PUT(HttpRequest.BodyPublishers.ofString("again")))
                        .field("code"))
                .isEqualTo("EEXIST");
        assertThat(send(request(xattrs + "/user.none")
                                .header("If-Match", "*")
                                .PUT(HttpRequest.BodyPublishers.ofString("again")))
                        .field("code"))
                .isEqualTo("ENODATA");
        assertThat(put(xattrs + "/user.large", new byte[65_536]).status()).isEqualTo(413);
        assertThat(put(xattrs + "/user.empty", "").status()).isEqualTo(204);
        assertThat(get(xattrs + "/user.empty").bytes()).isEmpty();
        assertThat(delete(xattrs + "/user.binary").status()).isEqualTo(204);
        Answer none = get(xattrs + "/user.binary");
        assertThat(none.status()).isEqualTo(404);
        assertThat(none.field("code")).isEqualTo("ENODATA");
    }

    @Test
    @DisplayName("XA-1 simple-xattr-unit: create and replace together are invalid")
    void anAttributeCannotBeCreatedAndReplacedAtOnce() {
        String xattrs = "/v1/inodes/" + put("/v1/files/both", "x").field("inode") + "/xattrs";

        Answer answer = send(request(xattrs + "/user.a")
                .header("If-Match", "*")
                .header("If-None-Match", "*")
                .PUT(HttpRequest.BodyPublishers.ofString("value")));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field("code")).isEqualTo("EINVAL");
        assertThat(put(xattrs + "/user.largest", new byte[65_535]).status()).isEqualTo(204);
        assertThat(get(xattrs + "/user.largest").bytes()).hasSize(65_535);
    }

    @Test
    void specialInodes() {
        Answer fifo = putJson("/v1/nodes/pipe", "{\"type\":\"fifo\",\"mode\":\"0622\"}");
        assertThat(fifo.status()).isEqualTo(201);
        assertThat(fifo.field("type")).isEqualTo("fifo");
        assertThat(fifo.field("mode")).isEqualTo("0622");
        assertThat(fifo.json().has("deviceNumber")).isFalse();

        Answer device = putJson("/v1/nodes/null", "{\"type\":\"character-device\",\"deviceNumber\":\"4294967295\"}");
        assertThat(device.status()).isEqualTo(201);
        assertThat(get("/v1/entries/null").field("deviceNumber")).isEqualTo("4294967295");

        for (String refused : List.of(
                "{\"type\":\"file\"}",
                "{\"type\":\"fifo\",\"deviceNumber\":\"1\"}",
                "{\"type\":\"block-device\"}",
                "{\"mode\":\"0644\"}")) {
            Answer answer = putJson("/v1/nodes/refused", refused);
            assertThat(answer.status()).as(refused).isEqualTo(400);
            assertThat(answer.field("code")).isEqualTo("EINVAL");
        }
    }

    @Test
    void accessControlLists() {
        String acl =
                "/v1/inodes/" + put("/v1/files/listed-access?mode=0640", "x").field("inode") + "/acl";
        assertThat(get(acl).text())
                .isEqualTo("{\"entries\":[{\"kind\":\"owner\",\"permissions\":\"rw-\"},"
                        + "{\"kind\":\"owning-group\",\"permissions\":\"r--\"},"
                        + "{\"kind\":\"other\",\"permissions\":\"---\"}]}");
        String list = "{\"entries\":[{\"kind\":\"owner\",\"permissions\":\"rwx\"},"
                + "{\"kind\":\"user\",\"id\":\"4294967295\",\"permissions\":\"-w-\"},"
                + "{\"kind\":\"owning-group\",\"permissions\":\"r-x\"},"
                + "{\"kind\":\"mask\",\"permissions\":\"rwx\"},"
                + "{\"kind\":\"other\",\"permissions\":\"---\"}]}";

        assertThat(putJson(acl, list).status()).isEqualTo(200);
        assertThat(get(acl).text()).isEqualTo(list);
        assertThat(get(acl + "?default=true").field("code")).isEqualTo("ENODATA");
        assertThat(putJson(acl + "?default=true", list).status()).isEqualTo(200);
        assertThat(get(acl + "?default=true").text()).isEqualTo(list);
        assertThat(delete(acl).status()).isEqualTo(204);
        assertThat(get(acl).json().path("entries")).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}",
                "{\"entries\":[{\"kind\":\"owner\"}]}",
                "{\"entries\":[{\"kind\":\"root\",\"permissions\":\"rwx\"}]}",
                "{\"entries\":[{\"kind\":\"owner\",\"permissions\":\"wrx\"}]}",
                "{\"entries\":[{\"kind\":\"owner\",\"permissions\":\"rwxx\"}]}",
                "{\"entries\":[{\"kind\":\"user\",\"permissions\":\"rwx\"}]}",
                "{\"entries\":[{\"kind\":\"user\",\"id\":\"-1\",\"permissions\":\"rwx\"}]}",
                "{\"entries\":[{\"kind\":\"owner\",\"id\":\"1\",\"permissions\":\"rwx\"}]}"
            })
    void malformedAccessControlLists(String json) {
        String acl = "/v1/inodes/" + put("/v1/files/malformed-access", "x").field("inode") + "/acl";

        Answer answer = putJson(acl, json);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.field("code")).isEqualTo("EINVAL");
        assertThat(get(acl + "?default=maybe").field("code")).isEqualTo("EINVAL");
    }

    @Test
    void touchingAndListingByInode() {
        String directory = mkdir("/v1/dirs/by-inode").field("inode");
        String before = put("/v1/files/by-inode/a", "x").field("mtime");
        put("/v1/files/by-inode/b", "x");

        Answer page = get("/v1/inodes/" + directory + "/entries?limit=1");
        assertThat(page.json().path("entries").path(0).path("name").asString()).isEqualTo("a");
        assertThat(page.field("next")).isEqualTo("a");

        Answer touched = post("/v1/inodes/" + get("/v1/entries/by-inode/a").field("inode") + "/touch");
        assertThat(touched.status()).isEqualTo(200);
        assertThat(touched.field("mtime")).isGreaterThan(before);
    }

    @Test
    void theRootCannotBeRemoved() {
        for (String root : List.of("/v1/dirs", "/v1/dirs/")) {
            Answer answer = delete(root);
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.field("code")).isEqualTo("EBUSY");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"from\":\"a\",\"to\":\"b\"",
                "{\"from\":\"a\",\"to\":\"b\"} trailing",
                "{\"from\":\"a\",\"to\":\"b\",\"force\":true}",
                "{\"from\":\"a\",\"from\":\"b\",\"to\":\"c\"}",
                "{\"from\":\"a\",\"to\":\"b\",\"mode\":\"exchange\"}",
                "{\"from\":\"a\",\"fromBase64\":\"YQ==\",\"to\":\"b\"}",
                "{\"fromBase64\":\"%%\",\"to\":\"b\"}",
                "{\"from\":[\"a\"],\"to\":\"b\"}",
                "{\"from\":\"a/../b\",\"to\":\"b\"}",
                "{\"from\":\"\",\"to\":\"b\"}",
                "[]",
                "null",
                "''"
            })
    void malformedJson(String json) {
        Answer answer = postJson("/v1/rename", json);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.field("code")).isEqualTo("EINVAL");
    }

    @Test
    void aHugeJsonBodyIsNotRead() {
        assertThat(postJson("/v1/rename", "{\"from\":\"" + "a".repeat(300_000) + "\"}")
                        .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/inodes/x",
        "/v1/inodes/-1",
        "/v1/inodes/18446744073709551616",
        "/v1/inodes/1.5/paths",
        "/v1/dirs?limit=0",
        "/v1/dirs?limit=10001",
        "/v1/dirs?limit=ten",
        "/v1/dirs?after=a%252Fb",
        "/v1/inodes/1/paths?after=x",
        "/v1/changes?index=names",
        "/v1/changes?from=1.2.3",
        "/v1/changes?from=-1",
        "/v1/changes?attributes=maybe",
        "/v1/waiting?after=1",
        "/v1/waiting?poll=-1",
        "/v1/waiting?poll=99999999999999999999",
        "/v1/waiting?poll=3600",
        "/v1/files/a?wait=1h"
    })
    void badNumbers(String path) {
        Answer answer = get(path);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.field("code")).isEqualTo("EINVAL");
        assertThat(answer.field("reason")).isEqualTo("parameter");
    }

    private Answer mkdir(String path) {
        return send(request(path).PUT(HttpRequest.BodyPublishers.noBody()));
    }

    private Answer patch(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(json)));
    }

    private static List<String> append(List<String> list, String last) {
        List<String> all = new ArrayList<>(list);
        all.add(last);
        return all;
    }
}
