package dev.cairn.gateway.s3.wire;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** The forms in which S3 writes times. */
public final class HttpDates {

    private static final DateTimeFormatter HEADER = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DOCUMENT = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SIGNATURE =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private HttpDates() {}

    /** As in the header Last-Modified. */
    public static String header(Instant time) {
        return HEADER.format(time);
    }

    /** As in XML documents. */
    public static String document(Instant time) {
        return DOCUMENT.format(time);
    }

    /** As in the header x-amz-date. */
    public static String signature(Instant time) {
        return SIGNATURE.format(time);
    }

    /** Reads a header such as If-Modified-Since; what is not a date is to be ignored. */
    public static Optional<Instant> parseHeader(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip())));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    /** Reads a header x-amz-date. */
    public static Optional<Instant> parseSignature(String text) {
        try {
            return Optional.of(Instant.from(SIGNATURE.parse(text)));
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    /** The time as a header can tell it: in whole seconds. */
    public static Instant wholeSeconds(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS);
    }
}
