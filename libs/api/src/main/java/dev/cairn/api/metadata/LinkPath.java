package dev.cairn.api.metadata;

import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.InodeNumber;

/**
 * One path of an inode.
 *
 * @param directory the directory of its last component
 * @param path from the root, no leading slash
 */
public record LinkPath(InodeNumber directory, Bytes name, Bytes path) {}
