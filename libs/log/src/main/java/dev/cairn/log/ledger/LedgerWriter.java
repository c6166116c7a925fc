package dev.cairn.log.ledger;

import java.util.concurrent.CompletableFuture;

/** The writer of one ledger. */
public interface LedgerWriter extends AutoCloseable {

    long ledger();

    /**
     * Appends an entry; completes with its number when it is durable, in the order of the calls. A failure is final, for this
     * entry and all behind it: STALE_EPOCH if the ledger was fenced, else EIO or ENOSPC.
     */
    CompletableFuture<Long> append(byte[] entry);

    /** Gives up what the writer holds. Settles where the ledger ends only if nothing is under way that this could cut off. */
    @Override
    void close();
}
