package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import java.time.Instant;

/**
 * A part of a multipart upload.
 *
 * @param number 1 to {@link MetadataLimits#PART_NUMBER_MAX}
 * @param tag opaque identity of its bytes (the part's ETag)
 * @param checksum opaque checksum kept with it; empty if none
 */
public record Part(int number, long size, Bytes tag, Bytes checksum, Instant storedAt) {}
