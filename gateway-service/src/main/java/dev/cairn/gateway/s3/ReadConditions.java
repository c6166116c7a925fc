package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.wire.Headers;
import dev.cairn.gateway.s3.wire.HttpDates;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/** Conditions of a read, in the order of RFC 9110, section 13.2.2. */
final class ReadConditions {

    /** What a reader is to be told. */
    enum Verdict {
        READ,
        NOT_MODIFIED
    }

    private ReadConditions() {}

    /**
     * @param prefix of the header names: empty, or that of the conditions of a copy's source
     * @throws S3Exception {@link S3Error#PRECONDITION_FAILED}
     */
    static Verdict judge(Headers headers, String prefix, String etag, Instant modified) {
        Instant lastModified = HttpDates.wholeSeconds(modified);
        Optional<String> match = headers.first(prefix + "if-match");
        if (match.isPresent()) {
            if (!names(match.get(), etag)) {
                throw failed("If-Match");
            }
        } else if (date(headers, prefix + "if-unmodified-since")
                .filter(lastModified::isAfter)
                .isPresent()) {
            throw failed("If-Unmodified-Since");
        }
        Optional<String> noneMatch = headers.first(prefix + "if-none-match");
        boolean isUnchanged = noneMatch.isPresent()
                ? names(noneMatch.get(), etag)
                : date(headers, prefix + "if-modified-since")
                        .filter(since -> !lastModified.isAfter(since))
                        .isPresent();
        return isUnchanged ? Verdict.NOT_MODIFIED : Verdict.READ;
    }

    private static boolean names(String header, String etag) {
        String wanted = unquoted(etag);
        return header.strip().equals("*")
                || Stream.of(header.split(",", -1))
                        .anyMatch(tag -> unquoted(tag).equals(wanted));
    }

    /** Clients leave quotes out, and mark tags as weak. */
    private static String unquoted(String tag) {
        String text = tag.strip();
        String strong = text.startsWith("W/") ? text.substring(2) : text;
        return strong.replace("\"", "");
    }

    private static Optional<Instant> date(Headers headers, String name) {
        return headers.first(name).flatMap(HttpDates::parseHeader);
    }

    static S3Exception failed(String condition) {
        return new S3Exception(S3Error.PRECONDITION_FAILED).detail("Condition", condition);
    }
}
