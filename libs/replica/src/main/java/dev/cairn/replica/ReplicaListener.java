package dev.cairn.replica;

import dev.cairn.btree.TreeView;
import dev.cairn.kernel.Epoch;

/** What the owner of a replica is told. */
public interface ReplicaListener {

    /**
     * A term begins. Called by the thread that called {@link Replica#lead}, when the tree is recovered and before the first
     * command and read; commands see all that it did. If it throws, the term does not begin.
     *
     * @param state valid during the call
     */
    void leading(Epoch epoch, TreeView state);

    /**
     * The term has ended by a failure; the owner should resign. Called at most once a term, on a thread of the replica or of
     * its log: it must be short and must not call {@link Replica#lead}, {@link Replica#follow} or {@link Replica#close}.
     */
    void failed(Epoch epoch, Throwable why);

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
