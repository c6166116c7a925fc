package dev.cairn.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.Await;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A request that is wrong is answered with the code that says how, and leaves no trace: no object, no upload, no change in
 * the feeds, no byte of the volume.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {

    private static final String BUCKET = "/refused";
    private static final String KEY = BUCKET + "/k";
    private static final String KEPT = "/kept/ten";
    private static final String HELLO = "hello";
    private static final String TRAILER_FORM = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";
    private static final int LARGE = 12 << 20;
    private static final int VANISHING = 200;
    private static final Pattern OPEN_FILES = Pattern.compile("(?m)^process_files_open_files (\\S+)");
    private static final Pattern REFUSED_PUTS = Pattern.compile(
            "cairn_gateway_s3_requests_seconds_count\\{operation=\"PUT_OBJECT\",status=\"400\"\\} (\\S+)");

    private Standalone cairn;
    private SigV4 keys;
    private SignedCalls s3;
    private BasicCalls basic;
    private Rest rest;
    private String inode;
    private String version;
    private Trace before;

    @BeforeAll
    void start(@TempDir Path data) {
        cairn = Standalone.start(data);
        keys = new SigV4(cairn.accessKey(), cairn.secretKey());
        s3 = new SignedCalls(new RawHttp(cairn.s3Endpoint()), keys);
        basic = new BasicCalls(new RawHttp(cairn.restEndpoint()), keys);
        rest = cairn.rest();
        assertThat(s3.put(BUCKET, "").status()).isEqualTo(200);
        assertThat(s3.put("/kept", "").status()).isEqualTo(200);
        assertThat(s3.put(KEPT, "0123456789").status()).isEqualTo(200);
        var file = new ArchiveClient(rest).stat(KEPT.substring(1));
        inode = file.inode();
        version = file.dataVersion();
    }

    @AfterAll
    void stop() {
        cairn.close();
    }

    @BeforeEach
    void remember() {
        before = trace();
    }

    @AfterEach
    void nothingIsLeftBehind() {
        assertThat(before.objects()).doesNotContain("<Key>");
        assertThat(before.uploads()).doesNotContain("<UploadId>");
        Await.until("everything is as before", () -> trace().equals(before));
    }

    private Trace trace() {
        return Trace.of(s3, rest, BUCKET);
    }

    @Test
    void onlyRightAndFreshSignaturesOpenAnything() {
        SigV4 wrongSecret = new SigV4(keys.accessKey(), "x".repeat(40));
        SigV4 unknown = new SigV4("AKIAUNKNOWNUNKNOWN00", keys.secretKey());

        assertThat(signed(wrongSecret, Instant.now())).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(signed(unknown, Instant.now())).isEqualTo("403 InvalidAccessKeyId");
        assertThat(signed(keys, Instant.now().minus(Duration.ofMinutes(16)))).isEqualTo("403 RequestTimeTooSkewed");
        assertThat(signed(keys, Instant.now().plus(Duration.ofMinutes(16)))).isEqualTo("403 RequestTimeTooSkewed");
        assertThat(sent("PUT", KEY, Map.of(), HELLO)).isEqualTo("403 AccessDenied");
        assertThat(sent("PUT", KEY, Map.of("authorization", "AWS4-HMAC-SHA256 nonsense"), HELLO))
                .isEqualTo("400 AuthorizationHeaderMalformed");
    }

    @Test
    void aSignatureCoversMethodPathQueryAndHeaders() {
        RawHttp.Request right =
                s3.request("PUT", KEY, "", Map.of("x-amz-meta-a", "1"), HELLO.getBytes(StandardCharsets.UTF_8));
        Map<String, String> otherHeader = new TreeMap<>(right.headers());
        otherHeader.put("x-amz-meta-a", "2");
        Map<String, String> moreHeaders = new TreeMap<>(right.headers());
        moreHeaders.put("x-amz-meta-b", "1");

        assertThat(sent("DELETE", KEY, right.headers(), "")).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(sent("PUT", KEY + "2", right.headers(), HELLO)).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(sent("PUT", KEY + "?acl", right.headers(), HELLO)).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(sent("PUT", KEY, otherHeader, HELLO)).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(sent("PUT", KEY, moreHeaders, HELLO)).isEqualTo("403 AccessDenied");
    }

    @Test
    void aPresignedAddressEndsWithItsTimeAndIsGoodForOneRequestOnly() {
        Instant now = Instant.now();
        String fresh = presigned("GET", KEPT, now, Duration.ofMinutes(1));
        String expired = presigned("GET", KEPT, now.minusSeconds(61), Duration.ofMinutes(1));
        String early = presigned("GET", KEPT, now.plus(Duration.ofMinutes(20)), Duration.ofMinutes(1));
        String forever = presigned("GET", KEPT, now, Duration.ofDays(8));

        assertThat(sent("GET", fresh, Map.of(), "")).isEqualTo("200 ");
        assertThat(sent("GET", expired, Map.of(), "")).isEqualTo("403 AccessDenied");
        assertThat(sent("GET", early, Map.of(), "")).isEqualTo("403 AccessDenied");
        assertThat(sent("GET", forever, Map.of(), "")).isEqualTo("400 AuthorizationQueryParametersError");
        assertThat(sent("DELETE", fresh, Map.of(), "")).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(sent("GET", fresh.replace("ten", "one"), Map.of(), "")).isEqualTo("403 SignatureDoesNotMatch");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, LARGE})
    void aBodyThatBreaksOffStoresNothing(int sentBytes) {
        byte[] body = new byte[sentBytes];
        String announced = Integer.toString(sentBytes + 1);
        double refusedBefore = meter(REFUSED_PUTS);

        RawHttp.Request cut = s3.request("PUT", KEY, "", Map.of("content-length", announced), body);
        assertThat(s3.http().send(cut).outcome()).isEqualTo("400 IncompleteBody");
        s3.http().sendAndVanish(s3.request("PUT", KEY, "", Map.of("content-length", announced), body));
        Await.until("both were refused", () -> meter(REFUSED_PUTS) == refusedBefore + 2);
        cut = basic.request("PUT", "/v1/files/refused/k", Map.of("content-length", announced), body);
        basic.http().sendAndVanish(cut);
        assertThat(basic.http().send(cut).outcome()).isEqualTo("400 BAD_REQUEST");
    }

    @Test
    void clientsThatVanishLeaveNoFileOrConnectionOpen() {
        double openBefore = meter(OPEN_FILES);
        double refusedBefore = meter(REFUSED_PUTS);
        for (int i = 0; i < VANISHING; i++) {
            s3.http().sendAndVanish(s3.request("PUT", KEY, "", Map.of("content-length", "100000"), new byte[70_000]));
        }
        Await.until("all were refused", () -> meter(REFUSED_PUTS) == refusedBefore + VANISHING);
        Await.until("what they opened is closed", () -> meter(OPEN_FILES) <= openBefore + VANISHING / 10);
    }

    @Test
    void aBodyThatIsNotTheOnePromisedIsRefused() {
        assertThat(put(Map.of("content-md5", base64(new byte[16])))).isEqualTo("400 BadDigest");
        assertThat(put(Map.of("content-md5", "nonsense"))).isEqualTo("400 InvalidDigest");
        assertThat(put(Map.of("x-amz-content-sha256", SigV4.hexSha256(new byte[1]))))
                .isEqualTo("400 XAmzContentSHA256Mismatch");
        assertThat(put(Map.of("x-amz-checksum-crc32", checksum(new CRC32(), "other"))))
                .isEqualTo("400 BadDigest");
        assertThat(put(Map.of("x-amz-checksum-crc32c", checksum(new CRC32C(), "other"))))
                .isEqualTo("400 BadDigest");
        assertThat(put(Map.of("x-amz-checksum-crc32", "AAA="))).isEqualTo("400 InvalidRequest");
        RawHttp.Answer overRest =
                basic.call("PUT", "/v1/files/refused/k", Map.of("content-md5", base64(new byte[16])), HELLO);
        assertThat(overRest.outcome()).isEqualTo("400 EINVAL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-amz-checksum-crc32", "x-amz-checksum-crc32c"})
    void aTrailerThatIsWrongOrMissingIsRefused(String name) {
        Checksum right = name.endsWith("c") ? new CRC32C() : new CRC32();
        Map<String, String> headers = Map.of(
                "x-amz-content-sha256", TRAILER_FORM, "x-amz-decoded-content-length", "5", "x-amz-trailer", name);

        String wrong = "5\r\nhello\r\n0\r\n" + name + ":" + checksum(right, "other") + "\r\n\r\n";
        assertThat(put(headers, wrong)).isEqualTo("400 BadDigest");
        assertThat(put(headers, "5\r\nhello\r\n0\r\n\r\n")).isEqualTo("400 MalformedTrailerError");
        assertThat(put(headers, "5\r\nhel")).isEqualTo("400 IncompleteBody");
        String shorter = "4\r\nhell\r\n0\r\n" + name + ":" + checksum(right, "hell") + "\r\n\r\n";
        assertThat(put(headers, shorter)).isEqualTo("400 IncompleteBody");
    }

    @Test
    void uploadsThatDoNotExistAndPartsThatCannotBe() {
        String unknown = "uploadId=00000000000000000000000000000000";
        String list = "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>" + "0".repeat(32)
                + "</ETag></Part>" + "</CompleteMultipartUpload>";
        assertThat(call("PUT", KEY, "partNumber=1&" + unknown, HELLO)).isEqualTo("404 NoSuchUpload");
        assertThat(call("POST", KEY, unknown, list)).isEqualTo("404 NoSuchUpload");
        assertThat(call("DELETE", KEY, unknown, "")).isEqualTo("404 NoSuchUpload");
        assertThat(call("GET", KEY, unknown, "")).isEqualTo("404 NoSuchUpload");

        String upload =
                "uploadId=" + element("UploadId", s3.post(KEY, "uploads", "").text());
        for (String number : List.of("0", "10001", "-1", "x", "")) {
            assertThat(call("PUT", KEY, "partNumber=" + number + "&" + upload, HELLO))
                    .as("part %s", number)
                    .isEqualTo("400 InvalidArgument");
        }
        assertThat(call("PUT", BUCKET + "/other", "partNumber=1&" + upload, HELLO))
                .isEqualTo("404 NoSuchUpload");
        for (String document : List.of("", "<Complete", "<CompleteMultipartUpload/>", "<Delete/>", "{}")) {
            assertThat(call("POST", KEY, upload, document)).as(document).isEqualTo("400 MalformedXML");
        }
        assertThat(call("POST", KEY, upload, list)).isEqualTo("400 InvalidPart");
        assertThat(call("DELETE", KEY, upload, "")).isEqualTo("204 ");
        assertThat(call("PUT", KEY, "partNumber=1&" + upload, HELLO)).isEqualTo("404 NoSuchUpload");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<Delete>", "<Delete/>", "<Other/>", "{\"Key\":\"ten\"}", "<!DOCTYPE a><Delete/>"})
    void deletionsThatAreNotWellFormedDeleteNothing(String document) {
        assertThat(call("POST", "/kept", "delete", document)).isEqualTo("400 MalformedXML");
        assertThat(s3.get(KEPT, "").text()).isEqualTo("0123456789");
    }

    @Test
    void keysOfOneByteTooMany() {
        String path = BUCKET + "/" + "k".repeat(1_025);
        for (String method : List.of("PUT", "GET", "DELETE")) {
            assertThat(call(method, path, "", "")).as(method).isEqualTo("400 KeyTooLongError");
        }
        assertThat(call("POST", path, "uploads", "")).isEqualTo("400 KeyTooLongError");
        assertThat(s3.call("PUT", path, "", Map.of("x-amz-copy-source", KEPT), "")
                        .outcome())
                .isEqualTo("400 KeyTooLongError");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../kept/ten", "a/../ten", "./ten", "..", ".", "a//b", "/ten", "%2e%2e/kept/ten"})
    void dotsAndEmptyNamesInKeysMeanThemselvesAndNothingElse(String key) {
        String path = BUCKET + "/" + key;
        assertThat(call("PUT", path, "", HELLO)).isEqualTo("200 ");
        assertThat(s3.get(path, "").text()).isEqualTo(HELLO);
        assertThat(s3.get(BUCKET, "list-type=2").text())
                .containsOnlyOnce("<Key>")
                .contains("<Key>" + key.replace("%2e", ".") + "</Key>");
        assertThat(s3.get(KEPT, "").text()).isEqualTo("0123456789");
        assertThat(call("DELETE", path, "", "")).isEqualTo("204 ");
        Await.until("its inode is freed", () -> trace().inodes() == before.inodes());
        before = before.withChanges(trace().changes());
    }

    @ParameterizedTest
    @ValueSource(strings = {"kept/../refused/k", "refused/./k", "refused//k", "..", "refused/%2e%2e", "refused/a%2Fb"})
    void dotsAndEmptyNamesInPathsAreRefused(String path) {
        for (String call : List.of("files", "entries", "dirs", "symlinks")) {
            String method = call.equals("entries") ? "GET" : "PUT";
            assertThat(restCall(method, "/v1/" + call + "/" + path, "{\"target\": \"t\"}"))
                    .as(call)
                    .isEqualTo("400 EINVAL");
        }
        assertThat(restCall("DELETE", "/v1/files/" + path, "")).isEqualTo("400 EINVAL");
    }

    @Test
    void rangesOutsideOfTheObject() {
        for (String range : List.of("bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999-")) {
            RawHttp.Answer answer = s3.call("GET", KEPT, "", Map.of("range", range), "");
            assertThat(answer.outcome()).as(range).isEqualTo("416 InvalidRange");
            RawHttp.Answer overRest = basic.call("GET", "/v1/files" + KEPT, Map.of("range", range), "");
            assertThat(overRest.outcome()).as(range).isEqualTo("416 RANGE_NOT_SATISFIABLE");
            assertThat(overRest.header("content-range")).as(range).isEqualTo("bytes */10");
        }
        assertThat(s3.call("GET", KEPT, "", Map.of("range", "bytes=8-20"), "").text())
                .isEqualTo("89");
        assertThat(s3.call("GET", KEPT, "", Map.of("range", "bytes=5-2"), "").status())
                .isEqualTo(200);
    }

    @Test
    void jsonThatIsNotUnderstoodIsAProblem() {
        for (String json :
                List.of("", "{", "[]", "null", "{\"from\": \"a\", \"to\": \"b\", \"unknown\": 1}", "\"x\"")) {
            RawHttp.Answer answer = basic.call("POST", "/v1/rename", json);
            assertThat(answer.status()).as(json).isEqualTo(400);
            assertThat(answer.code()).as(json).isIn("BAD_REQUEST", "EINVAL");
            assertThat(answer.header("content-type")).as(json).startsWith("application/problem+json");
        }
        assertThat(restCall("POST", "/v1/rename", "{\"from\": \"kept/../a\", \"to\": \"b\"}"))
                .isEqualTo("400 EINVAL");
    }

    @Test
    void stageAndReleaseNeedTheVersionInPlaceAndWholeBlocks() {
        String file = "/v1/inodes/" + inode;
        String wrong = "dataVersion=" + (Long.parseLong(version) + 1);
        String right = "dataVersion=" + version;

        assertThat(restCall("POST", file + "/release?" + wrong, "")).isEqualTo("412 ESTALE");
        assertThat(restCall("PUT", file + "/stage?" + wrong, "0123456789")).isEqualTo("412 ESTALE");
        assertThat(restCall("POST", file + "/release", "")).isEqualTo("400 EINVAL");
        assertThat(restCall("PUT", file + "/stage", "0123456789")).isEqualTo("400 EINVAL");
        assertThat(restCall("POST", file + "/release?offset=1&" + right, "")).isEqualTo("400 EINVAL");
        assertThat(restCall("POST", file + "/release?length=4095&" + right, "")).isEqualTo("400 EINVAL");
        assertThat(restCall("PUT", file + "/stage?offset=1&" + right, HELLO)).isEqualTo("400 EINVAL");
        assertThat(restCall("PUT", file + "/stage?offset=-4096&" + right, HELLO))
                .isEqualTo("400 EINVAL");
        assertThat(restCall("PUT", file + "/stage?length=9&" + right, "0123456789"))
                .isEqualTo("400 EINVAL");
        assertThat(restCall("POST", "/v1/inodes/999999/release?" + right, "")).isEqualTo("404 ENOENT");
        assertThat(restCall("POST", "/v1/inodes/x/release?" + right, "")).isEqualTo("400 EINVAL");
        assertThat(s3.get(KEPT, "").text()).isEqualTo("0123456789");
    }

    private String signed(SigV4 signer, Instant at) {
        return sent(
                "PUT", KEY, signer.sign("PUT", KEY, "", Map.of("host", s3.http().host()), at), HELLO);
    }

    private String presigned(String method, String path, Instant at, Duration validFor) {
        return path + "?" + keys.presign(method, path, s3.http().host(), at, validFor);
    }

    private String sent(String method, String target, Map<String, String> headers, String body) {
        return s3.http()
                .send(new RawHttp.Request(method, target, headers, body.getBytes(StandardCharsets.UTF_8)))
                .outcome()
                .replaceFirst("(?s)^200 .*", "200 ");
    }

    private String call(String method, String path, String query, String body) {
        return s3.call(method, path, query, Map.of(), body).outcome();
    }

    private String put(Map<String, String> headers) {
        return put(headers, HELLO);
    }

    private String put(Map<String, String> headers, String body) {
        return s3.call("PUT", KEY, "", headers, body).outcome();
    }

    private String restCall(String method, String target, String body) {
        return basic.call(method, target, body).outcome();
    }

    private static String checksum(Checksum checksum, String text) {
        checksum.reset();
        checksum.update(text.getBytes(StandardCharsets.UTF_8));
        return base64(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String element(String name, String document) {
        Matcher matcher = Pattern.compile("<" + name + ">([^<]+)<").matcher(document);
        assertThat(matcher.find()).as(document).isTrue();
        return matcher.group(1);
    }

    /** As the meters count them. */
    private double meter(Pattern line) {
        String meters = new String(rest.get("/actuator/prometheus").expect(200).body(), StandardCharsets.UTF_8);
        Matcher matcher = line.matcher(meters);
        return matcher.find() ? Double.parseDouble(matcher.group(1)) : 0;
    }
}
