/** The bytes of files: what a reader needs, and contents that are built before a file takes them. */
@NullMarked
package dev.cairn.metadata.data;

import org.jspecify.annotations.NullMarked;
