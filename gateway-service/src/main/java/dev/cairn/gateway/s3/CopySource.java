package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.gateway.data.ContentReader;
import dev.cairn.gateway.data.OpenContent;
import dev.cairn.gateway.data.Window;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import java.util.Set;

/** The object that a request copies from. */
record CopySource(Bytes bucket, ObjectName object) {

    private static final String CONDITIONS = Router.COPY_SOURCE + "-";

    /** @throws S3Exception {@link S3Error#INVALID_ARGUMENT}, {@link S3Error#NO_SUCH_VERSION} */
    static CopySource in(S3Exchange exchange) {
        String header = exchange.headers().first(Router.COPY_SOURCE).orElse("");
        int question = header.indexOf("?versionId=");
        String path = question < 0 ? header : header.substring(0, question);
        if (question >= 0 && !header.substring(question).equals("?versionId=null")) {
            throw new S3Exception(S3Error.NO_SUCH_VERSION);
        }
        S3Address address = S3Address.ofPath(path.startsWith("/") ? path.substring(1) : path);
        if (address.level() != S3Address.Level.OBJECT) {
            throw new S3Exception(S3Error.INVALID_ARGUMENT, "Copy Source must mention the source bucket and key.")
                    .detail("ArgumentName", Router.COPY_SOURCE);
        }
        return new CopySource(address.bucket(), ObjectName.of(address.key()));
    }

    /**
     * Opens the bytes that are to be copied.
     *
     * @throws S3Exception {@link S3Error#NO_SUCH_KEY}, {@link S3Error#PRECONDITION_FAILED}, {@link S3Error#INVALID_RANGE},
     *     {@link S3Error#OBJECT_NOT_IN_ACTIVE_TIER}, {@link S3Error#INVALID_REQUEST} for more than one copy may move
     */
    OpenContent open(S3Exchange exchange, ContentReader reader, BucketLookup buckets, Window window) {
        OpenContent content = openUnchecked(exchange, reader, buckets, window);
        try {
            ObjectLookup.requireObject(content.attributes(), object);
            requireConditions(exchange, content.attributes());
            long length = content.span()
                    .orElseThrow(() -> new S3Exception(S3Error.INVALID_RANGE))
                    .length();
            if (length > S3Limits.BODY_BYTES_MAX) {
                throw new S3Exception(
                        S3Error.INVALID_REQUEST,
                        "The specified copy source is larger than the maximum allowable size for a copy source: "
                                + S3Limits.BODY_BYTES_MAX);
            }
            if (content.firstOffline().isPresent()) {
                throw new S3Exception(S3Error.OBJECT_NOT_IN_ACTIVE_TIER);
            }
            return content;
        } catch (RuntimeException e) {
            content.close();
            throw e;
        }
    }

    static void requireConditions(S3Exchange exchange, Attributes source) {
        ReadConditions.Verdict verdict =
                ReadConditions.judge(exchange.headers(), CONDITIONS, Etags.text(source), source.mtime());
        if (verdict == ReadConditions.Verdict.NOT_MODIFIED) {
            throw ReadConditions.failed("If-None-Match");
        }
    }

    private OpenContent openUnchecked(S3Exchange exchange, ContentReader reader, BucketLookup buckets, Window window) {
        try {
            return reader.open(exchange.calls(), object.fileIn(bucket), window, Set.of(StoredHeaders.XATTR));
        } catch (CairnException e) {
            throw BucketLookup.isMissing(e) ? buckets.missing(exchange.calls(), bucket, object) : e;
        }
    }
}
