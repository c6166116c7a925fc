package dev.cairn.gateway.s3.body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.cairn.gateway.auth.AccessKeys;
import dev.cairn.gateway.s3.signature.Authenticator;
import dev.cairn.gateway.s3.signature.ChunkSigner;
import dev.cairn.gateway.s3.signature.DocumentedRequests;
import dev.cairn.gateway.s3.signature.Payload;
import dev.cairn.gateway.s3.wire.RequestHead;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.testkit.ManualTimeSource;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The framing yields the bytes inside it, however the network cuts it, and nothing passes that was changed. */
class AwsChunkedStreamTest {

    private static final String A64K = "a".repeat(65_536);
    private static final String A1K = "a".repeat(1_024);
    private static final int DECODED = 66_560;

    private static final String SIGNED = "10000;chunk-signature="
            + "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n" + A64K + "\r\n"
            + "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n" + A1K + "\r\n"
            + "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n\r\n";

    private static final String SIGNED_WITH_TRAILER = "10000;chunk-signature="
            + "b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n" + A64K + "\r\n"
            + "400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n" + A1K + "\r\n"
            + "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n"
            + "x-amz-checksum-crc32c:sOO8/Q==\r\n"
            + "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n\r\n";

    private static final String UNSIGNED = "3\r\nabc\r\n5;x=y\r\ndefgh\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";

    @Test
    void decodesTheDocumentedExample() throws IOException {
        assertThat(decodeSigned(SIGNED)).isEqualTo(A64K + A1K);
    }

    @Test
    void decodesTheDocumentedExampleWithTrailer() throws IOException {
        AwsChunkedStream stream = signedWithTrailer(SIGNED_WITH_TRAILER);

        assertThat(text(stream)).isEqualTo(A64K + A1K);
        assertThat(stream.trailerField("x-amz-checksum-crc32c")).contains("sOO8/Q==");
    }

    @Test
    void toleratesAnEmptyLineBeforeTheSignatureOfTheTrailer() throws IOException {
        assertThat(text(signedWithTrailer(SIGNED_WITH_TRAILER.replace("/Q==\r\n", "/Q==\n\r\n"))))
                .isEqualTo(A64K + A1K);
    }

    @Test
    void decodesWhereverTheNetworkCuts() throws IOException {
        byte[] raw = UNSIGNED.getBytes(StandardCharsets.US_ASCII);
        for (int cut = 0; cut <= raw.length; cut++) {
            InputStream source = new SequenceInputStream(
                    new ByteArrayInputStream(Arrays.copyOf(raw, cut)),
                    new ByteArrayInputStream(Arrays.copyOfRange(raw, cut, raw.length)));
            AwsChunkedStream stream =
                    new AwsChunkedStream(source, 8, Optional.empty(), AwsChunkedStream.Trailer.EXPECTED);
            assertThat(text(stream)).as("cut at %d", cut).isEqualTo("abcdefgh");
            assertThat(stream.trailerField("x-amz-checksum-crc32")).contains("AAAAAA==");
        }
    }

    @Test
    void decodesASignedBodyThatComesByteByByte() throws IOException {
        InputStream trickle = new FilterInputStream(latin(SIGNED_WITH_TRAILER)) {
            @Override
            public int read(byte[] target, int at, int count) throws IOException {
                return super.read(target, at, Math.min(1, count));
            }
        };
        assertThat(text(signedWithTrailer(trickle))).isEqualTo(A64K + A1K);
    }

    @Test
    void refusesABodyThatEndsAnywhereBeforeItsEnd() {
        byte[] raw = UNSIGNED.getBytes(StandardCharsets.US_ASCII);
        int lastChunk = UNSIGNED.indexOf("0\r\nx-amz") + 3;
        for (int end = 0; end < lastChunk; end++) {
            InputStream source = new ByteArrayInputStream(raw, 0, end);
            AwsChunkedStream stream =
                    new AwsChunkedStream(source, 8, Optional.empty(), AwsChunkedStream.Trailer.EXPECTED);
            refused(stream, S3Error.INCOMPLETE_BODY);
        }
    }

    @Test
    void refusesASignedBodyThatEndsBeforeItsTrailerIsSigned() {
        for (int cut = 3; cut < 240; cut++) {
            String raw = SIGNED_WITH_TRAILER.substring(0, SIGNED_WITH_TRAILER.length() - cut);
            assertThatExceptionOfType(S3Exception.class)
                    .as("cut by %d", cut)
                    .isThrownBy(() -> text(signedWithTrailer(raw)));
        }
    }

    @Test
    void refusesWhatWasChanged() {
        refusedSigned(SIGNED.replace("\r\naaa", "\r\nbaa"), S3Error.SIGNATURE_DOES_NOT_MATCH);
        refusedSigned(SIGNED.replace("=0055", "=0155"), S3Error.SIGNATURE_DOES_NOT_MATCH);
        refusedSigned(SIGNED.replace("=b6c6", "=b6c7"), S3Error.SIGNATURE_DOES_NOT_MATCH);
        refusedSigned(SIGNED.replace(";chunk-signature", ";signature"), S3Error.SIGNATURE_DOES_NOT_MATCH);
        refusedSigned(SIGNED.replace("400;", "3ff;"), S3Error.INVALID_REQUEST);
        refusedSigned(SIGNED.replace("400;", "401;"), S3Error.INCOMPLETE_BODY);
        refusedSigned(SIGNED.replace("400;", "-1;"), S3Error.INVALID_REQUEST);
        refusedSigned(SIGNED.replace("400;", ";"), S3Error.INVALID_REQUEST);
        refusedSigned(SIGNED.replace("400;", "7fffffffffffffff;"), S3Error.INVALID_REQUEST);
        refusedSigned(SIGNED + "x", S3Error.INVALID_REQUEST);
        refusedSigned("0".repeat(2_000) + SIGNED, S3Error.INVALID_REQUEST);
        refused(signedWithTrailer(SIGNED_WITH_TRAILER.replace("sOO8", "sOO9")), S3Error.SIGNATURE_DOES_NOT_MATCH);
        refused(signedWithTrailer(SIGNED_WITH_TRAILER.replace(":d81f", ":d81e")), S3Error.SIGNATURE_DOES_NOT_MATCH);
    }

    @Test
    void refusesChunksLeftOut() {
        int second = SIGNED.indexOf("400;chunk");
        int last = SIGNED.indexOf("0;chunk-signature=b6c6");
        String without = SIGNED.substring(0, second) + SIGNED.substring(last);

        refusedSigned(without, S3Error.SIGNATURE_DOES_NOT_MATCH);
    }

    private static String decodeSigned(String raw) throws IOException {
        return text(new AwsChunkedStream(latin(raw), DECODED, Optional.of(signer()), AwsChunkedStream.Trailer.NONE));
    }

    private static AwsChunkedStream signedWithTrailer(String raw) {
        return signedWithTrailer(latin(raw));
    }

    private static AwsChunkedStream signedWithTrailer(InputStream raw) {
        ChunkSigner signer = payload(DocumentedRequests.chunkedUploadWithTrailer())
                        instanceof Payload.SignedChunksWithTrailer(ChunkSigner found)
                ? found
                : signer();
        return new AwsChunkedStream(raw, DECODED, Optional.of(signer), AwsChunkedStream.Trailer.EXPECTED);
    }

    private static ChunkSigner signer() {
        if (payload(DocumentedRequests.chunkedUpload()) instanceof Payload.SignedChunks(ChunkSigner signer)) {
            return signer;
        }
        throw new AssertionError("the example has signed chunks");
    }

    private static Payload payload(RequestHead head) {
        return new Authenticator(AccessKeys.of(DocumentedRequests.KEY), new ManualTimeSource(DocumentedRequests.TIME))
                .authenticate(head)
                .payload();
    }

    private static void refusedSigned(String raw, S3Error error) {
        refused(new AwsChunkedStream(latin(raw), DECODED, Optional.of(signer()), AwsChunkedStream.Trailer.NONE), error);
    }

    private static void refused(AwsChunkedStream stream, S3Error error) {
        assertThatExceptionOfType(S3Exception.class)
                .isThrownBy(() -> text(stream))
                .satisfies(refusal -> assertThat(refusal.error()).isEqualTo(error));
    }

    private static InputStream latin(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String text(InputStream stream) throws IOException {
        return new String(stream.readAllBytes(), StandardCharsets.ISO_8859_1);
    }
}
