package dev.cairn.lock;

import dev.cairn.api.lock.LockMode;
import dev.cairn.api.lock.LockName;
import java.util.UUID;

/** One request that waits in line. */
record Ticket(long number, UUID session, LockName name, LockMode mode, long deadlineNanos) {

    /** By deadline. Moments are compared by subtraction, because the clock's origin is anywhere. */
    static int byDeadline(Ticket one, Ticket other) {
        int order = Long.signum(one.deadlineNanos - other.deadlineNanos);
        return order != 0 ? order : Long.compare(one.number, other.number);
    }
}
