package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.CairnException;
import java.util.Optional;
import java.util.Set;

/** Finds objects: files, and directories that somebody made on purpose. */
final class ObjectLookup {

    private ObjectLookup() {}

    /** @throws S3Exception {@link S3Error#NO_SUCH_KEY}, {@link S3Error#NO_SUCH_BUCKET}, {@link S3Error#NO_SUCH_VERSION} */
    static FileView find(Namespace namespace, BucketLookup buckets, S3Exchange exchange) {
        requireCurrentVersion(exchange);
        ObjectName object = exchange.object();
        FileRef file = object.fileIn(exchange.bucket());
        try {
            FileView view = namespace.lookup(exchange.calls().reading(), file, Set.of(StoredHeaders.XATTR));
            requireObject(view.attributes(), object);
            return view;
        } catch (CairnException e) {
            throw BucketLookup.isMissing(e) ? buckets.missing(exchange.calls(), exchange.bucket(), object) : e;
        }
    }

    /** A directory that came into being under way, and a symlink, are no objects. */
    static void requireObject(Attributes file, ObjectName object) {
        boolean isObject = object.isFolder()
                ? file.isDirectory() && file.origin() == Attributes.Origin.EXPLICIT
                : file.type() == FileType.REGULAR;
        if (!isObject) {
            throw BucketLookup.noSuchKey(object);
        }
    }

    /** There is one version of each object; it is called null. */
    static void requireCurrentVersion(S3Exchange exchange) {
        Optional<String> version = exchange.query().text("versionId").filter(id -> !id.isEmpty() && !id.equals("null"));
        if (version.isPresent()) {
            throw new S3Exception(S3Error.NO_SUCH_VERSION).detail("VersionId", version.get());
        }
    }
}
