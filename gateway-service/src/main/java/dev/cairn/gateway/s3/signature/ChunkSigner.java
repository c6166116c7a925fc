package dev.cairn.gateway.s3.signature;

/**
 * Checks the signatures of a streamed body. Each covers the one before, from the request's own on, so chunks cannot be
 * left out, repeated or moved. Used by the thread that reads the body.
 */
public final class ChunkSigner {

    private final SigningKey key;
    private final String context;
    private String previous;

    /** @param seed the signature of the request */
    ChunkSigner(SigningKey key, String date, CredentialScope scope, String seed) {
        this.key = key;
        this.context = "\n" + date + "\n" + scope.text() + "\n";
        this.previous = seed;
    }

    /** Whether {@code signature} is that of the next chunk, whose bytes have this SHA-256. */
    public boolean acceptsChunk(byte[] sha256, String signature) {
        return accepts(
                "AWS4-HMAC-SHA256-PAYLOAD"
                        + context
                        + previous
                        + "\n"
                        + Digests.EMPTY_SHA256
                        + "\n"
                        + Digests.hex(sha256),
                signature);
    }

    /** Whether {@code signature} is that of the trailer, given as its lines {@code name:value}, each ended by a line feed. */
    public boolean acceptsTrailer(String lines, String signature) {
        return accepts("AWS4-HMAC-SHA256-TRAILER" + context + previous + "\n" + Digests.hexSha256(lines), signature);
    }

    private boolean accepts(String stringToSign, String signature) {
        boolean isRight = key.matches(stringToSign, signature);
        previous = signature;
        return isRight;
    }
}
