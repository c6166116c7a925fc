package dev.cairn.gateway.s3;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Headers of an object that S3 stores and gives back. The numbers are part of a stored format. */
enum StandardHeader {
    CACHE_CONTROL(1, "Cache-Control"),
    CONTENT_DISPOSITION(2, "Content-Disposition"),
    CONTENT_ENCODING(3, "Content-Encoding"),
    CONTENT_LANGUAGE(4, "Content-Language"),
    CONTENT_TYPE(5, "Content-Type"),
    EXPIRES(6, "Expires");

    private final int number;
    private final String header;

    StandardHeader(int number, String header) {
        this.number = number;
        this.header = header;
    }

    static Optional<StandardHeader> numbered(int number) {
        return Stream.of(values()).filter(header -> header.number == number).findFirst();
    }

    int number() {
        return number;
    }

    String header() {
        return header;
    }

    String lowerCaseHeader() {
        return header.toLowerCase(Locale.ROOT);
    }

    /** The query parameter with which a reader replaces it. */
    String override() {
        return "response-" + lowerCaseHeader();
    }
}
