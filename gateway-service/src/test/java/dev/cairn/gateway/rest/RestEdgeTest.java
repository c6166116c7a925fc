package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.kernel.ErrorCode;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Keys, unknown resources, the OpenAPI document, health and metrics. */
class RestEdgeTest extends RestFixture {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Basic",
                "Basic !!!",
                "Bearer abc",
                "admin-key:the:secret",
                "Basic YWRtaW4ta2V5",
            })
    void headersThatAreNoKey(String authorization) {
        refused(anonymous("/v1/dirs").header("Authorization", authorization));
    }

    @Test
    void wrongKeys() {
        refused(anonymous("/v1/dirs"));
        refused(anonymous("/v1/dirs").header("Authorization", basic("admin-key:the:Secret")));
        refused(anonymous("/v1/dirs").header("Authorization", basic("admin-key:")));
        refused(anonymous("/v1/dirs").header("Authorization", basic("nobody:no secret matches this")));
        refused(anonymous("/v1/rename").POST(HttpRequest.BodyPublishers.ofString("{")));
        refused(anonymous("/v1/files/%2e%2e/x").PUT(HttpRequest.BodyPublishers.ofString("x")));
    }

    @Test
    void unknownResourcesAndMethods() {
        Answer unknown = get("/v1/unknown");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.field("code")).isEqualTo("NO_SUCH_RESOURCE");
        assertThat(get("/").field("code")).isEqualTo("NO_SUCH_RESOURCE");

        Answer method = post("/v1/entries/a");
        assertThat(method.status()).isEqualTo(405);
        assertThat(method.field("code")).isEqualTo("METHOD_NOT_ALLOWED");
        assertThat(method.header("Allow")).contains("GET");

        Answer type = send(request("/v1/rename")
                .header("Content-Type", "text/plain")
                .POST(HttpRequest.BodyPublishers.ofString("a to b")));
        assertThat(type.status()).isEqualTo(415);
        assertThat(type.field("code")).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void theVolume() {
        Answer usage = get("/v1/volume");

        assertThat(usage.field("totalBytes")).isEqualTo("1000000");
        assertThat(usage.field("freeBytes")).isEqualTo("750000");
    }

    @Test
    void theOpenApiDocumentNamesEveryCall() {
        Answer document = send(anonymous("/openapi"));
        assertThat(document.status()).isEqualTo(200);
        JsonNode paths = document.json().path("paths");
        List<String> calls = new ArrayList<>();
        paths.forEachEntry((path, operations) -> operations.forEachEntry((method, operation) -> {
            calls.add(method + " " + path);
            assertThat(operation.path("summary").asString()).as(path).isNotEmpty();
            assertThat(operation.path("responses").has("default")).as(path).isTrue();
            List<String> parameters = new ArrayList<>();
            operation.path("parameters").forEach(parameter -> {
                parameters.add(parameter.path("name").asString());
                assertThat(parameter.path("in").asString()).isIn("path", "query");
            });
            assertThat(parameters).doesNotContain("calls", "request", "response");
            assertThat(path.contains("{path}")).isEqualTo(parameters.contains("path"));
            assertThat(parameters.contains("handle")).as(path).isEqualTo(path.matches(".*\\{(inode|handle)}.*"));
        }));
        assertThat(calls)
                .containsExactlyInAnyOrder(
                        "get /v1/files/{path}",
                        "head /v1/files/{path}",
                        "put /v1/files/{path}",
                        "delete /v1/files/{path}",
                        "patch /v1/files/{path}",
                        "post /v1/files/{path}",
                        "get /v1/entries/{path}",
                        "get /v1/dirs/{path}",
                        "put /v1/dirs/{path}",
                        "delete /v1/dirs/{path}",
                        "put /v1/symlinks/{path}",
                        "put /v1/links/{path}",
                        "put /v1/nodes/{path}",
                        "post /v1/rename",
                        "get /v1/inodes/{inode}",
                        "patch /v1/inodes/{inode}",
                        "get /v1/inodes/{inode}/content",
                        "head /v1/inodes/{inode}/content",
                        "patch /v1/inodes/{inode}/content",
                        "post /v1/inodes/{inode}/append",
                        "post /v1/inodes/{inode}/truncate",
                        "post /v1/inodes/{inode}/allocate",
                        "get /v1/inodes/{inode}/extents",
                        "get /v1/inodes/{inode}/seek",
                        "post /v1/inodes/{inode}/punch-offline",
                        "post /v1/inodes/{inode}/move-blocks",
                        "get /v1/inodes/{inode}/paths",
                        "get /v1/inodes/{inode}/entries",
                        "post /v1/inodes/{inode}/touch",
                        "get /v1/inodes/{inode}/acl",
                        "put /v1/inodes/{inode}/acl",
                        "delete /v1/inodes/{inode}/acl",
                        "get /v1/inodes/{inode}/xattrs",
                        "get /v1/inodes/{inode}/xattrs/{name}",
                        "put /v1/inodes/{inode}/xattrs/{name}",
                        "delete /v1/inodes/{inode}/xattrs/{name}",
                        "post /v1/inodes/{inode}/release",
                        "put /v1/inodes/{inode}/stage",
                        "post /v1/inodes/{inode}/recall",
                        "get /v1/inodes/{inode}/attr-x",
                        "patch /v1/inodes/{inode}/attr-x",
                        "patch /v1/inodes/{inode}/setattr-more",
                        "get /v1/changes",
                        "get /v1/deletions",
                        "get /v1/stable-seq",
                        "get /v1/waiting",
                        "get /v1/waiting/events",
                        "post /v1/waiting/fail",
                        "post /v1/handles",
                        "get /v1/handles",
                        "get /v1/handles/{handle}",
                        "put /v1/handles/{handle}",
                        "delete /v1/handles/{handle}",
                        "post /v1/tmpfiles",
                        "get /v1/inodes/{inode}/referring-entries",
                        "get /v1/allocated-inodes",
                        "get /v1/statfs",
                        "get /v1/alloc-detail",
                        "get /v1/df",
                        "post /v1/sync",
                        "get /v1/check",
                        "get /v1/volume",
                        "get /v1/inodes/{inode}/hidden-xattrs",
                        "get /v1/search",
                        "get /v1/totals",
                        "post /v1/totals/{name}/inject",
                        "get /v1/attribute-index",
                        "get /v1/quota-rules",
                        "post /v1/quota-rules",
                        "delete /v1/quota-rules");
        assertThat(paths.path("/v1/files/{path}")
                        .path("put")
                        .path("requestBody")
                        .path("content")
                        .has("application/octet-stream"))
                .isTrue();
        assertThat(document.json().path("security").path(0).has("accessKey")).isTrue();
    }

    @Test
    void healthFollowsTheServices() {
        assertThat(send(anonymous("/actuator/health")).field("status")).isEqualTo("UP");
        assertThat(send(anonymous("/actuator/health/readiness")).field("status"))
                .isEqualTo("UP");

        volume.fakeNamespace().failLookups(ErrorCode.UNAVAILABLE);
        Answer down = send(anonymous("/actuator/health"));
        Answer ready = send(anonymous("/actuator/health/readiness"));
        Answer alive = send(anonymous("/actuator/health/liveness"));
        Answer unavailable = get("/v1/entries/a");
        volume.fakeNamespace().failLookups(null);

        assertThat(down.status()).isEqualTo(503);
        assertThat(ready.status()).isEqualTo(503);
        assertThat(alive.status()).isEqualTo(200);
        assertThat(unavailable.status()).isEqualTo(503);
        assertThat(unavailable.header("Retry-After")).isNotEmpty();
        assertThat(send(anonymous("/actuator/env")).status()).isEqualTo(404);
    }

    @Test
    void metricsCountRequestsAndBytes() {
        put("/v1/files/counted", "twelve bytes");
        get("/v1/files/counted");

        String metrics = send(anonymous("/actuator/prometheus")).text();

        assertThat(metrics)
                .contains("cairn_gateway_rest_received_bytes_total 12.0")
                .contains("cairn_gateway_rest_sent_bytes_total 12.0")
                .containsPattern("http_server_requests_seconds_count\\{[^}]*uri=\"/v1/files/\\{\\*path}\"");
        assertThat(metrics).doesNotContain("counted\"");
    }

    @Test
    void s3AnswersOnAPortOfItsOwn() {
        URI buckets = URI.create("http://127.0.0.1:" + s3Port() + "/");

        Answer answer = send(HttpRequest.newBuilder(buckets));

        assertThat(answer.status()).isEqualTo(403);
        assertThat(answer.text()).contains("<Code>AccessDenied</Code>");
        assertThat(send(anonymous("/actuator/prometheus")).text())
                .containsPattern("cairn_gateway_s3_requests_seconds_count\\{[^}]*status=\"403\"");
    }

    private void refused(HttpRequest.Builder request) {
        Answer answer = send(request);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Basic ");
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.field("code")).isEqualTo("UNAUTHENTICATED");
    }
}
