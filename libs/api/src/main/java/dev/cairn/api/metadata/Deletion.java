package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;

/**
 * An inode that lost its last name; or, with an empty path, one that is gone now after it was changed without a name (a
 * temporary file, or one that was still open when it lost its name).
 *
 * @param lastPath from the root, without a leading slash
 */
public record Deletion(SeqPosition position, Bytes lastPath) {}
