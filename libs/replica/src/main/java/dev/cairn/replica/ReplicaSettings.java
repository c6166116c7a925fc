package dev.cairn.replica;

import dev.cairn.btree.TreeSettings;

/**
 * What a replica is given.
 *
 * @param name for threads and messages, such as {@code metadata-0}
 * @param tree of the tree
 * @param checkpointLogBytes a checkpoint is made when this much was logged since the last one; bounds replay and log space
 */
public record ReplicaSettings(String name, TreeSettings tree, long checkpointLogBytes) {

    /** Replay reads some 200 MiB a second, so this is below half a second of it. */
    public static final long CHECKPOINT_LOG_BYTES = 64L << 20;
}
