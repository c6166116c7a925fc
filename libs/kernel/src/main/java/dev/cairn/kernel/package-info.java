/**
 * The words every other module speaks: ids, epochs, positions, byte strings, error codes, time, lifecycle.
 *
 * <p>Nothing here starts a thread or knows a framework; I/O is done by {@link dev.cairn.kernel.disk} alone.
 */
@NullMarked
package dev.cairn.kernel;

import org.jspecify.annotations.NullMarked;
