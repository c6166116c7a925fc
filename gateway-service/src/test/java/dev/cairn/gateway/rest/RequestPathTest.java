package dev.cairn.gateway.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

/** A path means exactly the names it spells out, or is refused. */
class RequestPathTest {

    @Test
    void namesAreTheBytesBetweenSlashes() {
        RequestPath path = of("/v1/files/a%20b/%FF%00".replace("%00", "%01") + "/c;d=1");

        assertThat(path.names())
                .containsExactly(Bytes.utf8("a b"), Bytes.wrap(new byte[] {(byte) 0xFF, 1}), Bytes.utf8("c;d=1"));
        assertThat(path.isDirectory()).isFalse();
    }

    @Test
    void theRootHasNoNames() {
        assertThat(of("/v1/files").names()).isEmpty();
        assertThat(of("/v1/files/").names()).isEmpty();
        refused("/v1/files/", RequestPath::entry);
    }

    @Test
    void aSlashAtTheEndMeansADirectory() {
        assertThat(of("/v1/files/a/")).isEqualTo(new RequestPath(List.of(Bytes.utf8("a")), true));
        refused("/v1/files/a/", RequestPath::file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/files/a/../b",
                "/v1/files/..",
                "/v1/files/%2e%2E/b",
                "/v1/files/./b",
                "/v1/files/a/%2e",
                "/v1/files//a",
                "/v1/files/a//b",
                "/v1/files/a//",
                "/v1/files/a%2Fb",
                "/v1/files/a%00b",
                "/v1/filesystem/a",
                "/v1/files;x=1/a",
                "/V1/files/a"
            })
    void refusedPaths(String uri) {
        refused(uri, path -> {});
    }

    @Test
    void lengths() {
        assertThat(of("/v1/files/" + "n".repeat(MetadataLimits.OBJECT_NAME_BYTES_MAX))
                        .names())
                .hasSize(1);
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> of("/v1/files/" + "n".repeat(MetadataLimits.OBJECT_NAME_BYTES_MAX + 1)))
                .matches(e -> e.code() == ErrorCode.ENAMETOOLONG);
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> of("/v1/files/" + "name/".repeat(900)))
                .matches(e -> e.code() == ErrorCode.ENAMETOOLONG);
    }

    @Test
    void pathsInJson() {
        assertThat(RequestPath.of(Bytes.utf8("a/b c"))).isEqualTo(of("/v1/files/a/b%20c"));
        assertThat(RequestPath.of(Bytes.EMPTY).names()).isEmpty();
        assertThatExceptionOfType(CairnException.class).isThrownBy(() -> RequestPath.of(Bytes.utf8("/a")));
        assertThatExceptionOfType(CairnException.class).isThrownBy(() -> RequestPath.of(Bytes.utf8("a/../b")));
    }

    private static void refused(String uri, Consumer<RequestPath> use) {
        assertThatExceptionOfType(CairnException.class)
                .isThrownBy(() -> use.accept(of(uri)))
                .matches(e -> e.code() == ErrorCode.EINVAL);
    }

    private static RequestPath of(String uri) {
        return RequestPath.of(new MockHttpServletRequest("GET", uri), "/v1/files");
    }
}
