package dev.cairn.gateway.s3.signature;

import static dev.cairn.gateway.s3.signature.DocumentedRequests.KEY;
import static dev.cairn.gateway.s3.signature.DocumentedRequests.NOTHING;
import static dev.cairn.gateway.s3.signature.DocumentedRequests.TIME;
import static dev.cairn.gateway.s3.signature.DocumentedRequests.head;
import static dev.cairn.gateway.s3.signature.DocumentedRequests.signed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.gateway.auth.AccessKeys;
import dev.cairn.gateway.s3.wire.RequestHead;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.testkit.ManualTimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The signatures that Amazon documents are accepted; anything that differs from them is refused for the right reason. */
class AuthenticatorTest {

    private static final String HOST = "examplebucket.s3.amazonaws.com";
    private static final String DATE = "20130524T000000Z";
    private static final String PRESIGNED = "X-Amz-Algorithm=AWS4-HMAC-SHA256"
            + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
            + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
            + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

    private final ManualTimeSource clock = new ManualTimeSource(TIME);
    private final Authenticator authenticator = new Authenticator(AccessKeys.of(KEY), clock);

    private static Map<String, String> getHeaders() {
        return new HashMap<>(
                Map.of("Host", HOST, "Range", "bytes=0-9", "x-amz-content-sha256", NOTHING, "x-amz-date", DATE));
    }

    private static RequestHead get(Map<String, String> headers) {
        return signed(
                "GET",
                "/test.txt",
                "",
                headers,
                "host;range;x-amz-content-sha256;x-amz-date",
                "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41");
    }

    @Test
    void acceptsTheDocumentedGet() {
        Authenticated accepted = authenticator.authenticate(get(getHeaders()));

        assertThat(accepted.key()).isEqualTo(KEY);
        assertThat(accepted.payload()).isEqualTo(new Payload.Hashed(NOTHING));
    }

    @Test
    void acceptsTheDocumentedPut() {
        Map<String, String> headers = Map.of(
                "Host", HOST,
                "Date", "Fri, 24 May 2013 00:00:00 GMT",
                "x-amz-storage-class", "REDUCED_REDUNDANCY",
                "x-amz-content-sha256", "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
                "x-amz-date", DATE);

        authenticator.authenticate(signed(
                "PUT",
                "/test%24file.text",
                "",
                headers,
                "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
        authenticator.authenticate(signed(
                "PUT",
                "/test$file.text",
                "",
                headers,
                "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"));
    }

    @Test
    void acceptsTheDocumentedSubresourceAndListing() {
        Map<String, String> headers = Map.of("Host", HOST, "x-amz-content-sha256", NOTHING, "x-amz-date", DATE);

        authenticator.authenticate(signed(
                "GET",
                "/",
                "lifecycle",
                headers,
                "host;x-amz-content-sha256;x-amz-date",
                "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"));
        authenticator.authenticate(signed(
                "GET",
                "/",
                "prefix=J&max-keys=2",
                headers,
                "host;x-amz-content-sha256;x-amz-date",
                "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"));
    }

    @Test
    void acceptsTheDocumentedStreamingSeeds() {
        assertThat(authenticator
                        .authenticate(DocumentedRequests.chunkedUpload())
                        .payload())
                .isInstanceOf(Payload.SignedChunks.class);
        assertThat(authenticator
                        .authenticate(DocumentedRequests.chunkedUploadWithTrailer())
                        .payload())
                .isInstanceOf(Payload.SignedChunksWithTrailer.class);
    }

    @Test
    void acceptsTheDocumentedPresignedUrlUntilItExpires() {
        RequestHead presigned = head("GET", "/test.txt", PRESIGNED, Map.of("Host", HOST));

        assertThat(authenticator.authenticate(presigned).payload()).isEqualTo(new Payload.Unsigned());
        clock.advance(Duration.ofDays(1));
        authenticator.authenticate(presigned);
        clock.advance(Duration.ofSeconds(1));
        refused(presigned, S3Error.ACCESS_DENIED, "Request has expired");
        clock.jumpTo(TIME.minus(Duration.ofMinutes(16)));
        refused(presigned, S3Error.ACCESS_DENIED, "Request is not yet valid");
    }

    @Test
    void refusesAPresignedUrlThatWasChanged() {
        refused(
                head("GET", "/test2.txt", PRESIGNED, Map.of("Host", HOST)),
                S3Error.SIGNATURE_DOES_NOT_MATCH,
                "signature");
        refused(
                head("GET", "/test.txt", PRESIGNED.replace("Expires=86400", "Expires=86401"), Map.of("Host", HOST)),
                S3Error.SIGNATURE_DOES_NOT_MATCH,
                "signature");
        refused(
                head("GET", "/test.txt", PRESIGNED.replace("Expires=86400", "Expires=604801"), Map.of("Host", HOST)),
                S3Error.AUTHORIZATION_QUERY_PARAMETERS_ERROR,
                "X-Amz-Expires");
        refused(
                head("GET", "/test.txt", PRESIGNED.replace("&X-Amz-Expires=86400", ""), Map.of("Host", HOST)),
                S3Error.AUTHORIZATION_QUERY_PARAMETERS_ERROR,
                "X-Amz-Expires");
        refused(
                head("GET", "/test.txt", PRESIGNED, Map.of("Host", HOST, "x-amz-acl", "public-read")),
                S3Error.ACCESS_DENIED,
                "not signed");
    }

    @Test
    void refusesWhatWasChangedAfterSigning() {
        Map<String, String> headers = getHeaders();
        headers.put("Range", "bytes=0-10");
        refused(get(headers), S3Error.SIGNATURE_DOES_NOT_MATCH, "signature");
    }

    @Test
    void refusesHeadersOfTheProtocolThatAreNotSigned() {
        Map<String, String> headers = getHeaders();
        headers.put("x-amz-meta-extra", "1");
        refused(get(headers), S3Error.ACCESS_DENIED, "not signed");
    }

    @Test
    void refusesARequestOfAnotherTime() {
        clock.advance(Duration.ofMinutes(15));
        authenticator.authenticate(get(getHeaders()));
        clock.advance(Duration.ofSeconds(1));
        refused(get(getHeaders()), S3Error.REQUEST_TIME_TOO_SKEWED, "difference");
        clock.jumpTo(TIME.minus(Duration.ofMinutes(16)));
        refused(get(getHeaders()), S3Error.REQUEST_TIME_TOO_SKEWED, "difference");
    }

    @Test
    void refusesStrangersAndOtherSchemes() {
        Map<String, String> headers = getHeaders();
        refused(head("GET", "/test.txt", "", headers), S3Error.ACCESS_DENIED, "Access Denied");
        headers.put("Authorization", "AWS AKIAIOSFODNN7EXAMPLE:frJIUN8DYpKDtOLCwo//yllqDzg=");
        refused(head("GET", "/test.txt", "", headers), S3Error.INVALID_REQUEST, "AWS4-HMAC-SHA256");
        headers.put("Authorization", "Bearer x");
        refused(head("GET", "/test.txt", "", headers), S3Error.INVALID_ARGUMENT, "Unsupported");
        headers.put("Authorization", "AWS4-HMAC-SHA256 Credential=nonsense,SignedHeaders=host,Signature=00");
        refused(head("GET", "/test.txt", "", headers), S3Error.AUTHORIZATION_HEADER_MALFORMED, "credential");
        headers.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIAUNKNOWN/20130524/us-east-1/s3/aws4_request,"
                        + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=00");
        refused(head("GET", "/test.txt", "", headers), S3Error.INVALID_ACCESS_KEY_ID, "does not exist");
        headers.put(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130523/us-east-1/s3/aws4_request,"
                        + "SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=00");
        refused(head("GET", "/test.txt", "", headers), S3Error.AUTHORIZATION_HEADER_MALFORMED, "date");
    }

    @Test
    void refusesBodiesWhoseFormIsNotKnown() {
        Map<String, String> headers = getHeaders();
        headers.remove("x-amz-content-sha256");
        refused(get(headers), S3Error.INVALID_REQUEST, "x-amz-content-sha256");
    }

    private void refused(RequestHead head, S3Error error, String message) {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> authenticator.authenticate(head))
                .withMessageContaining(message)
                .satisfies(refusal -> assertThat(refusal.error()).isEqualTo(error));
    }
}
