package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handles over HTTP: opened, used in calls by inode, renewed by use, closed. */
class RestHandlesTest extends RestFixture {

    private static final byte[] BYTES = {1, 2, 3};

    @Test
    void anUnlinkedFileIsReadThroughItsHandle() {
        String inode = put("/v1/files/open", BYTES).field("inode");
        Answer opened = postJson("/v1/handles", "{\"inode\":\"" + inode + "\",\"leaseSeconds\":\"30\"}");
        assertThat(opened.status()).isEqualTo(201);
        assertThat(opened.field("inode")).isEqualTo(inode);
        assertThat(opened.field("leaseSeconds")).isEqualTo("30");
        assertThat(opened.field("kind")).isEqualTo("opened");
        String handle = opened.field("handle");
        delete("/v1/files/open");

        assertThat(get("/v1/inodes/" + inode + "/content").status()).isEqualTo(404);
        assertThat(get("/v1/inodes/" + inode + "/content?handle=" + handle).bytes())
                .isEqualTo(BYTES);
        assertThat(head("/v1/inodes/" + inode + "/content?handle=" + handle).status())
                .isEqualTo(200);
        assertThat(get("/v1/inodes/" + inode + "?handle=" + handle).field("links"))
                .isEqualTo("0");
        assertThat(post("/v1/inodes/" + inode + "/release?dataVersion=1&handle=" + handle)
                        .field("offlineBlocks"))
                .isEqualTo("1");
        assertThat(put("/v1/inodes/" + inode + "/stage?dataVersion=1&handle=" + handle, BYTES)
                        .field("stagedBytes"))
                .isEqualTo("3");
        assertThat(put("/v1/inodes/" + inode + "/xattrs/user.a?handle=" + handle, "value")
                        .status())
                .isLessThan(300);

        assertThat(delete("/v1/handles/" + handle).status()).isEqualTo(204);
        assertThat(delete("/v1/handles/" + handle).status()).isEqualTo(204);
        Answer gone = get("/v1/inodes/" + inode + "/content?handle=" + handle);
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.field("code")).isEqualTo("ESTALE");
        assertThat(gone.field("reason")).isEqualTo("handle");
    }

    @Test
    void useRenewsAndFindDoesNot() {
        String inode = put("/v1/files/renewed", BYTES).field("inode");
        String handle = postJson("/v1/handles", "{\"path\":\"renewed\"}").field("handle");
        Answer before = get("/v1/handles/" + handle);
        assertThat(before.field("leaseSeconds")).isEqualTo("60");
        assertThat(get("/v1/handles/" + handle).field("expires")).isEqualTo(before.field("expires"));
        get("/v1/inodes/" + inode + "?handle=" + handle);
        String used = get("/v1/handles/" + handle).field("expires");
        assertThat(used).isGreaterThan(before.field("expires"));
        Answer renewed = putJson("/v1/handles/" + handle, "{\"leaseSeconds\":\"5\"}");
        assertThat(renewed.field("leaseSeconds")).isEqualTo("5");
        assertThat(renewed.field("expires")).isGreaterThan(used);
        assertThat(send(request("/v1/handles/" + handle).PUT(HttpRequest.BodyPublishers.noBody()))
                        .field("leaseSeconds"))
                .isEqualTo("60");
        String again =
                postJson("/v1/handles", "{\"handle\":\"" + handle + "\"}").field("handle");
        assertThat(again).isNotEqualTo(handle);
        Answer page = get("/v1/handles?limit=1&after=" + (Long.parseLong(handle) - 1));
        assertThat(page.json().path("handles").path(0).path("handle").asString())
                .isEqualTo(handle);
        assertThat(page.field("next")).isEqualTo(handle);
    }

    @Test
    void aHandleIsForItsInodeOnly() {
        put("/v1/files/one", BYTES);
        String other = put("/v1/files/two", BYTES).field("inode");
        String handle = postJson("/v1/handles", "{\"path\":\"one\"}").field("handle");
        Answer answer = get("/v1/inodes/" + other + "?handle=" + handle);
        assertThat(answer.status()).isEqualTo(410);
        assertThat(answer.field("code")).isEqualTo("ESTALE");
    }

    @Test
    void aTemporaryFileGetsItsNameByItsHandle() {
        Answer made = postJson("/v1/tmpfiles", "{\"directory\":\"1\",\"mode\":\"0640\",\"leaseSeconds\":\"10\"}");
        assertThat(made.status()).isEqualTo(201);
        String handle = made.json().path("handle").path("handle").asString();
        String inode = made.json().path("attributes").path("inode").asString();
        assertThat(made.json().path("handle").path("kind").asString()).isEqualTo("temporary");
        assertThat(made.json().path("attributes").path("links").asString()).isEqualTo("0");
        assertThat(made.json().path("attributes").path("mode").asString()).isEqualTo("0640");
        Answer linked = putJson("/v1/links/named", "{\"handle\":\"" + handle + "\"}");
        assertThat(linked.status()).isEqualTo(201);
        assertThat(get("/v1/entries/named").field("inode")).isEqualTo(inode);
        assertThat(postJson("/v1/tmpfiles", "{\"path\":\"\",\"exclusive\":true}")
                        .json()
                        .path("handle")
                        .path("kind")
                        .asString())
                .isEqualTo("exclusive");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"inode\":\"1\",\"path\":\"a\"}",
                "{\"inode\":\"1\",\"handle\":\"2\"}",
                "{\"path\":\"a\",\"handle\":\"2\"}",
                "{\"inode\":\"x\"}",
                "{\"handle\":\"-1\"}",
                "{\"inode\":\"1\",\"leaseSeconds\":\"3601\"}",
                "{\"inode\":\"1\",\"lease\":\"1\"}"
            })
    void badOpens(String body) {
        assertThat(postJson("/v1/handles", body).status()).isEqualTo(400);
    }

    @Test
    void badHandles() {
        assertThat(get("/v1/inodes/1?handle=x").status()).isEqualTo(400);
        assertThat(get("/v1/inodes/1?handle=4711").status()).isEqualTo(410);
        assertThat(get("/v1/handles/4711").status()).isEqualTo(410);
        assertThat(postJson("/v1/tmpfiles", "{}").status()).isEqualTo(400);
        assertThat(postJson("/v1/tmpfiles", "{\"directory\":\"1\",\"mode\":\"9\"}")
                        .status())
                .isEqualTo(400);
        assertThat(putJson("/v1/links/nothing", "{}").status()).isEqualTo(400);
        assertThat(send(anonymous("/v1/inodes/1?handle=4711")).status()).isEqualTo(401);
    }
}
