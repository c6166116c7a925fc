/**
 * Open files: handles with leases, temporary files, and the end of both. Sections 5.2, 9.4 and 30 of the behaviour reference.
 */
@NullMarked
package dev.cairn.metadata.open;

import org.jspecify.annotations.NullMarked;
