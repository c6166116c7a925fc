/**
 * What archive software needs: changes by sequence, release and stage, recalls and waiters, and the background work that
 * frees what nobody refers to any more. Sections 13 to 15, 28 and 29 of the behaviour reference.
 */
@NullMarked
package dev.cairn.metadata.archive;

import org.jspecify.annotations.NullMarked;
