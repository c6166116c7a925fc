package dev.cairn.gateway.s3;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.gateway.s3.wire.HttpDates;
import dev.cairn.gateway.s3.wire.S3Error;
import dev.cairn.gateway.s3.wire.S3Exception;
import dev.cairn.gateway.s3.wire.XmlWriter;
import java.time.Instant;
import java.util.Optional;

/** How S3 shows where the bytes of a file are: storage class and restore status. */
final class ArchiveState {

    static final String OFFLINE_CLASS = "GLACIER";
    static final String ONLINE_CLASS = "STANDARD";

    private ArchiveState() {}

    static String storageClass(Attributes file) {
        return file.isOffline() ? OFFLINE_CLASS : ONLINE_CLASS;
    }

    /** The value of x-amz-restore; none if nobody asked for the data, or what was restored may be offline again. */
    static Optional<String> restoreHeader(Attributes file) {
        if (file.isOffline()) {
            return file.restore().isRequested() ? Optional.of("ongoing-request=\"true\"") : Optional.empty();
        }
        return file.restore()
                .keptUntil()
                .map(expiry -> "ongoing-request=\"false\", expiry-date=\"" + HttpDates.header(expiry) + "\"");
    }

    static void writeRestoreStatus(XmlWriter document, Attributes file) {
        Optional<Instant> expiry =
                file.isOffline() ? Optional.empty() : file.restore().keptUntil();
        boolean isInProgress = file.isOffline() && file.restore().isRequested();
        if (!isInProgress && expiry.isEmpty()) {
            return;
        }
        document.open("RestoreStatus").truth("IsRestoreInProgress", isInProgress);
        expiry.ifPresent(until -> document.element("RestoreExpiryDate", HttpDates.document(until)));
        document.close("RestoreStatus");
    }

    static S3Exception refusedRead() {
        return new S3Exception(
                        S3Error.INVALID_OBJECT_STATE,
                        "The operation is not valid for the object's storage class: its data is offline; restore it"
                                + " first.")
                .detail("StorageClass", OFFLINE_CLASS);
    }
}
