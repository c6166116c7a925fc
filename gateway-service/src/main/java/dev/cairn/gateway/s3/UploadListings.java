package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Part;
import dev.cairn.api.metadata.PartPage;
import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.gateway.s3.StoredHeaders.ChecksumPlan;
import dev.cairn.gateway.s3.wire.HttpDates;
import dev.cairn.gateway.s3.wire.XmlWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** ListParts and ListMultipartUploads. */
final class UploadListings {

    /** Sorts behind every continuation of a key that is UTF-8. */
    private static final Bytes HIGHEST = highest();

    private final Uploads uploads;
    private final BucketLookup buckets;

    UploadListings(Uploads uploads, BucketLookup buckets) {
        this.uploads = uploads;
        this.buckets = buckets;
    }

    void parts(S3Exchange exchange) throws IOException {
        int limit = limit(exchange, "max-parts");
        int marker = exchange.number("part-number-marker", 0, 0, Integer.MAX_VALUE);
        KeyEncoding encoding = KeyEncoding.in(exchange);
        InodeNumber bucket = buckets.inode(exchange.calls(), exchange.bucket());
        UploadKey key = UploadIds.in(exchange, bucket);
        PartPage page = uploads.parts(exchange.calls().reading(), key, marker, Math.max(1, limit));
        List<Part> parts = limit == 0 ? List.of() : page.parts();
        int uid = exchange.calls().caller().uid();
        XmlWriter document = new XmlWriter().root("ListPartsResult").element("Bucket", exchange.bucket());
        encoding.write(document, "Key", key.key());
        document.element("UploadId", key.id().toString());
        Owners.write(document, "Initiator", uid);
        Owners.write(document, "Owner", uid);
        document.element("StorageClass", ArchiveState.ONLINE_CLASS)
                .element("PartNumberMarker", marker)
                .element(
                        "NextPartNumberMarker",
                        parts.isEmpty() ? marker : parts.getLast().number())
                .element("MaxParts", limit)
                .truth("IsTruncated", limit > 0 && page.hasMore());
        StoredHeaders.of(page.upload().xattrs()).plan().ifPresent(plan -> writePlan(document, plan));
        parts.forEach(part -> writePart(document, part));
        exchange.document(document.close("ListPartsResult"));
    }

    void uploads(S3Exchange exchange) throws IOException {
        Query query = new Query(
                exchange.query().bytes("prefix").orElse(Bytes.EMPTY),
                exchange.query().bytes("delimiter").orElse(Bytes.EMPTY),
                exchange.query().bytes("key-marker").orElse(Bytes.EMPTY),
                exchange.query().text("upload-id-marker").orElse(""),
                limit(exchange, "max-uploads"),
                KeyEncoding.in(exchange));
        InodeNumber bucket = buckets.inode(exchange.calls(), exchange.bucket());
        Found found = find(exchange, bucket, query);
        XmlWriter document = new XmlWriter().root("ListMultipartUploadsResult").element("Bucket", exchange.bucket());
        query.encoding().write(document, "KeyMarker", query.keyMarker());
        document.element("UploadIdMarker", query.idMarker());
        found.next().ifPresent(next -> {
            query.encoding().write(document, "NextKeyMarker", next.key());
            document.element("NextUploadIdMarker", next.id());
        });
        query.encoding().write(document, "Prefix", query.prefix());
        if (!query.delimiter().isEmpty()) {
            query.encoding().write(document, "Delimiter", query.delimiter());
        }
        document.element("MaxUploads", query.limit());
        query.encoding().announce(document);
        document.truth("IsTruncated", found.next().isPresent());
        int uid = exchange.calls().caller().uid();
        found.uploads().forEach(upload -> writeUpload(document, query, upload, uid));
        found.prefixes().forEach(prefix -> {
            document.open("CommonPrefixes");
            query.encoding().write(document, "Prefix", prefix);
            document.close("CommonPrefixes");
        });
        exchange.document(document.close("ListMultipartUploadsResult"));
    }

    private record Query(
            Bytes prefix, Bytes delimiter, Bytes keyMarker, String idMarker, int limit, KeyEncoding encoding) {

        /** The rolled-up prefix of a key, if it has the delimiter behind the prefix asked for. */
        Optional<Bytes> rolledUp(Bytes key) {
            if (delimiter.isEmpty()) {
                return Optional.empty();
            }
            for (int at = prefix.length(); at + delimiter.length() <= key.length(); at++) {
                if (key.slice(at, at + delimiter.length()).equals(delimiter)) {
                    return Optional.of(key.slice(0, at + delimiter.length()));
                }
            }
            return Optional.empty();
        }
    }

    /** Where a client goes on; the id is empty behind a common prefix. */
    private record Marker(Bytes key, String id) {}

    private record Found(List<Upload> uploads, List<Bytes> prefixes, Optional<Marker> next) {}

    /** Takes one item more than fits, to know whether there are more. */
    private Found find(S3Exchange exchange, InodeNumber bucket, Query query) {
        List<Upload> shown = new ArrayList<>();
        List<Bytes> prefixes = new ArrayList<>();
        Optional<Marker> last = Optional.empty();
        Optional<UploadKey> after = start(bucket, query);
        while (query.limit() > 0) {
            List<Upload> page =
                    uploads.list(exchange.calls().reading(), bucket, query.prefix(), after, S3Limits.PAGE_MAX);
            for (Upload upload : page) {
                Optional<Bytes> rolledUp = query.rolledUp(upload.key());
                if (rolledUp.isPresent() && isPassed(rolledUp.get(), prefixes, query)) {
                    continue;
                }
                if (shown.size() + prefixes.size() == query.limit()) {
                    return new Found(shown, prefixes, last);
                }
                if (rolledUp.isPresent()) {
                    prefixes.add(rolledUp.get());
                    last = Optional.of(new Marker(rolledUp.get(), ""));
                } else {
                    shown.add(upload);
                    last = Optional.of(new Marker(upload.key(), upload.id().toString()));
                }
            }
            if (page.size() < S3Limits.PAGE_MAX) {
                break;
            }
            Upload end = page.getLast();
            after = Optional.of(behind(bucket, query, end));
        }
        return new Found(shown, prefixes, Optional.empty());
    }

    private static boolean isPassed(Bytes prefix, List<Bytes> seen, Query query) {
        boolean isSeen = !seen.isEmpty() && seen.getLast().equals(prefix);
        return isSeen || prefix.equals(query.keyMarker());
    }

    private static Optional<UploadKey> start(InodeNumber bucket, Query query) {
        if (query.keyMarker().isEmpty()) {
            return Optional.empty();
        }
        UUID id = query.idMarker().isEmpty() ? UploadIds.LAST : UploadIds.parse(query.idMarker());
        return Optional.of(new UploadKey(bucket, query.keyMarker(), id));
    }

    /** Leaves the rest of a common prefix out at once. */
    private static UploadKey behind(InodeNumber bucket, Query query, Upload last) {
        return query.rolledUp(last.key())
                .map(prefix -> new UploadKey(bucket, prefix.concat(HIGHEST), UploadIds.LAST))
                .orElseGet(() -> new UploadKey(bucket, last.key(), last.id()));
    }

    private static Bytes highest() {
        byte[] bytes = new byte[8];
        Arrays.fill(bytes, (byte) 0xFF);
        return Bytes.wrap(bytes);
    }

    private static void writeUpload(XmlWriter document, Query query, Upload upload, int uid) {
        document.open("Upload");
        query.encoding().write(document, "Key", upload.key());
        document.element("UploadId", upload.id().toString());
        Owners.write(document, "Initiator", uid);
        Owners.write(document, "Owner", uid);
        document.element("StorageClass", ArchiveState.ONLINE_CLASS)
                .element("Initiated", HttpDates.document(upload.startedAt()));
        StoredHeaders.of(upload.xattrs()).plan().ifPresent(plan -> writePlan(document, plan));
        document.close("Upload");
    }

    private static void writePlan(XmlWriter document, ChecksumPlan plan) {
        document.element("ChecksumAlgorithm", plan.algorithm().name())
                .element("ChecksumType", plan.kind().name());
    }

    private static void writePart(XmlWriter document, Part part) {
        document.open("Part")
                .element("PartNumber", part.number())
                .element("LastModified", HttpDates.document(part.storedAt()))
                .element("ETag", Etags.text(part.tag()))
                .element("Size", part.size());
        PartChecksums.of(part)
                .ifPresent(checksum -> document.element(checksum.algorithm().element(), checksum.text()));
        document.close("Part");
    }

    private static int limit(S3Exchange exchange, String parameter) {
        return Math.min(S3Limits.PAGE_MAX, exchange.number(parameter, S3Limits.PAGE_MAX, 0, Integer.MAX_VALUE));
    }
}
