package dev.cairn.log.ledger;

import java.time.Duration;

/** Limits of a log made of ledgers, each with its reason. */
public final class LedgerLogLimits {

    /** A ledger is followed by the next one at this size: so much is trimmed at a time, and a new one costs some 20 ms. */
    public static final long LEDGER_BYTES = 256L << 20;
    /** More are not kept for a replica that lags: it will take a checkpoint of a peer. Also keeps the record small. */
    public static final int LEDGERS_MAX = 64;
    /** Ledgers that are fenced again by each new appender: the last may have been added while the one before was in use. */
    static final int FENCED = 2;
    /** A deleted ledger forgets that it was fenced, so it stays for longer than any writer of the past may sleep unnoticed. */
    static final Duration DELETE_DELAY = Duration.ofMinutes(5);
    /** Entries that a reader asks for at once. */
    static final int READ_ENTRIES_MAX = 64;
    /** Changes of the record by others are rare; that many in a row do not happen. */
    static final int CHANGE_ROUNDS_MAX = 32;

    private LedgerLogLimits() {}
}
