/**
 * A copy-on-write B+tree: one writer, many readers, crash-safe checkpoints. {@link dev.cairn.btree.Tree} is the way in and
 * its class comment the design.
 */
@NullMarked
package dev.cairn.btree;

import org.jspecify.annotations.NullMarked;
