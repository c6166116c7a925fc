/** The transaction log and the replicated tree beside what the disk allows. */
@NullMarked
package dev.cairn.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
