/** Directories, names, links and extended attributes: the rules of sections 8, 9 and 20 of the behaviour reference. */
@NullMarked
package dev.cairn.metadata.namespace;

import org.jspecify.annotations.NullMarked;
