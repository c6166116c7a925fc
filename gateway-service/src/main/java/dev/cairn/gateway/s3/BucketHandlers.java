package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.Entry;
import dev.cairn.api.metadata.EntryCursor;
import dev.cairn.api.metadata.EntryPage;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.gateway.s3.wire.HttpDates;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.gateway.s3.wire.XmlElement;
import dev.cairn.gateway.s3.wire.XmlWriter;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Buckets: the directories directly below the root. Every directory there shows as a bucket, also one made over REST;
 * the naming rules of S3 bind only who makes one here.
 */
final class BucketHandlers {

    private static final int MODE = 0755;
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern IP_ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    private final Namespace namespace;
    private final BucketLookup buckets;
    private final String region;

    BucketHandlers(Namespace namespace, BucketLookup buckets, String region) {
        this.namespace = namespace;
        this.buckets = buckets;
        this.region = region;
    }

    void list(S3Exchange exchange) throws IOException {
        int limit = exchange.number("max-buckets", S3Limits.BUCKETS_MAX, 1, S3Limits.BUCKETS_MAX);
        Bytes prefix = exchange.query().bytes("prefix").orElse(Bytes.EMPTY);
        Optional<Bytes> after = exchange.query().text("continuation-token").map(ContinuationToken::decode);
        List<Entry> found = directories(exchange, prefix, after, limit + 1);
        boolean isCut = found.size() > limit;
        List<Entry> shown = isCut ? found.subList(0, limit) : found;
        XmlWriter document = new XmlWriter().root("ListAllMyBucketsResult");
        Owners.write(document, "Owner", exchange.calls().caller().uid());
        document.open("Buckets");
        for (Entry bucket : shown) {
            document.open("Bucket")
                    .element("Name", bucket.name())
                    .element(
                            "CreationDate",
                            HttpDates.document(bucket.attributes().crtime()))
                    .close("Bucket");
        }
        document.close("Buckets");
        if (isCut) {
            document.element(
                    "ContinuationToken",
                    ContinuationToken.encode(shown.getLast().name()));
        }
        exchange.document(document.close("ListAllMyBucketsResult"));
    }

    void create(S3Exchange exchange) throws IOException {
        String name = exchange.bucket().toString();
        if (!NAME.matcher(name).matches()
                || name.contains("..")
                || IP_ADDRESS.matcher(name).matches()) {
            throw new S3Exception(S3Error.INVALID_BUCKET_NAME).detail("BucketName", name);
        }
        byte[] document = exchange.document(S3Limits.SMALL_DOCUMENT_BYTES_MAX);
        if (document.length > 0) {
            // The region in it means nothing here, but what is not well-formed is a mistake of the client.
            XmlElement.parse(document, "CreateBucketConfiguration");
        }
        NewEntry directory = new NewEntry.Directory(MODE, NewEntry.NameRule.OBJECT_KEYS, Map.of());
        try {
            exchange.calls()
                    .change(context ->
                            namespace.create(context, path(exchange.bucket()), PutRequest.Parents.REQUIRED, directory));
        } catch (CairnException e) {
            if (e.code() != ErrorCode.EEXIST) {
                throw e;
            }
            throw taken(exchange, e);
        }
        exchange.header("Location", "/" + name);
        exchange.empty(HttpServletResponse.SC_OK);
    }

    void head(S3Exchange exchange) {
        buckets.find(exchange.calls(), exchange.bucket());
        exchange.header("x-amz-bucket-region", region);
        exchange.empty(HttpServletResponse.SC_OK);
    }

    void delete(S3Exchange exchange) {
        buckets.find(exchange.calls(), exchange.bucket());
        RemoveRequest request = new RemoveRequest(
                path(exchange.bucket()), FileRef.Want.DIRECTORY, RemoveRequest.Emptied.KEEP, Condition.ALWAYS);
        exchange.calls().change(context -> namespace.remove(context, request));
        exchange.empty(HttpServletResponse.SC_NO_CONTENT);
    }

    void location(S3Exchange exchange) throws IOException {
        buckets.find(exchange.calls(), exchange.bucket());
        XmlWriter document = new XmlWriter().root("LocationConstraint");
        if (!region.equals(S3Settings.DEFAULT_REGION)) {
            document.text(region);
        }
        exchange.document(document.close("LocationConstraint"));
    }

    private S3Exception taken(S3Exchange exchange, CairnException cause) {
        Attributes existing = buckets.find(exchange.calls(), exchange.bucket());
        S3Error error = existing.uid() == exchange.calls().caller().uid()
                ? S3Error.BUCKET_ALREADY_OWNED_BY_YOU
                : S3Error.BUCKET_ALREADY_EXISTS;
        return new S3Exception(error, error.text(), cause)
                .detail("BucketName", exchange.bucket().toString());
    }

    private List<Entry> directories(S3Exchange exchange, Bytes prefix, Optional<Bytes> after, int limit) {
        List<Entry> found = new ArrayList<>();
        Optional<EntryCursor> cursor = after.map(name -> new EntryCursor(name, true));
        do {
            EntryPage page = namespace.list(
                    exchange.calls().reading(), FileRef.inode(InodeNumber.ROOT), cursor, S3Limits.PAGE_MAX);
            page.entries().stream()
                    .filter(entry -> entry.attributes().isDirectory())
                    .filter(entry -> entry.name().startsWith(prefix))
                    .limit(limit - found.size())
                    .forEach(found::add);
            cursor = page.next();
        } while (cursor.isPresent() && found.size() < limit);
        return found;
    }

    private static EntryPath path(Bytes bucket) {
        return new EntryPath(InodeNumber.ROOT, List.of(bucket));
    }
}
