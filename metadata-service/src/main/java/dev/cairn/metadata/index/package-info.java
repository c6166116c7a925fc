/**
 * Tagged attributes and what their tags stand for: search, totals, the attribute index, hidden names. Each is items of the
 * shard's tree that change in the transaction that changes the attribute.
 */
@NullMarked
package dev.cairn.metadata.index;

import org.jspecify.annotations.NullMarked;
