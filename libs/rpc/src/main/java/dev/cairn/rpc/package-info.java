/**
 * The services' interfaces between processes: gRPC for metadata and locks, HTTP for the bytes of files.
 *
 * <p>Clients find the leader through {@link dev.cairn.coordination.Leadership} and ride over a change of leader: on a
 * lost connection, "not leader" or "stale epoch" they look again, with jitter, and repeat the same request until the
 * caller's deadline. A change carries its {@link dev.cairn.kernel.RequestId}, so a repeat is never done twice.
 */
@NullMarked
package dev.cairn.rpc;

import org.jspecify.annotations.NullMarked;
