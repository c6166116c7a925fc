/** Multipart uploads: parts with contents of their own, joined by copying extents. */
@NullMarked
package dev.cairn.metadata.upload;

import org.jspecify.annotations.NullMarked;
