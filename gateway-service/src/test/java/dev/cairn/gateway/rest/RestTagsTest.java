package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.IndexPosition;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Search, totals, index, hidden names and quota rules over HTTP. */
class RestTagsTest extends RestFixture {

    private static final String RULE = "7 13,L,- 15,U,S 17,L,- I 33 -";

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(node -> texts.add(node.isString() ? node.asString() : node.toString()));
        return texts;
    }

    private Answer deleteJson(String path, String json) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method("DELETE", HttpRequest.BodyPublishers.ofString(json)));
    }

    @Test
    void searching() {
        var inodes = new TreeSet<>(List.of(new InodeNumber(5), new InodeNumber(7), new InodeNumber(-2)));
        volume.taggedAttributes().searched.put(Bytes.utf8("scoutfs.srch.a b"), inodes);

        Answer first = get("/v1/search?xattr=scoutfs.srch.a%20b&limit=2");
        assertThat(texts(first.json().path("inodes"))).containsExactly("5", "7");
        assertThat(first.json().path("end").asBoolean()).isFalse();
        Answer rest = get("/v1/search?xattr=scoutfs.srch.a%20b&limit=2&from=8");
        assertThat(texts(rest.json().path("inodes"))).containsExactly("18446744073709551614");
        assertThat(rest.json().path("end").asBoolean()).isTrue();
        Answer range = get("/v1/search?xattr=scoutfs.srch.a%20b&from=7&to=7");
        assertThat(texts(range.json().path("inodes"))).containsExactly("7");
        assertThat(get("/v1/search?xattr=scoutfs.srch.a%20b&limit=0").json().path("inodes"))
                .isEmpty();
        assertThat(send(anonymous("/v1/search?xattr=x").header("Authorization", USER))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void totals() {
        assertThat(postJson("/v1/totals/1.2.3/inject", "{\"sum\":\"170\",\"count\":\"5\"}")
                        .status())
                .isEqualTo(204);
        postJson("/v1/totals/1.2.3/inject", "{\"sum\":\"-128\",\"count\":\"-2\"}");
        postJson("/v1/totals/18446744073709551615.0.1/inject", "{\"sum\":\"18446744073709551615\",\"count\":\"1\"}");

        Answer first = get("/v1/totals?limit=1");
        assertThat(texts(first.json().path("totals")))
                .containsExactly("{\"name\":\"1.2.3\",\"sum\":\"42\",\"count\":\"3\"}");
        assertThat(first.field("next")).isEqualTo("1.2.4");
        Answer second = get("/v1/totals?from=1.2.4");
        assertThat(texts(second.json().path("totals")))
                .containsExactly(
                        "{\"name\":\"18446744073709551615.0.1\",\"sum\":\"18446744073709551615\",\"count\":\"1\"}");
        assertThat(second.json().has("next")).isFalse();
    }

    @Test
    void index() {
        for (IndexPosition position : List.of(
                new IndexPosition(5, 100, new InodeNumber(7)),
                new IndexPosition(5, 100, new InodeNumber(-1)),
                new IndexPosition(255, -1, new InodeNumber(9)))) {
            volume.taggedAttributes().positions.add(position);
        }
        Answer page = get("/v1/attribute-index?limit=2");
        assertThat(texts(page.json().path("entries")))
                .containsExactly(
                        "{\"major\":\"5\",\"minor\":\"100\",\"inode\":\"7\"}",
                        "{\"major\":\"5\",\"minor\":\"100\",\"inode\":\"18446744073709551615\"}");
        assertThat(page.field("next")).isEqualTo("5.101.0");
        Answer last = get("/v1/attribute-index?from=5.101.0");
        assertThat(texts(last.json().path("entries")))
                .containsExactly("{\"major\":\"255\",\"minor\":\"18446744073709551615\",\"inode\":\"9\"}");
        Answer range = get("/v1/attribute-index?from=5.100.0&to=5.100.18446744073709551615&limit=2");
        assertThat(range.json().path("entries")).hasSize(2);
        assertThat(range.json().has("next")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/search",
                "/v1/search?xattr=%25x",
                "/v1/search?xattr=x&from=-1",
                "/v1/search?xattr=x&limit=-1",
                "/v1/totals?from=1.2",
                "/v1/totals?from=1.2.x",
                "/v1/totals?limit=0",
                "/v1/attribute-index?from=1.2",
                "/v1/attribute-index?from=256.0.0",
                "/v1/attribute-index?from=1.2.3&to=0.0.0",
                "/v1/attribute-index?to=1.2.3.4",
                "/v1/quota-rules?after=x",
                "/v1/quota-rules?limit=-1",
                "/v1/inodes/x/hidden-xattrs"
            })
    void badArguments(String path) {
        Answer answer = get(path);

        assertThat(answer.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"sum\":\"1\"}",
                "{\"sum\":\"1\",\"count\":\"x\"}",
                "{\"sum\":\"1\",\"count\":\"18446744073709551616\"}",
                "{\"sum\":\"-9223372036854775809\",\"count\":\"1\"}",
                "{\"sum\":\"\",\"count\":\"1\"}"
            })
    void badInjections(String body) {
        assertThat(postJson("/v1/totals/1.1.1/inject", body).status()).isEqualTo(400);
    }

    @Test
    void hiddenNames() {
        Bytes noText = Bytes.wrap(new byte[] {'s', (byte) 0xFF});
        volume.taggedAttributes().hidden.addAll(List.of(Bytes.utf8("scoutfs.hide.a b"), noText));

        Answer first = get("/v1/inodes/1/hidden-xattrs?limit=1");
        assertThat(texts(first.json().path("xattrs"))).containsExactly("{\"name\":\"scoutfs.hide.a b\"}");
        Answer second = get("/v1/inodes/1/hidden-xattrs?limit=1&after="
                + URLEncoder.encode(first.field("next"), StandardCharsets.UTF_8));
        assertThat(texts(second.json().path("xattrs"))).containsExactly("{\"nameBase64\":\"c/8=\"}");
        assertThat(second.json().has("next")).isFalse();
    }

    @Test
    void quotaRules() {
        String json = "{\"rule\":\"" + RULE + "\"}";
        assertThat(postJson("/v1/quota-rules", json).status()).isEqualTo(201);
        Answer again = postJson("/v1/quota-rules", json);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.field("code")).isEqualTo("EEXIST");
        assertThat(postJson(
                                "/v1/quota-rules",
                                "{\"rules\":[\"8 1,L,- 1,L,- 1,G,- D 18446744073709551615 C\",\"6 1,L,- 1,L,- 1,L,- I 1 -\"]}")
                        .status())
                .isEqualTo(201);

        Answer page = get("/v1/quota-rules?limit=2");
        assertThat(texts(page.json().path("rules")))
                .containsExactly(
                        "{\"priority\":8,\"elements\":[{\"value\":\"1\",\"source\":\"literal\",\"select\":false},"
                                + "{\"value\":\"1\",\"source\":\"literal\",\"select\":false},"
                                + "{\"value\":\"1\",\"source\":\"gid\",\"select\":false}],\"operation\":\"data\","
                                + "\"limit\":\"18446744073709551615\",\"count\":true,"
                                + "\"text\":\"8 1,L,- 1,L,- 1,G,- D 18446744073709551615 C\"}",
                        "{\"priority\":7,\"elements\":[{\"value\":\"13\",\"source\":\"literal\",\"select\":false},"
                                + "{\"value\":\"15\",\"source\":\"uid\",\"select\":true},"
                                + "{\"value\":\"17\",\"source\":\"literal\",\"select\":false}],\"operation\":\"inode\","
                                + "\"limit\":\"33\",\"count\":false,\"text\":\"" + RULE + "\"}");
        assertThat(page.field("next")).isEqualTo(RULE);
        Answer rest = get("/v1/quota-rules?after=" + URLEncoder.encode(RULE, StandardCharsets.UTF_8));
        assertThat(rest.json().path("rules")).hasSize(1);
        assertThat(rest.json().has("next")).isFalse();
        assertThat(get("/v1/quota-rules?limit=0").json().path("rules")).isEmpty();

        assertThat(deleteJson("/v1/quota-rules", json).status()).isEqualTo(204);
        assertThat(deleteJson("/v1/quota-rules", json).status()).isEqualTo(404);
        assertThat(postJson("/v1/quota-rules", "{\"rule\":\"7 13,L,S 15,U,S 17,L,- I 33 -\"}")
                        .field("reason"))
                .isEqualTo("quota-rule");
        assertThat(postJson("/v1/quota-rules", "{}").status()).isEqualTo(400);
        assertThat(postJson("/v1/quota-rules", "{\"rule\":\"x\",\"rules\":[]}").status())
                .isEqualTo(400);
        assertThat(send(anonymous("/v1/quota-rules").header("Authorization", USER))
                        .status())
                .isEqualTo(403);
    }
}
