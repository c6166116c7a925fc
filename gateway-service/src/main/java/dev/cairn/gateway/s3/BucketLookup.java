package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.gateway.data.Calls;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.InodeNumber;
import java.util.List;
import java.util.Set;

/** Finds buckets, and tells a missing bucket from a missing key. Safe for use by any thread. */
final class BucketLookup {

    private final Namespace namespace;

    BucketLookup(Namespace namespace) {
        this.namespace = namespace;
    }

    /** @throws S3Exception {@link S3Error#NO_SUCH_BUCKET} */
    Attributes find(Calls calls, Bytes bucket) {
        try {
            return namespace
                    .lookup(calls.reading(), reference(bucket), Set.of())
                    .attributes();
        } catch (CairnException e) {
            if (!isMissing(e)) {
                throw e;
            }
            throw new S3Exception(S3Error.NO_SUCH_BUCKET, S3Error.NO_SUCH_BUCKET.text(), e)
                    .detail("BucketName", bucket.toString());
        }
    }

    InodeNumber inode(Calls calls, Bytes bucket) {
        return find(calls, bucket).inode();
    }

    /** What to say when a walk through bucket and key found nothing. */
    S3Exception missing(Calls calls, Bytes bucket, ObjectName object) {
        find(calls, bucket);
        return noSuchKey(object);
    }

    static S3Exception noSuchKey(ObjectName object) {
        return new S3Exception(S3Error.NO_SUCH_KEY).detail("Key", object.key().toString());
    }

    /** Whether a walk ended at a name that is not there, or not of the kind it would have to be. */
    static boolean isMissing(CairnException e) {
        return switch (e.code()) {
            case ENOENT -> !e.reason().equals("upload") && !e.reason().equals("segment");
            case ENOTDIR, EISDIR, ENAMETOOLONG -> true;
            case EINVAL -> e.reason().equals("name") || e.reason().equals("type");
            default -> false;
        };
    }

    private static FileRef reference(Bytes bucket) {
        return new FileRef.ByPath(InodeNumber.ROOT, List.of(bucket), FileRef.Want.DIRECTORY);
    }
}
