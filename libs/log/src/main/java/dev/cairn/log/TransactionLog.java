package dev.cairn.log;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import java.io.IOException;

/**
 * A durable sequence of entries. Safe for use by any thread.
 *
 * <p>Crash behaviour: every entry whose append was acknowledged is there after any crash; of the others a prefix may be,
 * settled for ever by the next {@link #open}.
 */
public interface TransactionLog extends AutoCloseable {

    /**
     * Fences every earlier appender, settles the tail, and answers the new writer. After it returns no earlier appender
     * can make anything durable.
     *
     * @throws CairnException {@link ErrorCode#STALE_EPOCH} unless the epoch is greater than every one seen before;
     *     {@link ErrorCode#CORRUPT} if an acknowledged entry is damaged
     */
    Appender open(Epoch epoch) throws IOException;

    /** The last durable entry, {@link Position#START} if there is none. */
    Position end();

    /**
     * Reads durable entries behind {@code after}.
     *
     * @throws CairnException {@link ErrorCode#ENOENT}, reason {@code trimmed}, if entries behind {@code after} were trimmed;
     *     {@link ErrorCode#CORRUPT}, reason {@code position}, if {@code after} is no position of this log
     */
    LogReader read(Position after) throws IOException;

    /** Says that entries up to and including {@code upTo} are no longer needed. They may stay for a while. */
    void trim(Position upTo) throws IOException;

    @Override
    void close();
}
