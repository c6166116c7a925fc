package dev.cairn.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.gateway.s3.Endpoint.Answer;
import dev.cairn.gateway.s3.signature.DocumentedRequests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request that is wrong gets the code that says how, and stores nothing. */
class BadInputTest {

    private static final String TRAILER_FORM = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

    private Endpoint endpoint;

    @BeforeEach
    void start() throws IOException {
        endpoint = new Endpoint();
        endpoint.put("/examplebucket", "");
    }

    @AfterEach
    void nothingWasStored() {
        endpoint.close();
        assertThat(endpoint.failures).isEmpty();
        assertThat(endpoint.volume.keys("examplebucket")).isEmpty();
        assertThat(endpoint.volume.unfinished).isEmpty();
    }

    @Test
    void bodiesThatAreNotWhatWasPromised() throws IOException {
        refused(Map.of("content-md5", "XrY7u+Ae7tCTyyK7j1rNwg=="), "BadDigest");
        refused(Map.of("content-md5", "nonsense"), "InvalidDigest");
        refused(Map.of("x-amz-checksum-crc32", "DUoRhA=="), "BadDigest");
        refused(Map.of("x-amz-checksum-sha256", "AAAA"), "InvalidRequest");
        refused(Map.of("x-amz-checksum-crc32", "DUoRhQ==", "x-amz-checksum-crc32c", "yZRlqg=="), "InvalidRequest");
        refused(Map.of("x-amz-content-sha256", DocumentedRequests.NOTHING), "XAmzContentSHA256Mismatch");
        refused(Map.of("x-amz-content-sha256", "nonsense"), "InvalidArgument");
        refused(Map.of("x-amz-content-sha256", "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD"), "NotImplemented");
        refused(Map.of("x-amz-server-side-encryption", "AES256"), "NotImplemented");
        refused(Map.of("x-amz-storage-class", "COLD"), "InvalidStorageClass");
        refused(Map.of("x-amz-meta-a", "v".repeat(2_048)), "MetadataTooLarge");
        refused(Map.of("content-length", "20"), "IncompleteBody");
        refused(Map.of("content-length", "6442450944"), "EntityTooLarge");
    }

    @Test
    void largeBodiesThatBreakOff() throws IOException {
        Answer answer =
                endpoint.call("PUT", "/examplebucket/k", "", Map.of("content-length", "5000000"), new byte[4_000_000]);

        assertThat(answer.code()).isEqualTo("IncompleteBody");
    }

    @Test
    void framedBodies() throws IOException {
        Map<String, String> headers = Map.of(
                "x-amz-content-sha256", TRAILER_FORM,
                "x-amz-decoded-content-length", "5",
                "x-amz-trailer", "x-amz-checksum-crc32");

        refused(headers, "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhw==\r\n\r\n", "BadDigest");
        refused(headers, "5\r\nhello\r\n0\r\n\r\n", "MalformedTrailerError");
        refused(headers, "5\r\nhell", "IncompleteBody");
        refused(headers, "5\r\nhello\r\n", "IncompleteBody");
        refused(headers, "4\r\nhell\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "IncompleteBody");
        refused(headers, "6\r\nhello!\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n", "IncompleteBody");
        refused(headers, "x\r\nhello\r\n0\r\n\r\n", "InvalidRequest");
        refused(Map.of("x-amz-content-sha256", TRAILER_FORM), "5\r\nhello\r\n0\r\n\r\n", "MissingContentLength");
        Answer right = call(headers, "5\r\nhello\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n");
        assertThat(right.status()).isEqualTo(200);
        assertThat(right.header("x-amz-checksum-crc32")).isEqualTo("NhCmhg==");
        assertThat(endpoint.get("/examplebucket/k").text()).isEqualTo("hello");
        endpoint.call("DELETE", "/examplebucket/k", "", Map.of(), new byte[0]);
    }

    @Test
    void theDocumentedStreamedUploadIsStoredAndAChangedOneIsNot() throws IOException {
        String body = "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n"
                + "a".repeat(65_536) + "\r\n"
                + "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n"
                + "a".repeat(1_024) + "\r\n"
                + "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";
        String changed = body.substring(0, body.length() - 200).replaceFirst("aaaa", "aaba")
                + body.substring(body.length() - 200);

        assertThat(sendDocumented(changed).code()).isEqualTo("SignatureDoesNotMatch");
        assertThat(endpoint.volume.keys("examplebucket")).isEmpty();
        assertThat(sendDocumented(body).status()).isEqualTo(200);
        Answer stored = endpoint.get("/examplebucket/chunkObject.txt");
        assertThat(stored.text()).isEqualTo("a".repeat(66_560));
        assertThat(stored.headers()).doesNotContainKey("content-encoding");
        endpoint.call("DELETE", "/examplebucket/chunkObject.txt", "", Map.of(), new byte[0]);
    }

    private Answer sendDocumented(String body) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        DocumentedRequests.chunkedUpload()
                .headers()
                .names()
                .forEach(name -> headers.put(
                        name,
                        DocumentedRequests.chunkedUpload().headers().all(name).getFirst()));
        return endpoint.send("PUT /examplebucket/chunkObject.txt", headers, body.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void requestsThatAreNotSignedRightly() throws IOException {
        Answer anonymous =
                endpoint.send("PUT /examplebucket/k", Map.of("host", "h", "content-length", "1"), new byte[1]);
        assertThat(anonymous.status()).isEqualTo(403);
        assertThat(anonymous.code()).isEqualTo("AccessDenied");
        assertThat(anonymous.text())
                .contains("<Resource>/examplebucket/k</Resource>")
                .contains("<RequestId>" + anonymous.header("x-amz-request-id") + "</RequestId>");
        Answer garbled = endpoint.send(
                "GET /examplebucket/%zz?a=%z", Map.of("host", "h", "authorization", "AWS4-HMAC-SHA256 x"), new byte[0]);
        assertThat(garbled.code()).isEqualTo("InvalidURI");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "<Delete>", "{\"a\":1}", "<Delete/>", "<Delete><Object/></Delete>", "<!DOCTYPE a><Delete/>"})
    void documentsThatAreNotWellFormed(String document) throws IOException {
        assertThat(endpoint.post("/examplebucket", "delete", document).code()).isEqualTo("MalformedXML");
    }

    @Test
    void moreKeysThanOneDeleteMayHave() throws IOException {
        String document = "<Delete>" + "<Object><Key>k</Key></Object>".repeat(1_001) + "</Delete>";
        assertThat(endpoint.post("/examplebucket", "delete", document).code()).isEqualTo("MalformedXML");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ab", "Upper", "a..b", "-ab", "1.2.3.4", "under_score", "a%2Fb", "..%2F.."})
    void namesThatNoBucketMayHave(String name) throws IOException {
        assertThat(endpoint.put("/" + name, "").code()).isEqualTo("InvalidBucketName");
    }

    @Test
    void methodsAndNumbersThatMeanNothing() throws IOException {
        assertThat(call("PATCH", "/examplebucket/k", "").code()).isEqualTo("MethodNotAllowed");
        assertThat(call("POST", "/examplebucket", "").code()).isEqualTo("NotImplemented");
        assertThat(call("GET", "/examplebucket", "max-keys=x").code()).isEqualTo("InvalidArgument");
        assertThat(call("GET", "/examplebucket", "max-keys=-1").code()).isEqualTo("InvalidArgument");
        assertThat(call("GET", "/examplebucket", "encoding-type=x").code()).isEqualTo("InvalidArgument");
        assertThat(call("GET", "/examplebucket", "list-type=2&continuation-token=x")
                        .code())
                .isEqualTo("InvalidArgument");
        assertThat(call("GET", "/examplebucket/k", "versionId=1").code()).isEqualTo("NoSuchVersion");
        assertThat(call("GET", "/examplebucket/k", "").code()).isEqualTo("NoSuchKey");
        assertThat(call("GET", "/none/k", "").code()).isEqualTo("NoSuchBucket");
        assertThat(call("PUT", "/none/k", "").code()).isEqualTo("NoSuchBucket");
        assertThat(call("HEAD", "/examplebucket/k", "").status()).isEqualTo(404);
    }

    @Test
    void requestsThatAreNoHttp() throws IOException {
        Answer answer = endpoint.send("GET /a b c", Map.of("host", "h"), new byte[0]);
        assertThat(answer.status()).isEqualTo(400);
    }

    private void refused(Map<String, String> headers, String code) throws IOException {
        refused(headers, "hello world", code);
    }

    private void refused(Map<String, String> headers, String body, String code) throws IOException {
        assertThat(call(headers, body).code()).as("%s", headers).isEqualTo(code);
        assertThat(endpoint.volume.keys("examplebucket")).isEmpty();
    }

    private Answer call(Map<String, String> headers, String body) throws IOException {
        return endpoint.call("PUT", "/examplebucket/k", "", headers, body.getBytes(StandardCharsets.UTF_8));
    }

    private Answer call(String method, String path, String query) throws IOException {
        return endpoint.call(method, path, query, Map.of(), new byte[0]);
    }
}
