package dev.cairn.replica;

import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import java.util.ArrayList;
import java.util.List;

/** Requests that share a log entry: collected by the replica's thread, then settled once, by whoever settles the entry. */
final class Batch {

    private final List<Request<?>> requests = new ArrayList<>();
    private final ByteWriter entry = BatchCodec.begin();

    /** Whether the changes of one more request go into the entry. */
    boolean hasRoomFor(Decision decision) {
        return entry.length() + decision.encoded().length <= ReplicaLimits.BATCH_BYTES_MAX;
    }

    boolean isFull() {
        return requests.size() >= ReplicaLimits.BATCH_COMMANDS_MAX;
    }

    boolean hasChanges() {
        return entry.length() > BatchCodec.BEGIN_BYTES;
    }

    void add(Request<?> request, Decision decision) {
        requests.add(request);
        entry.raw(decision.encoded());
    }

    byte[] entry() {
        return entry.toByteArray();
    }

    int size() {
        return requests.size();
    }

    void complete() {
        requests.forEach(Request::complete);
    }

    void fail(CairnException why) {
        requests.forEach(request -> request.fail(why));
    }
}
