package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;
import java.util.Optional;

/**
 * Asks for the files below a directory as S3 keys in byte order. An explicit directory is a key that ends in "/",
 * implicit ones do not show.
 *
 * @param bucket the directory
 * @param prefix keys must start with it
 * @param delimiter keys that contain it behind the prefix are rolled up to one common prefix; empty means none
 * @param after keys and common prefixes up to and including it are left out
 * @param limit keys and common prefixes together, at most {@link MetadataLimits#PAGE_ENTRIES_MAX}
 */
public record ObjectListRequest(InodeNumber bucket, Bytes prefix, Bytes delimiter, Optional<Bytes> after, int limit) {}
