package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Namespace;
import dev.cairn.api.metadata.RecallOutcome;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.gateway.s3.wire.XmlElement;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * RestoreObject: asks for offline data to be brought back and answers at once. The tier is checked and has no effect:
 * how fast data returns is up to the archive.
 */
final class Restores {

    private static final Set<String> TIERS = Set.of("Standard", "Bulk", "Expedited");
    /** As long as a day count makes a sensible date. */
    private static final int DAYS_MAX = 36_500;

    private final Namespace namespace;
    private final Archive archive;
    private final BucketLookup buckets;

    Restores(Namespace namespace, Archive archive, BucketLookup buckets) {
        this.namespace = namespace;
        this.archive = archive;
        this.buckets = buckets;
    }

    void restore(S3Exchange exchange) throws IOException {
        Duration keepFor = keepFor(exchange.document(S3Limits.SMALL_DOCUMENT_BYTES_MAX));
        Attributes file = ObjectLookup.find(namespace, buckets, exchange).attributes();
        if (!file.isOffline() && file.restore().keptUntil().isEmpty()) {
            throw new S3Exception(
                            S3Error.INVALID_OBJECT_STATE,
                            "Restore is not allowed for the object's current storage class")
                    .detail("StorageClass", ArchiveState.ONLINE_CLASS);
        }
        RecallOutcome outcome =
                exchange.calls().change(context -> archive.recall(context, FileRef.inode(file.inode()), keepFor));
        switch (outcome) {
            case QUEUED -> exchange.empty(HttpServletResponse.SC_ACCEPTED);
            case ALREADY_ONLINE -> exchange.empty(HttpServletResponse.SC_OK);
            case ALREADY_QUEUED -> throw new S3Exception(S3Error.RESTORE_ALREADY_IN_PROGRESS);
        }
    }

    /** @throws S3Exception {@link S3Error#MALFORMED_XML}, {@link S3Error#NOT_IMPLEMENTED} for a select */
    static Duration keepFor(byte[] document) {
        XmlElement request = XmlElement.parse(document, "RestoreRequest");
        if (request.child("SelectParameters").isPresent()
                || request.child("OutputLocation").isPresent()) {
            throw new S3Exception(S3Error.NOT_IMPLEMENTED);
        }
        Optional<String> tier = request.child("GlacierJobParameters")
                .flatMap(parameters -> parameters.text("Tier"))
                .or(() -> request.text("Tier"));
        if (tier.filter(name -> !TIERS.contains(name.strip())).isPresent()) {
            throw new S3Exception(S3Error.MALFORMED_XML);
        }
        try {
            int days = Integer.parseInt(request.text("Days").orElse("").strip());
            if (days >= 1 && days <= DAYS_MAX) {
                return Duration.ofDays(days);
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of bounds.
        }
        throw new S3Exception(S3Error.MALFORMED_XML);
    }
}
