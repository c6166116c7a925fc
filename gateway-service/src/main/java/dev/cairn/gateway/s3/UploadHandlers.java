package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Upload;
import dev.cairn.api.metadata.UploadKey;
import dev.cairn.api.metadata.UploadRequest;
import dev.cairn.api.metadata.Uploads;
import dev.cairn.gateway.s3.StoredHeaders.ChecksumPlan;
import dev.cairn.gateway.s3.body.ChecksumAlgorithm;
import dev.cairn.gateway.s3.body.ChecksumValue;
import dev.cairn.gateway.s3.wire.Headers;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.gateway.s3.wire.XmlWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Beginning and giving up of multipart uploads. */
final class UploadHandlers {

    private final Uploads uploads;
    private final BucketLookup buckets;

    UploadHandlers(Uploads uploads, BucketLookup buckets) {
        this.uploads = uploads;
        this.buckets = buckets;
    }

    void create(S3Exchange exchange) throws IOException {
        ObjectName object = exchange.object();
        if (object.isFolder()) {
            throw new S3Exception(S3Error.DIRECTORY_OBJECT_CONTAINS_DATA);
        }
        Optional<ChecksumPlan> plan = plan(exchange.headers());
        Map<Bytes, Bytes> xattrs =
                RequestMetadata.in(exchange.headers()).withPlan(plan).asXattrs();
        InodeNumber bucket = buckets.inode(exchange.calls(), exchange.bucket());
        UploadRequest request = new UploadRequest(bucket, object.key(), xattrs);
        Upload upload = exchange.calls().change(context -> uploads.begin(context, request));
        plan.ifPresent(checksum -> {
            exchange.header("x-amz-checksum-algorithm", checksum.algorithm().name());
            exchange.header("x-amz-checksum-type", checksum.kind().name());
        });
        exchange.document(new XmlWriter()
                .root("InitiateMultipartUploadResult")
                .element("Bucket", exchange.bucket())
                .element("Key", object.key())
                .element("UploadId", upload.id().toString())
                .close("InitiateMultipartUploadResult"));
    }

    void abort(S3Exchange exchange) {
        InodeNumber bucket = buckets.inode(exchange.calls(), exchange.bucket());
        UploadKey upload = UploadIds.in(exchange, bucket);
        exchange.calls().run(context -> uploads.abort(context, upload));
        exchange.empty(HttpServletResponse.SC_NO_CONTENT);
    }

    private static Optional<ChecksumPlan> plan(Headers headers) {
        Optional<String> name = headers.first("x-amz-checksum-algorithm");
        Optional<String> type = headers.first("x-amz-checksum-type");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        ChecksumAlgorithm algorithm = ChecksumAlgorithm.named(name.get())
                .orElseThrow(() -> new S3Exception(
                        S3Error.INVALID_REQUEST, "Checksum algorithm provided is unsupported: " + name.get()));
        ChecksumValue.Kind kind = type.map(text -> ChecksumValue.Kind.named(text)
                        .orElseThrow(() -> new S3Exception(
                                S3Error.INVALID_REQUEST, "Value for x-amz-checksum-type header is invalid.")))
                .orElse(
                        algorithm == ChecksumAlgorithm.CRC64NVME
                                ? ChecksumValue.Kind.FULL_OBJECT
                                : ChecksumValue.Kind.COMPOSITE);
        boolean isPossible = kind == ChecksumValue.Kind.FULL_OBJECT
                ? algorithm.canCombine()
                : algorithm != ChecksumAlgorithm.CRC64NVME;
        if (!isPossible) {
            throw new S3Exception(
                    S3Error.INVALID_REQUEST,
                    "The " + kind + " checksum type cannot be used with the " + algorithm + " checksum algorithm.");
        }
        return Optional.of(new ChecksumPlan(algorithm, kind));
    }
}
