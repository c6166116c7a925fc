/**
 * The extents of a file while a transaction changes them.
 *
 * <p>Extents are byte-granular; states belong to blocks. Three rules keep the two together, and every change here keeps them:
 * written bytes (stored or inline) and offline extents end at the size of the file at most; offline and unwritten extents cover
 * whole blocks, of which an offline one may be cut by the size; and no block has more than one of the three states, whatever
 * holes are in it. So the counts of an inode follow from its extents: see {@link dev.cairn.metadata.extent.BlockCounts}.
 *
 * <p>Neighbours that could be one extent are one, as far as changes have touched them.
 */
@NullMarked
package dev.cairn.metadata.extent;

import org.jspecify.annotations.NullMarked;
