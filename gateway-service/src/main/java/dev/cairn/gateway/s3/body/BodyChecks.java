package dev.cairn.gateway.s3.body;

import dev.cairn.gateway.s3.signature.Payload;
import dev.cairn.gateway.s3.wire.Headers;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.Bytes;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the headers of a request promise about its body.
 *
 * @param md5 from Content-MD5
 * @param sha256 in hexadecimal digits, from the signature
 * @param checksum which additional checksum to compute
 * @param checksumValue what it must be; empty if the trailer says so, or nobody
 * @param isInTrailer whether the trailer must bring the checksum
 */
record BodyChecks(
        Optional<Bytes> md5,
        Optional<String> sha256,
        Optional<ChecksumAlgorithm> checksum,
        Optional<Bytes> checksumValue,
        boolean isInTrailer) {

    private static final int MD5_BYTES = 16;

    /** @throws S3Exception if a header is not well-formed, or two contradict each other */
    static BodyChecks in(Headers headers, Payload payload, Optional<ChecksumAlgorithm> fallback) {
        List<ChecksumAlgorithm> named = new ArrayList<>();
        Optional<Bytes> value = Optional.empty();
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Optional<String> header = headers.first(algorithm.header());
            if (header.isPresent()) {
                named.add(algorithm);
                value = Optional.of(value(header.get(), algorithm, algorithm.header()));
            }
        }
        Optional<ChecksumAlgorithm> announced = announced(headers);
        announced.ifPresent(named::add);
        if (named.size() > 1) {
            throw new S3Exception(S3Error.INVALID_REQUEST, "Expecting a single x-amz-checksum- header.");
        }
        Optional<ChecksumAlgorithm> checksum = named.stream()
                .findFirst()
                .or(() -> headers.first("x-amz-sdk-checksum-algorithm").flatMap(ChecksumAlgorithm::named))
                .or(() -> fallback);
        Optional<String> sha256 =
                payload instanceof Payload.Hashed hashed ? Optional.of(hashed.sha256()) : Optional.empty();
        return new BodyChecks(
                headers.first("content-md5").map(BodyChecks::md5), sha256, checksum, value, announced.isPresent());
    }

    /** Reads a checksum value as it stands in a header, a trailer or a document. */
    static Bytes value(String text, ChecksumAlgorithm algorithm, String where) {
        return decode(text)
                .filter(bytes -> bytes.length() == algorithm.length())
                .orElseThrow(() -> new S3Exception(S3Error.INVALID_REQUEST, "Value for " + where + " is invalid."));
    }

    private static Optional<ChecksumAlgorithm> announced(Headers headers) {
        return headers.first("x-amz-trailer")
                .flatMap(names -> Stream.of(names.split(",", -1))
                        .map(String::strip)
                        .flatMap(name -> Stream.of(ChecksumAlgorithm.values())
                                .filter(algorithm -> algorithm.header().equalsIgnoreCase(name)))
                        .findFirst());
    }

    private static Bytes md5(String header) {
        return decode(header)
                .filter(bytes -> bytes.length() == MD5_BYTES)
                .orElseThrow(() -> new S3Exception(S3Error.INVALID_DIGEST));
    }

    private static Optional<Bytes> decode(String base64) {
        try {
            return Optional.of(Bytes.wrap(Base64.getDecoder().decode(base64.strip())));
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
