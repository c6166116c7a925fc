package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.ObjectListRequest;
import dev.cairn.api.metadata.ObjectPage;
import dev.cairn.gateway.s3.wire.HttpDates;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.gateway.s3.wire.XmlWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** ListObjects in both versions. The metadata finds the keys in order; this writes them down. */
final class ObjectListings {

    private final Namespace namespace;
    private final BucketLookup buckets;

    ObjectListings(Namespace namespace, BucketLookup buckets) {
        this.namespace = namespace;
        this.buckets = buckets;
    }

    /** What both versions ask for. */
    private record Query(Bytes prefix, Bytes delimiter, int limit, KeyEncoding encoding, boolean hasRestoreStatus) {}

    void list(S3Exchange exchange) throws IOException {
        Query query = query(exchange);
        Bytes marker = exchange.query().bytes("marker").orElse(Bytes.EMPTY);
        ObjectPage page = page(exchange, query, Optional.of(marker).filter(key -> !key.isEmpty()));
        XmlWriter document = new XmlWriter().root("ListBucketResult").element("Name", exchange.bucket());
        query.encoding().write(document, "Prefix", query.prefix());
        query.encoding().write(document, "Marker", marker);
        page.next().ifPresent(next -> query.encoding().write(document, "NextMarker", next));
        writeCommon(document, query, page);
        writeItems(document, query, page, true);
        exchange.document(document.close("ListBucketResult"));
    }

    void listV2(S3Exchange exchange) throws IOException {
        Query query = query(exchange);
        Optional<String> token = exchange.query().text("continuation-token");
        if (token.filter(String::isEmpty).isPresent()) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, "The continuation token provided is incorrect")
                    .detail("ArgumentName", "continuation-token");
        }
        Optional<Bytes> startAfter = exchange.query().bytes("start-after").filter(key -> !key.isEmpty());
        Optional<Bytes> after = token.map(ContinuationToken::decode).or(() -> startAfter);
        boolean isOwnerWanted = exchange.query().text("fetch-owner").equals(Optional.of("true"));
        ObjectPage page = page(exchange, query, after);
        XmlWriter document = new XmlWriter().root("ListBucketResult").element("Name", exchange.bucket());
        query.encoding().write(document, "Prefix", query.prefix());
        startAfter.ifPresent(key -> query.encoding().write(document, "StartAfter", key));
        token.ifPresent(text -> document.element("ContinuationToken", text));
        page.next().ifPresent(next -> document.element("NextContinuationToken", ContinuationToken.encode(next)));
        document.element("KeyCount", shown(page).count());
        writeCommon(document, query, page);
        writeItems(document, query, page, isOwnerWanted);
        exchange.document(document.close("ListBucketResult"));
    }

    private static Query query(S3Exchange exchange) {
        boolean hasRestoreStatus = exchange.headers().all("x-amz-optional-object-attributes").stream()
                .flatMap(value -> Stream.of(value.split(",", -1)))
                .anyMatch(name -> name.strip().equals("RestoreStatus"));
        return new Query(
                exchange.query().bytes("prefix").orElse(Bytes.EMPTY),
                exchange.query().bytes("delimiter").orElse(Bytes.EMPTY),
                Math.min(S3Limits.PAGE_MAX, exchange.number("max-keys", S3Limits.PAGE_MAX, 0, Integer.MAX_VALUE)),
                KeyEncoding.in(exchange),
                hasRestoreStatus);
    }

    private ObjectPage page(S3Exchange exchange, Query query, Optional<Bytes> after) {
        InodeNumber bucket = buckets.inode(exchange.calls(), exchange.bucket());
        if (query.limit() == 0) {
            return new ObjectPage(List.of(), Optional.empty());
        }
        return namespace.listObjects(
                exchange.calls().reading(),
                new ObjectListRequest(bucket, query.prefix(), query.delimiter(), after, query.limit()));
    }

    private static void writeCommon(XmlWriter document, Query query, ObjectPage page) {
        document.element("MaxKeys", query.limit());
        if (!query.delimiter().isEmpty()) {
            query.encoding().write(document, "Delimiter", query.delimiter());
        }
        query.encoding().announce(document);
        document.truth("IsTruncated", page.next().isPresent());
    }

    private static void writeItems(XmlWriter document, Query query, ObjectPage page, boolean hasOwner) {
        shown(page).forEach(item -> {
            switch (item) {
                case ObjectPage.Key(Bytes key, Attributes file) -> writeKey(document, query, key, file, hasOwner);
                case ObjectPage.CommonPrefix(Bytes prefix) -> {
                    document.open("CommonPrefixes");
                    query.encoding().write(document, "Prefix", prefix);
                    document.close("CommonPrefixes");
                }
            }
        });
    }

    private static void writeKey(XmlWriter document, Query query, Bytes key, Attributes file, boolean hasOwner) {
        document.open("Contents");
        query.encoding().write(document, "Key", key);
        document.element("LastModified", HttpDates.document(file.mtime()))
                .element("ETag", Etags.text(file))
                .element("Size", file.isDirectory() ? 0 : file.size());
        if (hasOwner) {
            Owners.write(document, "Owner", file.uid());
        }
        document.element("StorageClass", ArchiveState.storageClass(file));
        if (query.hasRestoreStatus()) {
            ArchiveState.writeRestoreStatus(document, file);
        }
        document.close("Contents");
    }

    /** Symlinks have no bytes that S3 could show. */
    private static Stream<ObjectPage.Item> shown(ObjectPage page) {
        return page.items().stream()
                .filter(item ->
                        !(item instanceof ObjectPage.Key key && key.attributes().type() == FileType.SYMLINK));
    }
}
