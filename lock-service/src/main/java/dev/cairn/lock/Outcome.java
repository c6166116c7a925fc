package dev.cairn.lock;

import dev.cairn.api.lock.HeldLock;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.UUID;

/** What a {@link LockTable} has decided, in the order in which it was decided. */
sealed interface Outcome {

    /** The request with this ticket is granted. */
    record Granted(long ticket, HeldLock lock) implements Outcome {}

    /** The request with this ticket will not be granted. */
    record Refused(long ticket, ErrorCode code, String reason, String message) implements Outcome {

        CairnException toException() {
            return new CairnException(code, reason, message);
        }
    }

    /** A session has ended, by its own wish or because its lease ran out. */
    record SessionEnded(UUID session) implements Outcome {}
}
