package dev.cairn.log;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import java.util.concurrent.CompletableFuture;

/** The one writer of a log. Safe for use by any thread; the order of calls is the order of entries. */
public interface Appender extends AutoCloseable {

    Epoch epoch();

    /**
     * Appends an entry; the future completes with its position when it is durable, in the order of the calls and never
     * under a lock. Any failure ends this appender for good: the future and all that follow fail, with
     * {@link dev.cairn.kernel.ErrorCode#STALE_EPOCH} after fencing, else {@code EIO} or {@code ENOSPC}. An entry whose
     * append failed may or may not be found by the next {@link TransactionLog#open}.
     *
     * <p>At most {@link LogLimits#APPENDS_IN_FLIGHT_MAX} entries are in flight; the caller waits beyond that. Completions run
     * on the thread that writes: they must be short, and must not wait or close the appender or the log.
     *
     * @param entry 1 to {@link LogLimits#ENTRY_BYTES_MAX} bytes, not changed afterwards
     */
    CompletableFuture<Position> append(byte[] entry);

    /** Lets appends in flight finish and takes no more. */
    @Override
    void close();
}
