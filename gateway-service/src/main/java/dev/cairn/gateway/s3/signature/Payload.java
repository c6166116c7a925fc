package dev.cairn.gateway.s3.signature;

/** What a signature says about the body that follows. */
public sealed interface Payload {

    /** It has this SHA-256, in lower-case hexadecimal digits. */
    record Hashed(String sha256) implements Payload {}

    /** Nothing. */
    record Unsigned() implements Payload {}

    /** It comes in chunks, each with a signature. */
    record SignedChunks(ChunkSigner signer) implements Payload {}

    /** It comes in chunks, each with a signature, and a signed trailer. */
    record SignedChunksWithTrailer(ChunkSigner signer) implements Payload {}

    /** It comes in chunks without signatures, and a trailer. */
    record UnsignedChunksWithTrailer() implements Payload {}
}
