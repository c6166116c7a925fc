/** A shard: the files of a tree as the rules see them, change sequences, and the service that puts all parts together. */
@NullMarked
package dev.cairn.metadata.shard;

import org.jspecify.annotations.NullMarked;
