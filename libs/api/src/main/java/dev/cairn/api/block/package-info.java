/** File data: segments of append-only storage, the places in them, and who may write which. */
@NullMarked
package dev.cairn.api.block;

import org.jspecify.annotations.NullMarked;
