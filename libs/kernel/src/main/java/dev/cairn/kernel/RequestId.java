package dev.cairn.kernel;

import java.util.UUID;

/**
 * The exactly-once identity of a change request. A client repeats the same id until it has an answer; the shard answers
 * a repeat from the slot without doing the change again.
 *
 * @param session the incarnation of the client
 * @param slot which of the session's slots; a slot has one request in flight at a time
 * @param number grows by one with each new request of the slot, from 1
 */
public record RequestId(UUID session, int slot, long number) {

    public RequestId {
        if (slot < 0) {
            throw new IllegalArgumentException("slot must not be negative: " + slot);
        }
        if (number < 1) {
            throw new IllegalArgumentException("request number must be at least 1: " + number);
        }
    }
}
