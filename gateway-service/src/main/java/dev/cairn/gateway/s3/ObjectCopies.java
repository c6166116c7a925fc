package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.gateway.data.ContentReader;
import dev.cairn.gateway.data.ContentWriter;
import dev.cairn.gateway.data.IncomingBody;
import dev.cairn.gateway.data.OpenContent;
import dev.cairn.gateway.data.Window;
import dev.cairn.gateway.s3.body.ChecksumAlgorithm;
import dev.cairn.gateway.s3.body.ChecksumValue;
import dev.cairn.gateway.s3.body.DigestingStream;
import dev.cairn.gateway.s3.wire.HttpDates;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.gateway.s3.wire.XmlWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.InodeNumber;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * CopyObject. Bytes are copied through storage; a copy of an object onto itself that replaces its metadata touches no
 * bytes, so it works for offline objects too.
 */
final class ObjectCopies {

    private final Namespace namespace;
    private final ContentReader reader;
    private final ContentWriter writer;
    private final BucketLookup buckets;

    ObjectCopies(Namespace namespace, ContentReader reader, ContentWriter writer, BucketLookup buckets) {
        this.namespace = namespace;
        this.reader = reader;
        this.writer = writer;
        this.buckets = buckets;
    }

    private enum Directive {
        COPY,
        REPLACE
    }

    void copy(S3Exchange exchange) throws IOException {
        CopySource source = CopySource.in(exchange);
        ObjectName target = exchange.object();
        Directive directive = directive(exchange);
        Condition condition = WriteConditions.in(exchange.headers());
        RequestMetadata.requireSupported(exchange.headers());
        InodeNumber bucket = buckets.inode(exchange.calls(), exchange.bucket());
        boolean isSame =
                source.bucket().equals(exchange.bucket()) && source.object().equals(target);
        if (isSame && directive == Directive.COPY) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "This copy request is illegal because it is trying to copy an object to itself without changing the"
                            + " object's metadata, storage class, website redirect location or encryption attributes.");
        }
        if (isSame) {
            replaceMetadata(exchange, bucket, target);
        } else if (target.isFolder() || source.object().isFolder()) {
            throw new S3Exception(S3Error.NOT_IMPLEMENTED, "Keys that end in a slash cannot be copied.");
        } else {
            copyBytes(exchange, source, bucket, target, directive, condition);
        }
    }

    private void copyBytes(
            S3Exchange exchange,
            CopySource source,
            InodeNumber bucket,
            ObjectName target,
            Directive directive,
            Condition condition)
            throws IOException {
        try (OpenContent content = source.open(exchange, reader, buckets, new Window.Whole())) {
            StoredHeaders old = StoredHeaders.of(content.file().xattrs());
            StoredHeaders stored =
                    directive == Directive.REPLACE ? RequestMetadata.in(exchange.headers()) : old.withParts(List.of());
            Optional<ChecksumAlgorithm> algorithm = exchange.headers()
                    .first("x-amz-checksum-algorithm")
                    .flatMap(ChecksumAlgorithm::named)
                    .or(() -> old.checksum().map(ChecksumValue::algorithm));
            DigestingStream bytes = new DigestingStream(content.asStream(), algorithm);
            Attributes copied = writer.store(
                            exchange.calls(),
                            IncomingBody.of(bytes, content.attributes().size()),
                            (context, written) -> namespace.put(
                                    context,
                                    new PutRequest(
                                            target.in(bucket),
                                            PutRequest.Parents.IMPLIED,
                                            written,
                                            bytes.md5(),
                                            ObjectWrites.FILE_MODE,
                                            stored.withChecksum(bytes.checksum())
                                                    .asXattrs(),
                                            PutRequest.XattrPolicy.REPLACE_USER,
                                            Optional.empty(),
                                            condition)))
                    .attributes();
            answer(exchange, copied, bytes.checksum());
        }
    }

    private void replaceMetadata(S3Exchange exchange, InodeNumber bucket, ObjectName object) throws IOException {
        FileView file = find(exchange, bucket, object);
        CopySource.requireConditions(exchange, file.attributes());
        StoredHeaders old = StoredHeaders.of(file.xattrs());
        StoredHeaders stored = RequestMetadata.in(exchange.headers())
                .withChecksum(old.checksum())
                .withParts(old.parts());
        exchange.calls()
                .run(context -> namespace.setXattr(
                        context,
                        FileRef.inode(file.attributes().inode()),
                        StoredHeaders.XATTR,
                        StoredHeadersCodec.encode(stored),
                        XattrMode.CREATE_OR_REPLACE));
        answer(exchange, file.attributes(), old.checksum());
    }

    private FileView find(S3Exchange exchange, InodeNumber bucket, ObjectName object) {
        try {
            FileView file =
                    namespace.lookup(exchange.calls().reading(), object.fileIn(bucket), Set.of(StoredHeaders.XATTR));
            ObjectLookup.requireObject(file.attributes(), object);
            return file;
        } catch (CairnException e) {
            throw BucketLookup.isMissing(e) ? BucketLookup.noSuchKey(object) : e;
        }
    }

    private static void answer(S3Exchange exchange, Attributes file, Optional<ChecksumValue> checksum)
            throws IOException {
        XmlWriter document = new XmlWriter()
                .root("CopyObjectResult")
                .element("ETag", Etags.text(file))
                .element("LastModified", HttpDates.document(file.mtime()));
        checksum.ifPresent(value -> document.element(value.algorithm().element(), value.text())
                .element("ChecksumType", value.kind().name()));
        exchange.document(document.close("CopyObjectResult"));
    }

    private static Directive directive(S3Exchange exchange) {
        String text = exchange.headers().first("x-amz-metadata-directive").orElse("COPY");
        return switch (text) {
            case "COPY" -> Directive.COPY;
            case "REPLACE" -> Directive.REPLACE;
            default ->
                throw new S3Exception(S3Error.INVALID_ARGUMENT, "Unknown metadata directive.")
                        .detail("ArgumentName", "x-amz-metadata-directive")
                        .detail("ArgumentValue", text);
        };
    }
}
