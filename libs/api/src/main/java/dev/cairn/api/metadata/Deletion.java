package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;

/**
 * An inode that lost its last name.
 *
 * @param lastPath from the root, without a leading slash
 */
public record Deletion(SeqPosition position, Bytes lastPath) {}
