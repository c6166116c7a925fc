package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.PutResult;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.gateway.data.Calls;
import dev.cairn.gateway.data.ContentWriter;
import dev.cairn.gateway.data.IncomingBody;
import dev.cairn.gateway.s3.body.RequestBody;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * PUT and DELETE of objects. A body that fails a check stores nothing: its bytes are referred to by the one transaction
 * that comes after all checks, or by none.
 */
final class ObjectWrites {

    static final int FILE_MODE = 0644;
    private static final int FOLDER_MODE = 0755;

    private final Namespace namespace;
    private final ContentWriter writer;
    private final BucketLookup buckets;

    ObjectWrites(Namespace namespace, ContentWriter writer, BucketLookup buckets) {
        this.namespace = namespace;
        this.writer = writer;
        this.buckets = buckets;
    }

    void put(S3Exchange exchange) throws IOException {
        ObjectName object = exchange.object();
        Condition condition = WriteConditions.in(exchange.headers());
        StoredHeaders stored = RequestMetadata.in(exchange.headers());
        InodeNumber bucket = buckets.inode(exchange.calls(), exchange.bucket());
        RequestBody body = exchange.data(Optional.empty());
        if (object.isFolder()) {
            putFolder(exchange, bucket, object, stored, body);
            return;
        }
        PutResult result = storing(
                body,
                () -> writer.store(exchange.calls(), IncomingBody.of(body, body.length()), (context, content) -> {
                    body.verify();
                    return namespace.put(
                            context,
                            new PutRequest(
                                    object.in(bucket),
                                    PutRequest.Parents.IMPLIED,
                                    content,
                                    body.md5(),
                                    FILE_MODE,
                                    stored.withChecksum(body.checksum()).asXattrs(),
                                    PutRequest.XattrPolicy.REPLACE_USER,
                                    Optional.empty(),
                                    condition));
                }));
        exchange.header("ETag", Etags.text(result.attributes()));
        body.checksum().ifPresent(checksum -> ObjectAnswer.confirm(exchange, checksum));
        exchange.empty(HttpServletResponse.SC_OK);
    }

    void delete(S3Exchange exchange) {
        ObjectLookup.requireCurrentVersion(exchange);
        InodeNumber bucket = buckets.inode(exchange.calls(), exchange.bucket());
        remove(namespace, exchange.calls(), bucket, exchange.object(), WriteConditions.in(exchange.headers()));
        exchange.empty(HttpServletResponse.SC_NO_CONTENT);
    }

    /** Removes an object; that there is none is no failure, as in S3. */
    static void remove(Namespace namespace, Calls calls, InodeNumber bucket, ObjectName object, Condition condition) {
        RemoveRequest request =
                new RemoveRequest(object.in(bucket), object.want(), RemoveRequest.Emptied.PRUNE_IMPLICIT, condition);
        try {
            calls.change(context -> namespace.remove(context, request));
        } catch (CairnException e) {
            // A directory that exists only because keys pass through it is no key, so there is nothing to remove.
            boolean isNoKey = object.isFolder() && e.code() == ErrorCode.ENOTEMPTY;
            if (!isNoKey && !BucketLookup.isMissing(e)) {
                throw e;
            }
        }
    }

    /** Runs a step that reads a body, and reports the body's own failure rather than what storage made of it. */
    static <R> R storing(RequestBody body, Storing<R> step) throws IOException {
        try {
            return step.run();
        } catch (IOException | CairnException e) {
            throw body.refusal().orElseThrow(() -> storageFailure(e));
        }
    }

    @FunctionalInterface
    interface Storing<R> {
        R run() throws IOException;
    }

    private static RuntimeException storageFailure(Exception e) {
        return e instanceof CairnException known
                ? known
                : new CairnException(ErrorCode.EIO, "store", "the body could not be stored", e);
    }

    /** A key that ends in a slash is a directory; asking for one that exists makes it explicit and sets its metadata. */
    private void putFolder(
            S3Exchange exchange, InodeNumber bucket, ObjectName object, StoredHeaders headers, RequestBody body)
            throws IOException {
        if (body.length() > 0) {
            throw new S3Exception(S3Error.DIRECTORY_OBJECT_CONTAINS_DATA);
        }
        readEmpty(body);
        StoredHeaders stored = headers.withChecksum(body.checksum());
        Map<Bytes, Bytes> xattrs = stored.asXattrs();
        NewEntry directory = new NewEntry.Directory(FOLDER_MODE, NewEntry.NameRule.INHERIT, xattrs);
        try {
            exchange.calls()
                    .change(context ->
                            namespace.create(context, object.in(bucket), PutRequest.Parents.IMPLIED, directory));
        } catch (CairnException e) {
            if (e.code() != ErrorCode.EEXIST) {
                throw e;
            }
            markFolder(exchange, object, bucket, stored);
        }
        exchange.header("ETag", Etags.text(body.md5()));
        body.checksum().ifPresent(checksum -> ObjectAnswer.confirm(exchange, checksum));
        exchange.empty(HttpServletResponse.SC_OK);
    }

    private void markFolder(S3Exchange exchange, ObjectName object, InodeNumber bucket, StoredHeaders stored) {
        FileRef folder = object.fileIn(bucket);
        try {
            exchange.calls()
                    .run(context -> namespace.setXattr(
                            context,
                            folder,
                            StoredHeaders.XATTR,
                            StoredHeadersCodec.encode(stored),
                            XattrMode.CREATE_OR_REPLACE));
        } catch (CairnException e) {
            // What exists under the name is no directory, in a place where a file and a directory cannot share a name.
            throw BucketLookup.isMissing(e) ? new S3Exception(S3Error.OBJECT_PARENT_IS_FILE, e.getMessage(), e) : e;
        }
    }

    private static void readEmpty(RequestBody body) throws IOException {
        try {
            body.readNBytes(1);
        } catch (IOException e) {
            throw body.refusal().orElseThrow(() -> storageFailure(e));
        }
        body.verify();
    }
}
