package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.UploadKey;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.InodeNumber;
import java.util.UUID;
import java.util.regex.Pattern;

/** Ids of multipart uploads as clients see them. */
final class UploadIds {

    /** Behind every id, for a place behind all uploads of a key. */
    static final UUID LAST = new UUID(-1, -1);

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private UploadIds() {}

    /** @throws S3Exception {@link S3Error#NO_SUCH_UPLOAD} for what cannot be an id of ours */
    static UUID parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new S3Exception(S3Error.NO_SUCH_UPLOAD).detail("UploadId", text);
        }
        return UUID.fromString(text);
    }

    /** The upload that a request names by key and id. */
    static UploadKey in(S3Exchange exchange, InodeNumber bucket) {
        String id = exchange.query().text("uploadId").orElse("");
        return new UploadKey(bucket, exchange.object().key(), parse(id));
    }
}
