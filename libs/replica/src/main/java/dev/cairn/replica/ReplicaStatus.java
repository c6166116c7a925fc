package dev.cairn.replica;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;

/**
 * How a replica does.
 *
 * @param leading the epoch it leads, {@link Epoch#NONE} if none
 * @param durable the last durable batch of the term, or how far a follower has come
 * @param queued commands that wait
 */
public record ReplicaStatus(Epoch leading, Position durable, int queued) {}
