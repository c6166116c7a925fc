/**
 * Each service as a process of its own, on one ZooKeeper. A process finds the others through ZooKeeper, talks gRPC and
 * HTTP to them, and may be killed and restarted at any time.
 */
@NullMarked
package dev.cairn.standalone.process;

import org.jspecify.annotations.NullMarked;
