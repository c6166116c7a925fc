package dev.cairn.log.ledger;

import java.util.List;

/** Reads one ledger. Used by one thread at a time. */
public interface LedgerReader extends AutoCloseable {

    /** The number of an entry that is durable with all before it, -1 for none. Later calls may know of more. */
    long lastDurable();

    /**
     * Entries from {@code first} to {@code last}, both inclusive. They must be durable, which the caller may know before
     * {@link #lastDurable} does.
     *
     * @throws dev.cairn.kernel.CairnException CORRUPT if no copy of an entry matches its checksum, UNAVAILABLE if none answers
     */
    List<byte[]> read(long first, long last);

    @Override
    void close();
}
