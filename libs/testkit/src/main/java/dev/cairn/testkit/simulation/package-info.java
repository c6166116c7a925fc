/** A world of simulated processes on one thread: what happens when is drawn from a seed, so a failure can be repeated. */
@NullMarked
package dev.cairn.testkit.simulation;

import org.jspecify.annotations.NullMarked;
