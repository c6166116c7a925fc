package dev.cairn.replica;

import dev.cairn.btree.Change;
import java.util.List;

/** What a request changes: for the tree, and as it stands in the log entry. */
record Decision(List<Change> changes, byte[] encoded) {

    /** Of a refusal, a repeat, or a command that only looked. */
    static final Decision NOTHING = new Decision(List.of(), new byte[0]);

    static Decision of(List<Change> changes) {
        return changes.isEmpty() ? NOTHING : new Decision(changes, BatchCodec.encode(changes));
    }
}
