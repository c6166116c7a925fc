package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.gateway.s3.wire.XmlWriter;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Answers what clients ask before they start: whether a bucket or an object has this or that feature. The answers are
 * those of a bucket that never had it.
 */
final class Probes {

    /** Features whose absence is an error of its own. */
    private static final Map<String, S3Error> ABSENT = Map.of(
            "cors", S3Error.NO_SUCH_CORS_CONFIGURATION,
            "encryption", S3Error.SSE_CONFIGURATION_NOT_FOUND,
            "lifecycle", S3Error.NO_SUCH_LIFECYCLE_CONFIGURATION,
            "object-lock", S3Error.OBJECT_LOCK_CONFIGURATION_NOT_FOUND,
            "ownershipControls", S3Error.OWNERSHIP_CONTROLS_NOT_FOUND,
            "policy", S3Error.NO_SUCH_BUCKET_POLICY,
            "publicAccessBlock", S3Error.NO_SUCH_PUBLIC_ACCESS_BLOCK,
            "replication", S3Error.REPLICATION_CONFIGURATION_NOT_FOUND,
            "tagging", S3Error.NO_SUCH_TAG_SET,
            "website", S3Error.NO_SUCH_WEBSITE_CONFIGURATION);

    /** Features that every bucket has in a state of rest, shown by an empty document of this name. */
    private static final Map<String, String> AT_REST = Map.of(
            "accelerate", "AccelerateConfiguration",
            "logging", "BucketLoggingStatus",
            "notification", "NotificationConfiguration",
            "versioning", "VersioningConfiguration");

    private static final Set<String> BUCKET = Stream.of(
                    ABSENT.keySet(), AT_REST.keySet(), Set.of("acl", "policyStatus", "requestPayment"))
            .flatMap(Set::stream)
            .collect(Collectors.toUnmodifiableSet());

    private final Namespace namespace;
    private final BucketLookup buckets;

    Probes(Namespace namespace, BucketLookup buckets) {
        this.namespace = namespace;
        this.buckets = buckets;
    }

    /** Query parameters that are probes of a bucket. */
    static Set<String> ofBucket() {
        return BUCKET;
    }

    void bucket(S3Exchange exchange) throws IOException {
        Attributes bucket = buckets.find(exchange.calls(), exchange.bucket());
        String feature = Router.subresource(exchange.query()).orElseThrow();
        S3Error absent = ABSENT.get(feature);
        if (absent != null) {
            throw new S3Exception(absent).detail("BucketName", exchange.bucket().toString());
        }
        exchange.document(
                switch (feature) {
                    case "acl" -> acl(bucket.uid());
                    case "policyStatus" ->
                        new XmlWriter()
                                .root("PolicyStatus")
                                .truth("IsPublic", false)
                                .close("PolicyStatus");
                    case "requestPayment" ->
                        new XmlWriter()
                                .root("RequestPaymentConfiguration")
                                .element("Payer", "BucketOwner")
                                .close("RequestPaymentConfiguration");
                    default -> empty(AT_REST.getOrDefault(feature, feature));
                });
    }

    void object(S3Exchange exchange) throws IOException {
        Attributes file = ObjectLookup.find(namespace, buckets, exchange).attributes();
        switch (Router.subresource(exchange.query()).orElseThrow()) {
            case "acl" -> exchange.document(acl(file.uid()));
            case "tagging" ->
                exchange.document(new XmlWriter()
                        .root("Tagging")
                        .open("TagSet")
                        .close("TagSet")
                        .close("Tagging"));
            default -> throw new S3Exception(S3Error.NO_SUCH_OBJECT_LOCK);
        }
    }

    private static XmlWriter empty(String name) {
        return new XmlWriter().root(name).close(name);
    }

    private static XmlWriter acl(int uid) {
        XmlWriter document = new XmlWriter().root("AccessControlPolicy");
        Owners.write(document, "Owner", uid);
        document.open("AccessControlList").open("Grant");
        String id = Integer.toUnsignedString(uid);
        return document.open(
                        "Grantee xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"CanonicalUser\"")
                .element("ID", id)
                .element("DisplayName", id)
                .close("Grantee")
                .element("Permission", "FULL_CONTROL")
                .close("Grant")
                .close("AccessControlList")
                .close("AccessControlPolicy");
    }
}
