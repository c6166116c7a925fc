package dev.cairn.gateway.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.gateway.s3.StoredHeaders.ChecksumPlan;
import dev.cairn.gateway.s3.StoredHeaders.PartRun;
import dev.cairn.gateway.s3.body.ChecksumAlgorithm;
import dev.cairn.gateway.s3.body.ChecksumValue;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Addresses, tags, stored headers and errors mean what they must, without an endpoint. */
class S3VocabularyTest {

    @Test
    void addressesBelowADomainNameTheBucketInTheHost() {
        List<String> domains = List.of("s3.example.org");

        assertThat(S3Address.parse("/k/l", Optional.of("b.S3.example.org:9000"), domains))
                .isEqualTo(new S3Address(Bytes.utf8("b"), Bytes.utf8("k/l")));
        assertThat(S3Address.parse("/b/k", Optional.of("s3.example.org"), domains))
                .isEqualTo(new S3Address(Bytes.utf8("b"), Bytes.utf8("k")));
        assertThat(S3Address.parse("/", Optional.empty(), domains).level()).isEqualTo(S3Address.Level.SERVICE);
        assertThat(S3Address.parse("/b/", Optional.empty(), domains).level()).isEqualTo(S3Address.Level.BUCKET);
    }

    @Test
    void tagsAreReadAsTheyAreWritten() {
        Bytes md5 = Bytes.wrap(HexFormat.of().parseHex("d41d8cd98f00b204e9800998ecf8427e"));
        Bytes parts = Etags.ofParts(List.of(md5, md5, md5));

        assertThat(Etags.text(md5)).isEqualTo("\"d41d8cd98f00b204e9800998ecf8427e\"");
        assertThat(Etags.parse(Etags.text(md5))).contains(md5);
        assertThat(Etags.text(parts)).endsWith("-3\"");
        assertThat(Etags.parse(Etags.text(parts))).contains(parts);
        assertThat(Etags.parse("nonsense")).isEmpty();
        assertThat(Etags.parse("d41d8cd98f00b204e9800998ecf8427e-70000")).isEmpty();
        assertThat(Etags.madeForDataVersion("\"00000000000004000000000000000007-0\""))
                .contains(7L);
        assertThat(Etags.madeForDataVersion("\"00000000000004000000000000000007-1\""))
                .isEmpty();
    }

    @Test
    void storedHeadersComeBackAndTheirFormIsFixed() {
        StoredHeaders headers = new StoredHeaders(
                Map.of(StandardHeader.CONTENT_TYPE, "text/plain"),
                new TreeMap<>(Map.of("a", "\u00e9")),
                Optional.of(ChecksumValue.ofBytes(ChecksumAlgorithm.CRC32, new byte[] {1, 2, 3, 4})),
                Optional.of(new ChecksumPlan(ChecksumAlgorithm.SHA1, ChecksumValue.Kind.COMPOSITE)),
                List.of(new PartRun(2, 300), new PartRun(1, 5)));
        Bytes stored = StoredHeadersCodec.encode(headers);

        assertThat(StoredHeadersCodec.decode(stored)).isEqualTo(headers);
        assertThat(HexFormat.of().formatHex(stored.toByteArray()))
                .isEqualTo("01" + "010b05746578742f706c61696e" + "02030161e9" + "030701000001020304" + "04020401"
                        + "050502ac020105");
        assertThat(StoredHeadersCodec.decode(stored.concat(Bytes.wrap(new byte[] {99, 1, 0}))))
                .isEqualTo(headers);
        assertThat(StoredHeaders.NONE.asXattrs()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyFailureHasAnAnswer(ErrorCode code) {
        S3Error error = CairnErrors.translate(new CairnException(code, "why")).error();

        assertThat(error.status()).isBetween(400, 507);
        assertThat(code.isRetryable() && error.status() != 503).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "ENOENT, '', NoSuchKey",
        "ENOENT, upload, NoSuchUpload",
        "EACCES, '', AccessDenied",
        "EPERM, retention, AccessDenied",
        "ENOTEMPTY, '', BucketNotEmpty",
        "EINVAL, part, InvalidPart",
        "EINVAL, part-order, InvalidPartOrder",
        "EINVAL, name, InvalidArgument",
        "EIO, short-body, IncompleteBody",
        "EIO, '', InternalError",
        "ENAMETOOLONG, '', KeyTooLongError",
        "OFFLINE, '', InvalidObjectState",
        "PRECONDITION_FAILED, '', PreconditionFailed",
        "ESTALE, data-version, PreconditionFailed",
        "ESTALE, segment, ServiceUnavailable",
        "OVERLOADED, '', SlowDown",
        "UNAVAILABLE, '', ServiceUnavailable",
        "CORRUPT, '', InternalError",
        "ENOSPC, '', InsufficientStorage"
    })
    void failuresInTheWordsOfS3(ErrorCode code, String reason, String expected) {
        assertThat(CairnErrors.translate(new CairnException(code, reason, "why"))
                        .error()
                        .code())
                .isEqualTo(expected);
    }
}
