package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Part;
import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.gateway.data.ContentReader;
import dev.cairn.gateway.data.ContentWriter;
import dev.cairn.gateway.data.IncomingBody;
import dev.cairn.gateway.data.OpenContent;
import dev.cairn.gateway.data.Window;
import dev.cairn.gateway.s3.body.ChecksumAlgorithm;
import dev.cairn.gateway.s3.body.DigestingStream;
import dev.cairn.gateway.s3.body.RequestBody;
import dev.cairn.gateway.s3.wire.HttpDates;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.gateway.s3.wire.XmlWriter;
import dev.cairn.kernel.InodeNumber;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/** Parts of multipart uploads, sent or copied. The upload is looked up first, so that a lost one costs no transfer. */
final class PartHandlers {

    private final Uploads uploads;
    private final ContentReader reader;
    private final ContentWriter writer;
    private final BucketLookup buckets;

    PartHandlers(Uploads uploads, ContentReader reader, ContentWriter writer, BucketLookup buckets) {
        this.uploads = uploads;
        this.reader = reader;
        this.writer = writer;
        this.buckets = buckets;
    }

    /** What a request says about the part it brings. */
    private record Target(UploadKey upload, int number, Optional<ChecksumAlgorithm> algorithm) {}

    void upload(S3Exchange exchange) throws IOException {
        Target target = target(exchange);
        RequestBody body = exchange.data(target.algorithm());
        ObjectWrites.storing(
                body,
                () -> writer.store(exchange.calls(), IncomingBody.of(body, body.length()), (context, content) -> {
                    body.verify();
                    return uploads.putPart(
                            context,
                            target.upload(),
                            target.number(),
                            content,
                            body.md5(),
                            PartChecksums.encode(body.checksum()));
                }));
        exchange.header("ETag", Etags.text(body.md5()));
        body.checksum()
                .ifPresent(checksum -> exchange.header(checksum.algorithm().header(), checksum.text()));
        exchange.empty(HttpServletResponse.SC_OK);
    }

    void copy(S3Exchange exchange) throws IOException {
        Target target = target(exchange);
        CopySource source = CopySource.in(exchange);
        try (OpenContent content = source.open(exchange, reader, buckets, range(exchange))) {
            requireWholeRange(exchange, content);
            long length = content.span().orElseThrow().length();
            DigestingStream bytes = new DigestingStream(content.asStream(), target.algorithm());
            Part part = writer.store(
                    exchange.calls(),
                    IncomingBody.of(bytes, length),
                    (context, copied) -> uploads.putPart(
                            context,
                            target.upload(),
                            target.number(),
                            copied,
                            bytes.md5(),
                            PartChecksums.encode(bytes.checksum())));
            XmlWriter document = new XmlWriter()
                    .root("CopyPartResult")
                    .element("ETag", Etags.text(part.tag()))
                    .element("LastModified", HttpDates.document(part.storedAt()));
            bytes.checksum()
                    .ifPresent(value -> document.element(value.algorithm().element(), value.text()));
            exchange.document(document.close("CopyPartResult"));
        }
    }

    private Target target(S3Exchange exchange) {
        int number = PartNumbers.parse(exchange.query().text("partNumber"));
        InodeNumber bucket = buckets.inode(exchange.calls(), exchange.bucket());
        UploadKey key = UploadIds.in(exchange, bucket);
        Upload upload = uploads.find(exchange.calls().reading(), key);
        return new Target(
                key, number, StoredHeaders.of(upload.xattrs()).plan().map(StoredHeaders.ChecksumPlan::algorithm));
    }

    private static Window range(S3Exchange exchange) {
        Optional<String> header = exchange.headers().first("x-amz-copy-source-range");
        if (header.isEmpty()) {
            return new Window.Whole();
        }
        return header.flatMap(Window::parse)
                .filter(window -> window instanceof Window.Between)
                .orElseThrow(() -> new S3Exception(
                        S3Error.INVALID_ARGUMENT,
                        "The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are"
                                + " the zero-based offsets of the first and last bytes to copy"));
    }

    /** Unlike a range of a read, the range of a copy must lie inside the object. */
    private static void requireWholeRange(S3Exchange exchange, OpenContent content) {
        if (range(exchange) instanceof Window.Between(long first, long last)
                && last >= content.attributes().size()) {
            throw new S3Exception(
                    S3Error.INVALID_ARGUMENT,
                    "Range specified is not valid for source object of size: "
                            + content.attributes().size() + " (" + first + "-" + last + ")");
        }
    }
}
