/** {@link dev.cairn.api.lock.LockService} over gRPC. */
@NullMarked
package dev.cairn.rpc.lock;

import org.jspecify.annotations.NullMarked;
