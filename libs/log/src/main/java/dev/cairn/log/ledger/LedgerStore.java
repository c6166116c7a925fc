package dev.cairn.log.ledger;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;

/**
 * Replicated append-only sequences of entries, numbered from 0, each with one writer. Safe for use by any thread; calls wait,
 * for a bounded time, and then fail with {@link ErrorCode#UNAVAILABLE}.
 */
public interface LedgerStore {

    /** Makes an empty ledger, with an id that was never used before. */
    LedgerWriter create();

    /**
     * Ends a ledger for good: when this returns its writer can make nothing more durable, and where it ends is settled. Every
     * acknowledged entry is kept. Repeating is harmless.
     *
     * @throws CairnException {@link ErrorCode#ENOENT} if there is no such ledger
     */
    LedgerReader fence(long ledger);

    /**
     * Opens a ledger for reading beside its writer.
     *
     * @throws CairnException ENOENT if there is no such ledger
     */
    LedgerReader open(long ledger);

    /** Deletes a ledger; harmless if there is none. */
    void delete(long ledger);
}
