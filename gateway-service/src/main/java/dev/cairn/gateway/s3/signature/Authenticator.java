package dev.cairn.gateway.s3.signature;

import dev.cairn.gateway.auth.AccessKey;
import dev.cairn.gateway.auth.AccessKeys;
import dev.cairn.gateway.s3.wire.HttpDates;
import dev.cairn.gateway.s3.wire.RequestHead;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Finds out who sent a request from its signature, in the header or in the query string. Nothing else that a client
 * says of itself counts. Safe for use by any thread.
 */
public final class Authenticator {

    /** How far the clocks of client and server may be apart. */
    static final Duration SKEW_MAX = Duration.ofMinutes(15);

    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";
    private static final String CONTENT_SHA256 = "x-amz-content-sha256";
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final AccessKeys keys;
    private final TimeSource clock;

    public Authenticator(AccessKeys keys, TimeSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** @throws S3Exception if the request is not signed, or not rightly, or too late */
    public Authenticated authenticate(RequestHead head) {
        Presented presented = Presented.in(head);
        requireTimely(presented);
        AccessKey key = keys.find(presented.scope().accessKeyId())
                .orElseThrow(() -> new S3Exception(S3Error.INVALID_ACCESS_KEY_ID)
                        .detail("AWSAccessKeyId", presented.scope().accessKeyId()));
        requireAmzHeadersSigned(head, presented);
        String payloadHash = payloadHash(head, presented);
        SigningKey signingKey = SigningKey.derive(key.secret(), presented.scope());
        requireSignature(head, presented, payloadHash, signingKey);
        return new Authenticated(key, payload(payloadHash, presented, signingKey));
    }

    private void requireTimely(Presented presented) {
        Instant now = clock.now();
        if (presented.validFor().isPresent()) {
            Instant expiry = presented.signedAt().plus(presented.validFor().get());
            if (now.isAfter(expiry)) {
                throw new S3Exception(S3Error.ACCESS_DENIED, "Request has expired")
                        .detail("Expires", HttpDates.document(expiry))
                        .detail("ServerTime", HttpDates.document(now));
            }
            if (presented.signedAt().isAfter(now.plus(SKEW_MAX))) {
                throw new S3Exception(S3Error.ACCESS_DENIED, "Request is not yet valid");
            }
        } else if (Duration.between(presented.signedAt(), now).abs().compareTo(SKEW_MAX) > 0) {
            throw new S3Exception(S3Error.REQUEST_TIME_TOO_SKEWED)
                    .detail("RequestTime", HttpDates.signature(presented.signedAt()))
                    .detail("ServerTime", HttpDates.document(now))
                    .detail("MaxAllowedSkewMilliseconds", Long.toString(SKEW_MAX.toMillis()));
        }
    }

    private static void requireAmzHeadersSigned(RequestHead head, Presented presented) {
        List<String> unsigned = head.headers().names().stream()
                .filter(name -> name.startsWith("x-amz-") && !name.equals(CONTENT_SHA256))
                .filter(name -> !presented.signedHeaders().contains(name))
                .toList();
        if (!unsigned.isEmpty()) {
            throw new S3Exception(
                            S3Error.ACCESS_DENIED, "There were headers present in the request which were not signed")
                    .detail("HeadersNotSigned", String.join(", ", unsigned));
        }
    }

    private static String payloadHash(RequestHead head, Presented presented) {
        if (presented.validFor().isPresent()) {
            return head.headers()
                    .first(CONTENT_SHA256)
                    .filter(hash -> presented.signedHeaders().contains(CONTENT_SHA256))
                    .or(() -> head.query().text("X-Amz-Content-Sha256"))
                    .orElse(UNSIGNED);
        }
        return head.headers()
                .first(CONTENT_SHA256)
                .orElseThrow(() -> new S3Exception(
                        S3Error.INVALID_REQUEST, "Missing required header for this request: " + CONTENT_SHA256));
    }

    private static void requireSignature(
            RequestHead head, Presented presented, String payloadHash, SigningKey signingKey) {
        boolean isRight = false;
        for (String path : CanonicalRequest.paths(head)) {
            String canonical = CanonicalRequest.of(head, path, presented.signedHeaders(), payloadHash);
            isRight |= signingKey.matches(stringToSign(presented, canonical), presented.signature());
        }
        if (!isRight) {
            throw new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH)
                    .detail("AWSAccessKeyId", presented.scope().accessKeyId())
                    .detail("SignatureProvided", presented.signature());
        }
    }

    static String stringToSign(Presented presented, String canonicalRequest) {
        return String.join(
                "\n",
                "AWS4-HMAC-SHA256",
                HttpDates.signature(presented.signedAt()),
                presented.scope().text(),
                Digests.hexSha256(canonicalRequest));
    }

    private static Payload payload(String payloadHash, Presented presented, SigningKey signingKey) {
        ChunkSigner signer = new ChunkSigner(
                signingKey, HttpDates.signature(presented.signedAt()), presented.scope(), presented.signature());
        return switch (payloadHash) {
            case UNSIGNED -> new Payload.Unsigned();
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> new Payload.SignedChunks(signer);
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> new Payload.SignedChunksWithTrailer(signer);
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> new Payload.UnsignedChunksWithTrailer();
            default -> {
                if (payloadHash.startsWith("STREAMING-")) {
                    throw new S3Exception(
                            S3Error.NOT_IMPLEMENTED, "The payload form " + payloadHash + " is not known.");
                }
                if (!SHA256.matcher(payloadHash).matches()) {
                    throw new S3Exception(
                            S3Error.INVALID_ARGUMENT,
                            CONTENT_SHA256 + " must be " + UNSIGNED
                                    + ", a streaming form, or a SHA-256 in hexadecimal digits.");
                }
                yield new Payload.Hashed(payloadHash);
            }
        };
    }
}
