/** What clients of a whole cluster see. */
@NullMarked
package dev.cairn.benchmarks.cluster;

import org.jspecify.annotations.NullMarked;
