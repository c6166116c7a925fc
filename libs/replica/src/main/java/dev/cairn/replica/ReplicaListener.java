package dev.cairn.replica;

import dev.cairn.btree.TreeView;
import dev.cairn.kernel.Epoch;

/** What the owner of a replica is told. */
public interface ReplicaListener {

    /** The term begins: called on the replica's thread before the first command. */
    void leading(Epoch epoch, TreeView state);

    /** The term has ended by a failure; the owner should resign. Called once a term, on any thread. */
    void failed(Epoch epoch, Throwable why);

    /** A checkpoint was made, or could not be made; the replica goes on either way. */
    default void checkpointed(CheckpointReport report) {}

    /** Tells nobody. */
    static ReplicaListener none() {
        return new ReplicaListener() {
            @Override
            public void leading(Epoch epoch, TreeView state) {}

            @Override
            public void failed(Epoch epoch, Throwable why) {}
        };
    }
}
