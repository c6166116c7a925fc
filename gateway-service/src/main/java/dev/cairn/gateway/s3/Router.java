package dev.cairn.gateway.s3;

import dev.cairn.gateway.s3.wire.QueryParameters;
import dev.cairn.gateway.s3.wire.RequestHead;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds out which operation a request asks for. */
final class Router {

    static final String COPY_SOURCE = "x-amz-copy-source";

    /**
     * Query parameters that turn a request into another operation. What is not served must be refused and not be taken
     * for the plain operation: a tag set must not become the object's data.
     */
    private static final List<String> SUBRESOURCES = List.of(
            "accelerate",
            "acl",
            "analytics",
            "attributes",
            "cors",
            "delete",
            "encryption",
            "intelligent-tiering",
            "inventory",
            "legal-hold",
            "lifecycle",
            "location",
            "logging",
            "metadataConfiguration",
            "metadataTable",
            "metrics",
            "notification",
            "object-lock",
            "ownershipControls",
            "policy",
            "policyStatus",
            "publicAccessBlock",
            "renameObject",
            "replication",
            "requestPayment",
            "restore",
            "retention",
            "select",
            "session",
            "tagging",
            "torrent",
            "uploadId",
            "uploads",
            "versioning",
            "versions",
            "website");

    private static final Set<String> OBJECT_PROBES = Set.of("acl", "legal-hold", "retention", "tagging");

    private Router() {}

    /** @throws S3Exception {@link S3Error#NOT_IMPLEMENTED}, {@link S3Error#METHOD_NOT_ALLOWED} */
    static S3Operation route(RequestHead head, S3Address address) {
        String subresource = subresource(head.query()).orElse("");
        Optional<S3Operation> operation = switch (address.level()) {
            case SERVICE -> ofService(head, subresource);
            case BUCKET -> ofBucket(head, subresource);
            case OBJECT -> ofObject(head, subresource);
        };
        return operation.orElseThrow(() -> new S3Exception(
                subresource.isEmpty() && !head.method().equals("POST")
                        ? S3Error.METHOD_NOT_ALLOWED
                        : S3Error.NOT_IMPLEMENTED));
    }

    static Optional<String> subresource(QueryParameters query) {
        return SUBRESOURCES.stream().filter(query::has).findFirst();
    }

    private static Optional<S3Operation> ofService(RequestHead head, String subresource) {
        return head.method().equals("GET") && subresource.isEmpty()
                ? Optional.of(S3Operation.LIST_BUCKETS)
                : Optional.empty();
    }

    private static Optional<S3Operation> ofBucket(RequestHead head, String subresource) {
        return switch (head.method() + " " + subresource) {
            case "GET " ->
                Optional.of(
                        head.query().text("list-type").equals(Optional.of("2"))
                                ? S3Operation.LIST_OBJECTS_V2
                                : S3Operation.LIST_OBJECTS);
            case "GET location" -> Optional.of(S3Operation.GET_BUCKET_LOCATION);
            case "GET uploads" -> Optional.of(S3Operation.LIST_MULTIPART_UPLOADS);
            case "HEAD " -> Optional.of(S3Operation.HEAD_BUCKET);
            case "PUT " -> Optional.of(S3Operation.CREATE_BUCKET);
            case "DELETE " -> Optional.of(S3Operation.DELETE_BUCKET);
            case "POST delete" -> Optional.of(S3Operation.DELETE_OBJECTS);
            default ->
                head.method().equals("GET") && Probes.ofBucket().contains(subresource)
                        ? Optional.of(S3Operation.BUCKET_PROBE)
                        : Optional.empty();
        };
    }

    private static Optional<S3Operation> ofObject(RequestHead head, String subresource) {
        boolean isCopy = head.headers().has(COPY_SOURCE);
        return switch (head.method() + " " + subresource) {
            case "GET " -> Optional.of(S3Operation.GET_OBJECT);
            case "GET uploadId" -> Optional.of(S3Operation.LIST_PARTS);
            case "HEAD " -> Optional.of(S3Operation.HEAD_OBJECT);
            case "PUT " -> Optional.of(isCopy ? S3Operation.COPY_OBJECT : S3Operation.PUT_OBJECT);
            case "PUT uploadId" -> Optional.of(isCopy ? S3Operation.UPLOAD_PART_COPY : S3Operation.UPLOAD_PART);
            case "DELETE " -> Optional.of(S3Operation.DELETE_OBJECT);
            case "DELETE uploadId" -> Optional.of(S3Operation.ABORT_MULTIPART_UPLOAD);
            case "POST uploads" -> Optional.of(S3Operation.CREATE_MULTIPART_UPLOAD);
            case "POST uploadId" -> Optional.of(S3Operation.COMPLETE_MULTIPART_UPLOAD);
            case "POST restore" -> Optional.of(S3Operation.RESTORE_OBJECT);
            default ->
                head.method().equals("GET") && OBJECT_PROBES.contains(subresource)
                        ? Optional.of(S3Operation.OBJECT_PROBE)
                        : Optional.empty();
        };
    }
}
