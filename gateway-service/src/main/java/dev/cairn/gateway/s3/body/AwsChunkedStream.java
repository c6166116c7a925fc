package dev.cairn.gateway.s3.body;

import dev.cairn.gateway.s3.signature.ChunkSigner;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The bytes inside an aws-chunked body.
 *
 * <pre>
 * size ; chunk-signature=s  CR LF  bytes  CR LF     any number of times, size in hexadecimal digits
 * 0    ; chunk-signature=s  CR LF
 * name : value  CR LF                                the trailer, if one was announced
 * x-amz-trailer-signature : s  CR LF                 if chunks are signed
 * CR LF
 * </pre>
 *
 * <p>Bytes are handed out before the signature of their chunk is checked; a wrong one fails a later read, at the latest
 * the one that would answer the end. So nothing may come of the bytes until the end was seen. Used by one thread.
 */
final class AwsChunkedStream extends InputStream {

    private static final int LINE_BYTES_MAX = 1024;
    private static final int TRAILER_BYTES_MAX = 16 << 10;
    private static final int SIZE_DIGITS_MAX = 15;
    private static final String CHUNK_SIGNATURE = "chunk-signature=";
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private final BufferedInputStream source;
    private final long decodedLength;
    private final Optional<ChunkSigner> signer;
    private final Trailer trailer;
    private final Map<String, String> trailerFields = new TreeMap<>();
    private final MessageDigest chunkDigest = ChecksumAlgorithm.digest("SHA-256");

    private String chunkSignature = "";
    private long leftInChunk;
    private long decoded;
    private boolean isEnded;

    /** Whether a trailer follows the last chunk. */
    enum Trailer {
        NONE,
        EXPECTED
    }

    /**
     * @param decodedLength bytes inside the chunks
     * @param signer checks the signatures of the chunks and the trailer; empty if they have none
     */
    AwsChunkedStream(InputStream source, long decodedLength, Optional<ChunkSigner> signer, Trailer trailer) {
        this.source = new BufferedInputStream(source, 8 << 10);
        this.decodedLength = decodedLength;
        this.signer = signer;
        this.trailer = trailer;
    }

    /** A field of the trailer by its lower-case name, once the end was read. */
    Optional<String> trailerField(String name) {
        return Optional.ofNullable(trailerFields.get(name));
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int at, int count) throws IOException {
        if (count == 0) {
            return 0;
        }
        if (leftInChunk == 0 && !isEnded) {
            startChunk();
        }
        if (isEnded) {
            return -1;
        }
        int read = source.read(target, at, (int) Math.min(count, leftInChunk));
        if (read < 0) {
            throw incomplete();
        }
        if (signer.isPresent()) {
            chunkDigest.update(target, at, read);
        }
        leftInChunk -= read;
        decoded += read;
        if (leftInChunk == 0) {
            endChunk();
        }
        return read;
    }

    private void startChunk() throws IOException {
        String header = line();
        int semicolon = header.indexOf(';');
        leftInChunk = size(semicolon < 0 ? header : header.substring(0, semicolon));
        chunkSignature = semicolon < 0 ? "" : signature(header.substring(semicolon + 1));
        if (leftInChunk > decodedLength - decoded) {
            throw incomplete();
        }
        if (leftInChunk == 0) {
            requireChunkSignature();
            end();
        }
    }

    private void endChunk() throws IOException {
        if (!line().isEmpty()) {
            throw malformed("A chunk is longer than its size.");
        }
        requireChunkSignature();
    }

    private void end() throws IOException {
        if (decoded != decodedLength) {
            throw incomplete();
        }
        if (trailer == Trailer.EXPECTED) {
            readTrailer();
        } else {
            optionalEmptyLine();
        }
        if (source.read() >= 0) {
            throw malformed("There are bytes behind the last chunk.");
        }
        isEnded = true;
    }

    /** An empty line ends the trailer, but some clients send one before the trailer's signature too. */
    private void readTrailer() throws IOException {
        StringBuilder signed = new StringBuilder();
        Optional<String> signature = Optional.empty();
        while (true) {
            Optional<String> line = lineOrEnd();
            if (line.isEmpty() || (line.get().isEmpty() && (signer.isEmpty() || signature.isPresent()))) {
                break;
            }
            if (line.get().isEmpty()) {
                continue;
            }
            int colon = line.get().indexOf(':');
            if (colon <= 0 || signature.isPresent() || signed.length() > TRAILER_BYTES_MAX) {
                throw new S3Exception(S3Error.MALFORMED_TRAILER);
            }
            String name = line.get().substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.get().substring(colon + 1).strip();
            if (name.equals(TRAILER_SIGNATURE)) {
                signature = Optional.of(value);
            } else {
                trailerFields.put(name, value);
                signed.append(name).append(':').append(value).append('\n');
            }
        }
        if (signer.isPresent() && !signer.get().acceptsTrailer(signed.toString(), signature.orElse(""))) {
            throw new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH, "The signature of the trailer is wrong.");
        }
    }

    private void requireChunkSignature() {
        if (signer.isPresent() && !signer.get().acceptsChunk(chunkDigest.digest(), chunkSignature)) {
            throw new S3Exception(S3Error.SIGNATURE_DOES_NOT_MATCH, "The signature of a chunk is wrong.");
        }
    }

    private void optionalEmptyLine() throws IOException {
        Optional<String> line = lineOrEnd();
        if (line.isPresent() && !line.get().isEmpty()) {
            throw malformed("There are bytes behind the last chunk.");
        }
    }

    private static long size(String digits) {
        String trimmed = digits.strip();
        if (trimmed.isEmpty() || trimmed.length() > SIZE_DIGITS_MAX) {
            throw malformed("A chunk has no size.");
        }
        long size = 0;
        for (int at = 0; at < trimmed.length(); at++) {
            int digit = Character.digit(trimmed.charAt(at), 16);
            if (digit < 0) {
                throw malformed("A chunk has no size.");
            }
            size = size << 4 | digit;
        }
        return size;
    }

    private static String signature(String extension) {
        return extension.startsWith(CHUNK_SIGNATURE)
                ? extension.substring(CHUNK_SIGNATURE.length()).strip()
                : "";
    }

    private String line() throws IOException {
        return lineOrEnd().orElseThrow(AwsChunkedStream::incomplete);
    }

    private Optional<String> lineOrEnd() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        for (int b = source.read(); b != '\n'; b = source.read()) {
            if (b < 0) {
                if (line.size() == 0) {
                    return Optional.empty();
                }
                throw incomplete();
            }
            if (line.size() == LINE_BYTES_MAX) {
                throw malformed("A line of the chunk framing is too long.");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    private static S3Exception malformed(String message) {
        return new S3Exception(S3Error.INVALID_REQUEST, message);
    }

    private static S3Exception incomplete() {
        return new S3Exception(S3Error.INCOMPLETE_BODY);
    }
}
