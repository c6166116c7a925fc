/**
 * The disk port: the few file operations that the tree, the log and the segment store need, small enough that a simulated
 * disk can lose, tear and corrupt writes the way a real one does. The real one is {@link FolderDisk}.
 */
@NullMarked
package dev.cairn.kernel.disk;

import org.jspecify.annotations.NullMarked;
