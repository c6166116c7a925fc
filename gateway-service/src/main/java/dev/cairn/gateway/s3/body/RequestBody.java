package dev.cairn.gateway.s3.body;

import dev.cairn.gateway.s3.signature.Payload;
import dev.cairn.gateway.s3.wire.Headers;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a client means to send, out of their framing, digested on the way. Nothing may come of them before
 * {@link #verify} has passed: until then they may be cut short, changed, or not from who signed. Used by one thread.
 */
public final class RequestBody extends InputStream {

    private final InputStream source;
    private final @Nullable AwsChunkedStream chunks;
    private final long length;
    private final BodyChecks checks;
    private final @Nullable RunningChecksum md5;
    private final @Nullable RunningChecksum sha256;
    private final @Nullable RunningChecksum checksum;

    private long count;
    private boolean isAtEnd;
    private boolean isVerified;
    private byte[] md5Value = {};
    private byte[] checksumValue = {};
    private @Nullable Exception failure;

    private RequestBody(InputStream source, long length, BodyChecks checks, Use use) {
        this.source = source;
        this.chunks = source instanceof AwsChunkedStream framed ? framed : null;
        this.length = length;
        this.checks = checks;
        boolean needsMd5 = use == Use.OBJECT || checks.md5().isPresent();
        this.md5 = needsMd5 ? RunningChecksum.of(ChecksumAlgorithm.digest("MD5")) : null;
        this.sha256 = checks.sha256().isPresent() ? RunningChecksum.of(ChecksumAlgorithm.digest("SHA-256")) : null;
        this.checksum = checks.checksum().map(ChecksumAlgorithm::start).orElse(null);
    }

    /** What a body is for. */
    public enum Use {
        /** The data of an object, which needs an MD5. */
        OBJECT,
        /** A small document. */
        DOCUMENT
    }

    /**
     * @param contentLength of the request, -1 if it has none
     * @param fallback the checksum to compute if the client names none
     * @throws S3Exception if the headers do not say what is needed, or are wrong in themselves
     */
    public static RequestBody open(
            InputStream source,
            long contentLength,
            Headers headers,
            Payload payload,
            Use use,
            Optional<ChecksumAlgorithm> fallback) {
        BodyChecks checks = BodyChecks.in(headers, payload, fallback);
        return switch (payload) {
            case Payload.Hashed(String sha256) -> new RequestBody(source, plainLength(contentLength, use), checks, use);
            case Payload.Unsigned() -> new RequestBody(source, plainLength(contentLength, use), checks, use);
            case Payload.SignedChunks(var signer) -> {
                long length = decodedLength(headers);
                yield new RequestBody(
                        new AwsChunkedStream(source, length, Optional.of(signer), AwsChunkedStream.Trailer.NONE),
                        length,
                        checks,
                        use);
            }
            case Payload.SignedChunksWithTrailer(var signer) -> {
                long length = decodedLength(headers);
                yield new RequestBody(
                        new AwsChunkedStream(source, length, Optional.of(signer), AwsChunkedStream.Trailer.EXPECTED),
                        length,
                        checks,
                        use);
            }
            case Payload.UnsignedChunksWithTrailer() -> {
                long length = decodedLength(headers);
                yield new RequestBody(
                        new AwsChunkedStream(source, length, Optional.empty(), AwsChunkedStream.Trailer.EXPECTED),
                        length,
                        checks,
                        use);
            }
        };
    }

    /** Bytes to come; -1 for a document of unknown length. */
    public long length() {
        return length;
    }

    /** Bytes read so far. */
    public long count() {
        return count;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int at, int wanted) throws IOException {
        if (wanted == 0) {
            return 0;
        }
        if (isAtEnd) {
            return -1;
        }
        try {
            int read = source.read(target, at, wanted);
            if (read < 0) {
                isAtEnd = true;
                return read;
            }
            digest(target, at, read);
            return read;
        } catch (IOException e) {
            failure = e;
            throw e;
        } catch (S3Exception e) {
            failure = e;
            throw new IOException("the body was refused: " + e.getMessage(), e);
        }
    }

    /**
     * Why reading failed, whatever became of the exception on its way through storage.
     *
     * @return an {@link S3Exception} for the client, if reading failed
     */
    public Optional<S3Exception> refusal() {
        if (failure instanceof S3Exception refused) {
            return Optional.of(refused);
        }
        return failure == null
                ? Optional.empty()
                : Optional.of(new S3Exception(S3Error.INCOMPLETE_BODY, S3Error.INCOMPLETE_BODY.text(), failure));
    }

    /**
     * Checks length and digests; the body must have been read to its end. Passing twice is harmless.
     *
     * @throws S3Exception {@link S3Error#INCOMPLETE_BODY}, {@link S3Error#BAD_DIGEST}, {@link
     *     S3Error#XAMZ_CONTENT_SHA256_MISMATCH}, {@link S3Error#MALFORMED_TRAILER}
     */
    public void verify() {
        if (isVerified) {
            return;
        }
        refusal().ifPresent(refused -> {
            throw refused;
        });
        if (!isAtEnd || (length >= 0 && count != length)) {
            throw new S3Exception(S3Error.INCOMPLETE_BODY);
        }
        verifySha256();
        verifyMd5();
        verifyChecksum();
        isVerified = true;
    }

    /** After {@link #verify}: the MD5 of an object's bytes. */
    public Bytes md5() {
        requireVerified();
        return Bytes.copyOf(md5Value);
    }

    /** After {@link #verify}: the additional checksum, if one was asked for. */
    public Optional<ChecksumValue> checksum() {
        requireVerified();
        return checks.checksum().map(algorithm -> ChecksumValue.ofBytes(algorithm, checksumValue));
    }

    private void digest(byte[] source, int at, int read) {
        count += read;
        if (md5 != null) {
            md5.update(source, at, read);
        }
        if (sha256 != null) {
            sha256.update(source, at, read);
        }
        if (checksum != null) {
            checksum.update(source, at, read);
        }
    }

    private void verifySha256() {
        if (sha256 != null && !checks.sha256().equals(Optional.of(HexFormat.of().formatHex(sha256.value())))) {
            throw new S3Exception(S3Error.XAMZ_CONTENT_SHA256_MISMATCH);
        }
    }

    private void verifyMd5() {
        if (md5 == null) {
            return;
        }
        md5Value = md5.value();
        if (checks.md5().isPresent() && !checks.md5().get().equals(Bytes.copyOf(md5Value))) {
            throw new S3Exception(S3Error.BAD_DIGEST, "The Content-MD5 you specified did not match what was received.");
        }
    }

    private void verifyChecksum() {
        if (checksum == null) {
            return;
        }
        checksumValue = checksum.value();
        ChecksumAlgorithm algorithm = checks.checksum().orElseThrow();
        Optional<Bytes> expected = checks.isInTrailer() ? Optional.of(trailerValue(algorithm)) : checks.checksumValue();
        if (expected.isPresent() && !expected.get().equals(Bytes.copyOf(checksumValue))) {
            throw new S3Exception(
                    S3Error.BAD_DIGEST, "The " + algorithm + " you specified did not match the calculated checksum.");
        }
    }

    private Bytes trailerValue(ChecksumAlgorithm algorithm) {
        String text = Optional.ofNullable(chunks)
                .flatMap(framed -> framed.trailerField(algorithm.header()))
                .orElseThrow(() -> new S3Exception(S3Error.MALFORMED_TRAILER));
        return BodyChecks.value(text, algorithm, algorithm.header());
    }

    private void requireVerified() {
        if (!isVerified) {
            throw new IllegalStateException("the body was not verified yet");
        }
    }

    private static long plainLength(long contentLength, Use use) {
        if (contentLength < 0 && use == Use.OBJECT) {
            throw new S3Exception(S3Error.MISSING_CONTENT_LENGTH);
        }
        return contentLength;
    }

    private static long decodedLength(Headers headers) {
        String text = headers.first("x-amz-decoded-content-length")
                .orElseThrow(() -> new S3Exception(S3Error.MISSING_CONTENT_LENGTH));
        try {
            long length = Long.parseLong(text);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a negative number.
        }
        throw new S3Exception(S3Error.INVALID_ARGUMENT, "x-amz-decoded-content-length must be a number of bytes.");
    }
}
