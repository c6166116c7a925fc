package dev.cairn.metadata;

import dev.cairn.metadata.archive.Reaper;
import java.time.Duration;

/**
 * How a metadata shard is kept.
 *
 * @param reservedBytes what stays free on the file system of the metadata for deletions and checkpoints; below it what adds
 *     metadata fails with ENOSPC
 * @param deletionRetention how long the deletion feed goes back
 */
public record MetadataSettings(long reservedBytes, Duration deletionRetention) {

    private static final Duration RETENTION_MIN = Duration.ofMinutes(1);

    /** Room for some checkpoints and their log; a month of deletions. */
    public static final MetadataSettings DEFAULT = new MetadataSettings(256L << 20, Reaper.DELETION_RETENTION);

    public MetadataSettings {
        if (reservedBytes < 0) {
            throw new IllegalArgumentException("the reserve cannot be " + reservedBytes + " bytes");
        }
        if (deletionRetention.compareTo(RETENTION_MIN) < 0) {
            throw new IllegalArgumentException(
                    "deletions are kept for " + RETENTION_MIN + " at least, not " + deletionRetention);
        }
    }
}
