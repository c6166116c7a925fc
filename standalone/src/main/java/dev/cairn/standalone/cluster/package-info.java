/**
 * {@code ./cairn cluster}: all processes of a cluster on one machine, for people who want to see a failover and for tests.
 *
 * <p>Each member is a detached process that outlives the command which started it. What a later command knows of it stands
 * in its pid file and in the system's process table; no process supervises another.
 */
@NullMarked
package dev.cairn.standalone.cluster;

import org.jspecify.annotations.NullMarked;
