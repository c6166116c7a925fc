package dev.cairn.log.bookkeeper;

/**
 * How many bookies take part in a ledger.
 *
 * @param ensemble bookies that the entries of a ledger are spread over
 * @param writeQuorum of these, how many each entry is sent to
 * @param ackQuorum of these, how many have it on disk before it is acknowledged; one less may fail without a loss
 */
public record LedgerReplication(int ensemble, int writeQuorum, int ackQuorum) {

    /** Every entry on three bookies, acknowledged by two: one of the three may be away. */
    public static final LedgerReplication CLUSTER = new LedgerReplication(3, 3, 2);

    /** One bookie, for development and for standalone use. */
    public static final LedgerReplication SINGLE = new LedgerReplication(1, 1, 1);

    public LedgerReplication {
        if (ackQuorum < 1 || ackQuorum > writeQuorum || writeQuorum > ensemble) {
            throw new IllegalArgumentException("the ensemble must be at least the write quorum, and that at least the"
                    + " positive ack quorum: " + ensemble + ", " + writeQuorum + ", " + ackQuorum);
        }
    }

    /** With as few bookies as give the same durability: none of them may be away. */
    LedgerReplication least() {
        return new LedgerReplication(ackQuorum, ackQuorum, ackQuorum);
    }
}
