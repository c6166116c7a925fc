package dev.cairn.gateway.rest;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The digest that a client sent with a body, in Content-MD5. A body without one is not digested: that would cost more
 * than storing it.
 */
final class BodyDigest {

    private static final int MD5_BYTES = 16;

    private final @Nullable Bytes expected;
    private final @Nullable MessageDigest digest;

    private BodyDigest(@Nullable Bytes expected, @Nullable MessageDigest digest) {
        this.expected = expected;
        this.digest = digest;
    }

    static BodyDigest of(HttpServletRequest request) {
        String header = request.getHeader("Content-MD5");
        if (header == null) {
            return new BodyDigest(null, null);
        }
        Bytes expected = Parameters.base64("Content-MD5", header.strip());
        if (expected.length() != MD5_BYTES) {
            throw Parameters.invalid("Content-MD5", "16 bytes in base64", header);
        }
        try {
            return new BodyDigest(expected, MessageDigest.getInstance("MD5"));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    /** The stream to read instead of {@code body}. */
    InputStream observe(InputStream body) {
        return digest == null ? body : new DigestInputStream(body, digest);
    }

    /**
     * Compares after the body was read to its end.
     *
     * @return the tag for the content, empty if the client sent no digest
     * @throws CairnException {@link ErrorCode#EINVAL}, reason {@code digest}
     */
    Bytes verified() {
        if (digest == null || expected == null) {
            return Bytes.EMPTY;
        }
        if (!Bytes.wrap(digest.digest()).equals(expected)) {
            throw new CairnException(ErrorCode.EINVAL, "digest", "the body does not match its Content-MD5");
        }
        return expected;
    }
}
