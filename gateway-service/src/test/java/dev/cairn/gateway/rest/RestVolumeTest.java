package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Figures of the volume in their units, names of inodes, and the check. */
class RestVolumeTest extends RestFixture {

    @Test
    void statfs() {
        Answer answer = get("/v1/statfs");
        assertThat(answer.field("fsid")).isEqualTo("0000000000001234");
        assertThat(answer.field("rid")).matches("[0-9a-f]{16}");
        assertThat(get("/v1/statfs").field("rid")).isEqualTo(answer.field("rid"));
        assertThat(answer.field("committedSeq")).isEqualTo("77");
        assertThat(answer.field("totalMetaBlocks")).isEqualTo("10000");
        assertThat(answer.field("reservedMetaBlocks")).isEqualTo("1000");
        assertThat(answer.field("totalDataBlocks")).isEqualTo("244");
        assertThat(answer.field("blocks")).isEqualTo("" + (10_000 * 16 + 244));
        assertThat(answer.field("freeBlocks")).isEqualTo("" + (8_000 * 16 + 183));
        long files = Long.parseLong(answer.field("files"));
        assertThat(files - Long.parseLong(answer.field("freeFiles"))).isEqualTo(12);
        assertThat(answer.field("usedFiles")).isEqualTo("12");
        assertThat(answer.json().path("nameLength").asInt()).isEqualTo(255);
    }

    @Test
    void allocDetailNamesOwners() {
        JsonNode pools = get("/v1/alloc-detail").json().path("pools");
        assertThat(text(pools.path(0))).isEqualTo("shard 0 meta avail 8000");
        assertThat(text(pools.path(1))).isEqualTo("shard 0 meta used 2000");
        assertThat(text(pools.path(2))).isEqualTo("block-volume 0 data avail 183");
        assertThat(text(pools.path(3))).isEqualTo("block-volume 0 data freed 51");
        assertThat(text(pools.path(4))).isEqualTo("block-volume 0 data used 10");
    }

    private static String text(JsonNode pool) {
        return String.join(
                " ",
                pool.path("ownerType").asString(),
                pool.path("ownerId").asString(),
                pool.path("kind").asString(),
                pool.path("state").asString(),
                pool.path("blocks").asString());
    }

    @Test
    void df() {
        JsonNode rows = get("/v1/df").json().path("rows");
        assertThat(rows.path(0).path("type").asString()).isEqualTo("MetaData");
        assertThat(rows.path(0).path("total").asString()).isEqualTo("10000");
        assertThat(rows.path(0).path("used").asString()).isEqualTo("3000");
        assertThat(rows.path(0).path("free").asString()).isEqualTo("7000");
        assertThat(rows.path(0).path("usePercent").asInt()).isEqualTo(30);
        assertThat(rows.path(1).path("type").asString()).isEqualTo("Data");
        assertThat(rows.path(1).path("usePercent").asInt()).isEqualTo(25);
    }

    @Test
    void syncAndCheck() {
        assertThat(post("/v1/sync").field("committedSeq")).isEqualTo("77");
        Answer check = get("/v1/check");
        assertThat(check.json().path("clean").asBoolean()).isFalse();
        assertThat(check.json().path("rules").path("orphans").asString()).isEqualTo("1");
        assertThat(check.json().path("findings").path(0).path("rule").asString())
                .isEqualTo("orphans");
        assertThat(check.json().path("findings").path(0).path("inode").asString())
                .isEqualTo("1030");
        assertThat(send(anonymous("/v1/check").header("Authorization", USER)).status())
                .isEqualTo(403);
    }

    @Test
    void namesAndNumbersOfInodes() {
        String inode = put("/v1/files/b", "x").field("inode");
        putJson("/v1/links/a", "{\"inode\":\"" + inode + "\"}");
        Answer first = get("/v1/inodes/" + inode + "/referring-entries?limit=1");
        JsonNode entry = first.json().path("entries").path(0);
        assertThat(entry.path("directory").asString()).isEqualTo("1");
        assertThat(entry.path("name").asString()).isEqualTo("a");
        assertThat(entry.path("type").asString()).isEqualTo("file");
        assertThat(entry.path("direntType").asInt()).isEqualTo(8);
        assertThat(first.field("next")).isEqualTo("1/a");
        Answer second = get("/v1/inodes/" + inode + "/referring-entries?after=1/a");
        assertThat(second.json().path("entries").size()).isEqualTo(1);
        assertThat(second.json().has("next")).isFalse();
        assertThat(get("/v1/inodes/999/referring-entries")
                        .json()
                        .path("entries")
                        .size())
                .isZero();

        Answer allocated = get("/v1/allocated-inodes?limit=1&from=" + inode);
        assertThat(allocated.json().path("inodes").path(0).asString()).isEqualTo(inode);
        assertThat(allocated.json().path("end").asBoolean()).isFalse();
        Answer bounded = get("/v1/allocated-inodes?from=2&to=3");
        assertThat(bounded.json().path("inodes").size()).isZero();
        assertThat(bounded.json().path("end").asBoolean()).isTrue();
        assertThat(get("/v1/allocated-inodes").status()).isEqualTo(400);
        assertThat(get("/v1/allocated-inodes?from=3&to=2").status()).isEqualTo(400);
        assertThat(get("/v1/allocated-inodes?from=1&limit=0").status()).isEqualTo(400);
        assertThat(get("/v1/inodes/" + inode + "/referring-entries?after=x").status())
                .isEqualTo(400);
    }

    @Test
    void theDeletionFeedTellsUpToWhereItForgot() {
        assertThat(get("/v1/deletions").field("trimmedSeq")).isEqualTo("0");
    }
}
