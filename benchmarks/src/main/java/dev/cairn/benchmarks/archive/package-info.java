/** What archive software asks for: what changed, and data freed and brought back. */
@NullMarked
package dev.cairn.benchmarks.archive;

import org.jspecify.annotations.NullMarked;
