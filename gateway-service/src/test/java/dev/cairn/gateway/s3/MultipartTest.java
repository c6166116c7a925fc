package dev.cairn.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.gateway.s3.Endpoint.Answer;
import dev.cairn.kernel.ByteWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An object can be sent in parts; what is wrong with them is told, and leaves the upload as it was. */
class MultipartTest {

    private static final int PART = 5 << 20;

    private Endpoint endpoint;
    private final byte[] whole = new byte[PART + 1_000];

    @BeforeEach
    void start() throws IOException {
        endpoint = new Endpoint();
        endpoint.put("/bucket", "");
        new Random(3).nextBytes(whole);
    }

    @AfterEach
    void stop() {
        endpoint.close();
        assertThat(endpoint.failures).isEmpty();
    }

    @Test
    void partsBecomeTheObject() throws IOException {
        String id = begin(Map.of("x-amz-meta-a", "1", "content-type", "text/x"));
        String first = part(id, 1, Arrays.copyOf(whole, PART));
        part(id, 7, new byte[10]);
        String last = part(id, 7, Arrays.copyOfRange(whole, PART, whole.length));
        Answer listed = call("GET", "uploadId=" + id, "");
        Answer completed = complete(id, document(1, first, 7, last));
        Answer repeated = complete(id, document(1, first, 7, last));
        Answer read = endpoint.get("/bucket/k");
        Answer second = call("GET", "partNumber=2", "");

        assertThat(listed.text())
                .contains("<PartNumber>1</PartNumber>")
                .contains("<Size>1000</Size>")
                .contains("<IsTruncated>false</IsTruncated>");
        assertThat(completed.status()).isEqualTo(200);
        assertThat(completed.text()).contains("-2&quot;</ETag>");
        assertThat(repeated.text()).isEqualTo(completed.text());
        assertThat(read.bytes()).isEqualTo(whole);
        assertThat(read.header("etag")).endsWith("-2\"");
        assertThat(read.headers()).containsEntry("x-amz-meta-a", "1").containsEntry("content-type", "text/x");
        assertThat(second.status()).isEqualTo(206);
        assertThat(second.bytes()).isEqualTo(Arrays.copyOfRange(whole, PART, whole.length));
        assertThat(second.header("x-amz-mp-parts-count")).isEqualTo("2");
        assertThat(call("GET", "partNumber=3", "").code()).isEqualTo("InvalidRange");
    }

    @Test
    void checksumsOfPartsMakeOneOfTheWhole() throws IOException {
        String composite = begin(Map.of("x-amz-checksum-algorithm", "CRC32"));
        completeBoth(composite);
        Answer read = call("HEAD", "", Map.of("x-amz-checksum-mode", "ENABLED"));
        String full = begin(Map.of("x-amz-checksum-algorithm", "CRC32", "x-amz-checksum-type", "FULL_OBJECT"));
        Answer completed = completeBoth(full);

        assertThat(read.header("x-amz-checksum-crc32")).endsWith("-2");
        assertThat(read.header("x-amz-checksum-type")).isEqualTo("COMPOSITE");
        CRC32 crc = new CRC32();
        crc.update(whole);
        byte[] value = new ByteWriter().int32((int) crc.getValue()).toByteArray();
        assertThat(completed.text())
                .contains("<ChecksumCRC32>" + Base64.getEncoder().encodeToString(value) + "</ChecksumCRC32>");
        assertThat(endpoint.call(
                                "POST",
                                "/bucket/k",
                                "uploads",
                                Map.of("x-amz-checksum-algorithm", "SHA256", "x-amz-checksum-type", "FULL_OBJECT"),
                                new byte[0])
                        .code())
                .isEqualTo("InvalidRequest");
    }

    private Answer completeBoth(String id) throws IOException {
        String first = part(id, 1, Arrays.copyOf(whole, PART));
        String last = part(id, 2, Arrays.copyOfRange(whole, PART, whole.length));
        return complete(id, document(1, first, 2, last));
    }

    @Test
    void whatIsWrongWithPartsIsTold() throws IOException {
        String id = begin(Map.of());
        String small = part(id, 1, new byte[10]);
        String large = part(id, 2, new byte[PART]);

        assertThat(complete(id, document(1, small, 2, large)).code()).isEqualTo("EntityTooSmall");
        assertThat(complete(id, document(2, large, 1, small)).code()).isEqualTo("InvalidPartOrder");
        assertThat(complete(id, document(1, large, 2, large)).code()).isEqualTo("InvalidPart");
        assertThat(complete(id, document(2, large, 3, small)).code()).isEqualTo("InvalidPart");
        assertThat(complete(id, "<CompleteMultipartUpload/>").code()).isEqualTo("MalformedXML");
        assertThat(complete(id, "nonsense").code()).isEqualTo("MalformedXML");
        assertThat(call("PUT", "partNumber=10001&uploadId=" + id, "x").code()).isEqualTo("InvalidArgument");
        assertThat(call("PUT", "partNumber=0&uploadId=" + id, "x").code()).isEqualTo("InvalidArgument");
        assertThat(call("PUT", "partNumber=1&uploadId=00000000-0000-0000-0000-000000000000", "x")
                        .code())
                .isEqualTo("NoSuchUpload");
        assertThat(call("PUT", "partNumber=1&uploadId=nonsense", "x").code()).isEqualTo("NoSuchUpload");
        assertThat(endpoint.volume.keys("bucket")).isEmpty();
        assertThat(call("DELETE", "uploadId=" + id, "").status()).isEqualTo(204);
        assertThat(call("DELETE", "uploadId=" + id, "").code()).isEqualTo("NoSuchUpload");
        assertThat(complete(id, document(1, small, 2, large)).code()).isEqualTo("NoSuchUpload");
    }

    @Test
    void partsCanBeCopied() throws IOException {
        endpoint.call("PUT", "/bucket/s", "", Map.of(), whole);
        String id = begin(Map.of());
        Answer copied = endpoint.call(
                "PUT",
                "/bucket/k",
                "partNumber=1&uploadId=" + id,
                Map.of("x-amz-copy-source", "/bucket/s", "x-amz-copy-source-range", "bytes=10-99"),
                new byte[0]);
        Answer outside = endpoint.call(
                "PUT",
                "/bucket/k",
                "partNumber=1&uploadId=" + id,
                Map.of("x-amz-copy-source", "/bucket/s", "x-amz-copy-source-range", "bytes=0-" + whole.length),
                new byte[0]);
        String text = copied.text();
        String etag = text.substring(text.indexOf("&quot;") + 6, text.lastIndexOf("&quot;"));
        complete(id, "<CompleteMultipartUpload>" + element(1, etag) + "</CompleteMultipartUpload>");

        assertThat(endpoint.get("/bucket/k").bytes()).isEqualTo(Arrays.copyOfRange(whole, 10, 100));
        assertThat(outside.code()).isEqualTo("InvalidArgument");
    }

    @Test
    void uploadsAreListedInPages() throws IOException {
        for (String key : new String[] {"a", "b/1", "b/2", "c"}) {
            endpoint.post("/bucket/" + key, "uploads", "");
        }
        Answer all = endpoint.call("GET", "/bucket", "uploads&delimiter=/", Map.of(), new byte[0]);
        Answer first = endpoint.call("GET", "/bucket", "uploads&delimiter=/&max-uploads=2", Map.of(), new byte[0]);
        Answer rest = endpoint.call("GET", "/bucket", "uploads&delimiter=/&key-marker=b/", Map.of(), new byte[0]);

        assertThat(all.text())
                .contains("<Key>a</Key>", "<Key>c</Key>", "<CommonPrefixes><Prefix>b/</Prefix></CommonPrefixes>")
                .doesNotContain("<Key>b/1</Key>")
                .contains("<IsTruncated>false</IsTruncated>");
        assertThat(first.text())
                .contains("<NextKeyMarker>b/</NextKeyMarker>", "<IsTruncated>true</IsTruncated>")
                .doesNotContain("<Key>c</Key>");
        assertThat(rest.text()).contains("<Key>c</Key>").doesNotContain("<Prefix>b/</Prefix>", "<Key>a</Key>");
    }

    private String begin(Map<String, String> headers) throws IOException {
        String text = endpoint.call("POST", "/bucket/k", "uploads", headers, new byte[0])
                .text();
        return text.substring(text.indexOf("<UploadId>") + 10, text.indexOf("</UploadId>"));
    }

    private String part(String id, int number, byte[] bytes) throws IOException {
        Answer answer = endpoint.call("PUT", "/bucket/k", "partNumber=" + number + "&uploadId=" + id, Map.of(), bytes);
        assertThat(answer.status()).isEqualTo(200);
        return answer.header("etag");
    }

    private static String document(int first, String firstTag, int second, String secondTag) {
        return "<CompleteMultipartUpload>" + element(first, firstTag) + element(second, secondTag)
                + "</CompleteMultipartUpload>";
    }

    private static String element(int number, String tag) {
        return "<Part><PartNumber>" + number + "</PartNumber><ETag>" + tag + "</ETag></Part>";
    }

    private Answer complete(String id, String document) throws IOException {
        return endpoint.post("/bucket/k", "uploadId=" + id, document);
    }

    private Answer call(String method, String query, String body) throws IOException {
        return endpoint.call(method, "/bucket/k", query, Map.of(), body.getBytes(StandardCharsets.UTF_8));
    }

    private Answer call(String method, String query, Map<String, String> headers) throws IOException {
        return endpoint.call(method, "/bucket/k", query, headers, new byte[0]);
    }
}
