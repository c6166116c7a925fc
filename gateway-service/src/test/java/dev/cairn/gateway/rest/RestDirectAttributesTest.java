package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attributes that archive software reads and sets directly, over HTTP. */
class RestDirectAttributesTest extends RestFixture {

    private String fresh(String name) {
        return put("/v1/files/" + name, "").field("inode");
    }

    private Answer patch(String path, String json) {
        return patch(ADMIN, path, json);
    }

    private Answer patch(String key, String path, String json) {
        return send(anonymous(path)
                .header("Authorization", key)
                .header("Content-Type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(json)));
    }

    @Test
    void whatIsAskedForIsAnswered() {
        String inode = fresh("asked");
        Answer some = get("/v1/inodes/" + inode + "/attr-x?attr=size&attr=retention&attr=project&attr=ctime");
        assertThat(some.text()).startsWith("{\"size\":\"0\",\"retention\":false,\"project\":\"0\",\"ctime\":\"");
        assertThat(get("/v1/inodes/" + inode + "/attr-x?attr=").text()).isEqualTo("{}");
        assertThat(get("/v1/inodes/" + inode + "/attr-x").json()).hasSize(10);
        assertThat(get("/v1/inodes/" + inode + "/attr-x?attr=mtime").field("code"))
                .isEqualTo("EINVAL");
        for (String name : new String[] {
            "metaSeq", "dataSeq", "dataVersion", "onlineBlocks", "offlineBlocks", "ctime", "crtime", "size", "project"
        }) {
            assertThat(get("/v1/inodes/" + inode + "/attr-x?attr=" + name).field(name))
                    .isNotEmpty();
        }
    }

    @Test
    void aFileIsMadeOffline() {
        String inode = fresh("restored");
        Answer set = patch(
                "/v1/inodes/" + inode + "/attr-x",
                "{\"dataVersion\":\"18446744073709551615\",\"size\":\"4000000000\",\"sizeOffline\":true,"
                        + "\"ctime\":\"1972-02-19T00:06:25.999999999Z\",\"crtime\":\"2001-02-03T04:05:06Z\","
                        + "\"project\":\"18446744073709551615\"}");
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.header("ETag")).isEqualTo("\"18446744073709551615\"");
        assertThat(set.field("size")).isEqualTo("4000000000");
        assertThat(set.field("offlineBlocks")).isEqualTo("976563");
        assertThat(set.field("ctime")).isEqualTo("1972-02-19T00:06:25.999999999Z");
        assertThat(set.field("project")).isEqualTo("18446744073709551615");
        assertThat(get("/v1/files/restored").field("code")).isEqualTo("OFFLINE");
    }

    @Test
    void theOlderFormSetsTimesAlways() {
        String inode = fresh("older");
        Answer set = patch("/v1/inodes/" + inode + "/setattr-more", "{\"dataVersion\":\"3\",\"size\":\"9\"}");
        assertThat(set.status()).isEqualTo(200);
        assertThat(set.field("ctime")).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(set.field("dataVersion")).isEqualTo("3");
    }

    @Test
    void retentionIsLocked() {
        String inode = fresh("retained");
        assertThat(patch("/v1/inodes/" + inode + "/attr-x", "{\"retention\":true}")
                        .json()
                        .path("retained")
                        .asBoolean())
                .isTrue();
        Answer locked = patch("/v1/inodes/" + inode + "/attr-x", "{\"project\":\"5\"}");
        assertThat(locked.status()).isEqualTo(423);
        assertThat(locked.field("reason")).isEqualTo("retention");
        assertThat(patch("/v1/inodes/" + inode + "/attr-x", "{\"retention\":false,\"project\":\"5\"}")
                        .status())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("X-15 set_attr_x: who has not the privilege is told that first")
    void thePrivilegeComesFirst() {
        String inode = fresh("unprivileged");
        for (String body : new String[] {"{}", "{\"metaSeq\":\"5\"}", "{\"size\":\"x\"}"}) {
            for (String call : new String[] {"attr-x", "setattr-more"}) {
                Answer refused = patch(USER, "/v1/inodes/" + inode + "/" + call, body);
                assertThat(refused.status()).as(call + " " + body).isEqualTo(403);
                assertThat(refused.field("code")).isEqualTo("EPERM");
            }
        }
        assertThat(patch("/v1/inodes/" + inode + "/attr-x", "{}").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @DisplayName("X-15 set_attr_x: what is not known or read-only is refused")
    @ValueSource(
            strings = {
                "{\"metaSeq\":\"5\"}",
                "{\"dataSeq\":\"5\"}",
                "{\"onlineBlocks\":\"5\"}",
                "{\"offlineBlocks\":\"5\"}",
                "{\"unknown\":\"5\"}",
                "{\"size\":\"-1\"}",
                "{\"dataVersion\":\"18446744073709551616\"}",
                "{\"ctime\":\"yesterday\"}",
                "[]",
                "\"text\""
            })
    void badBodies(String body) {
        Answer refused = patch("/v1/inodes/" + fresh("bad") + "/attr-x", body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.field("code")).isEqualTo("EINVAL");
    }
}
