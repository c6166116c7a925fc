/**
 * Proves that everything a shard derives follows from its inodes and extents, as fsck does for a file system.
 *
 * <pre>
 * Checker       one pass over all items of a version of the tree, in key order
 *   CheckRule   one thing that must hold: looks at inodes and at the items of its zones
 *     Check     the tree to look things up in, and the findings
 * </pre>
 *
 * Memory is bounded whatever the size of the shard: rules look things up instead of remembering them, compare sums where
 * they cannot, and read again, range by range, where the sums differ.
 */
@NullMarked
package dev.cairn.metadata.check;

import org.jspecify.annotations.NullMarked;
