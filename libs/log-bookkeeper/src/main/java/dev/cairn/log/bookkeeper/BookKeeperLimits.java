package dev.cairn.log.bookkeeper;

import java.time.Duration;

/** Limits of the client, of the register and of a bookie, each with its reason. */
public final class BookKeeperLimits {

    /** A bookie that has not stored an entry after so long counts as failed: far more than a slow disk takes. */
    static final Duration ADD_TIMEOUT = Duration.ofSeconds(4);
    /** An entry that has no quorum after so long fails, and with it the writer: time for one change of the ensemble. */
    static final Duration ADD_QUORUM_TIMEOUT = Duration.ofSeconds(10);
    /** Between two attempts to reach bookies that are still starting. */
    static final Duration CONNECT_PAUSE = Duration.ofMillis(200);
    /** How often the above is looked at. */
    static final Duration ADD_QUORUM_CHECK = Duration.ofSeconds(1);
    /** A bookie that has not answered a read after so long is given up for this entry. */
    static final Duration READ_TIMEOUT = Duration.ofSeconds(4);
    /** The next bookie is asked as well when one has not answered a read after so long. */
    static final Duration SPECULATIVE_READ = Duration.ofMillis(500);
    /** Bookies are near; one that does not take a connection in this time is down. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** A call other than an append fails after so long; longer than all that it may wait for inside. */
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(20);
    /** A bookie that died is asked to take new ledgers for so long, and waits as long when it is started again. */
    static final Duration SESSION_TIMEOUT = Duration.ofSeconds(6);
    /** Standbys learn of an entry that no other follows after up to twice this; it costs a small message to each bookie. */
    static final Duration LAST_CONFIRMED_INTERVAL = Duration.ofMillis(20);
    /** One thread moves far more than a disk writes; the second keeps one busy ledger from delaying others. */
    static final int CLIENT_THREADS = 2;

    /** ZooKeeper takes less than 1 MiB a node; a record has some hundred bytes, a few thousand at worst. */
    public static final int RECORD_BYTES_MAX = 512 << 10;

    /** Direct memory of a bookie for entries that are not in their file yet. Half of it is written while half fills. */
    static final int WRITE_CACHE_MEBIBYTES = 32;
    /** Direct memory of a bookie for reading ahead: a replica that catches up reads in order. */
    static final int READ_CACHE_MEBIBYTES = 16;
    /** Memory of a bookie for the index of where entries lie. */
    static final int INDEX_CACHE_BYTES = 16 << 20;
    /** Entries on their way through the journal; over it a bookie takes no more. */
    static final int JOURNAL_MEMORY_MEBIBYTES = 32;
    /** A journal file is followed by the next one at this size: so much is replayed after a crash, more or less. */
    static final int JOURNAL_FILE_MEBIBYTES = 256;
    /** An entry file is followed by the next one at this size. No larger than a ledger, so that it goes soon after it. */
    static final long ENTRY_FILE_BYTES = 256L << 20;
    /** A bookie with less room than this takes no entries. */
    static final long ROOM_BYTES_MIN = 64L << 20;
    /** How often a bookie looks for files that no ledger needs. */
    static final Duration COLLECTION_INTERVAL = Duration.ofMinutes(2);
    /** A fuller disk makes a bookie read-only. High, because {@link #ROOM_BYTES_MIN} protects what matters. */
    static final float DISK_USAGE_MAX = 0.99f;
    /** Threads of a bookie for each kind of work; its disk is what is slow. */
    static final int BOOKIE_THREADS = 2;
    /** While several bookies start for the first time, one sets up what they share. */
    static final Duration SET_UP_WAIT = Duration.ofSeconds(10);

    private BookKeeperLimits() {}
}
