/**
 * Who is there, who leads, and in which term.
 *
 * <p>{@link dev.cairn.coordination.Coordination} is the port. {@link dev.cairn.coordination.ZooKeeperCoordination} is
 * the real one, {@link dev.cairn.coordination.MemoryCoordination} lives in one process, for tests and simulation.
 * {@link dev.cairn.coordination.LeaderElector} decides when to claim a group.
 *
 * <p>Two promises hold everywhere. An epoch is given out once: a claim is a compare-and-set that raises it. And a leader
 * whose {@link dev.cairn.coordination.Leadership#isConfirmed} says true has no successor that serves: nobody serves in a
 * new term before the lease of the term before it has run out or its process is known to have ended.
 */
@NullMarked
package dev.cairn.coordination;

import org.jspecify.annotations.NullMarked;
