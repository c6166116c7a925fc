package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileView;
import dev.cairn.gateway.s3.body.ChecksumValue;
import dev.cairn.gateway.s3.wire.HttpDates;
import java.util.Optional;

/** The headers with which reads and writes describe an object. */
final class ObjectAnswer {

    private static final String DEFAULT_TYPE = "binary/octet-stream";
    private static final String DEFAULT_FOLDER_TYPE = "application/x-directory";

    private ObjectAnswer() {}

    /** What GET and HEAD say of an object. */
    static void describe(S3Exchange exchange, FileView file, StoredHeaders stored) {
        Attributes attributes = file.attributes();
        identify(exchange, attributes);
        exchange.header("Accept-Ranges", "bytes");
        String type = attributes.isDirectory() ? DEFAULT_FOLDER_TYPE : DEFAULT_TYPE;
        for (StandardHeader header : StandardHeader.values()) {
            exchange.query()
                    .text(header.override())
                    .or(() -> Optional.ofNullable(stored.standard().get(header)))
                    .or(() -> header == StandardHeader.CONTENT_TYPE ? Optional.of(type) : Optional.empty())
                    .ifPresent(value -> exchange.header(header.header(), value));
        }
        stored.user().forEach((name, value) -> exchange.header(RequestMetadata.USER_PREFIX + name, value));
        if (attributes.isOffline()) {
            exchange.header("x-amz-storage-class", ArchiveState.OFFLINE_CLASS);
        }
        ArchiveState.restoreHeader(attributes).ifPresent(value -> exchange.header("x-amz-restore", value));
    }

    /** What also an answer without a body says: which version of the object it is about. */
    static void identify(S3Exchange exchange, Attributes file) {
        exchange.header("ETag", Etags.text(file));
        exchange.header("Last-Modified", HttpDates.header(file.mtime()));
    }

    /** The stored checksum, for clients that asked for it. */
    static void describeChecksum(S3Exchange exchange, StoredHeaders stored) {
        if (exchange.headers()
                .first("x-amz-checksum-mode")
                .filter("ENABLED"::equalsIgnoreCase)
                .isPresent()) {
            stored.checksum().ifPresent(checksum -> confirm(exchange, checksum));
        }
    }

    static void confirm(S3Exchange exchange, ChecksumValue checksum) {
        exchange.header(checksum.algorithm().header(), checksum.text());
        exchange.header("x-amz-checksum-type", checksum.kind().name());
    }
}
