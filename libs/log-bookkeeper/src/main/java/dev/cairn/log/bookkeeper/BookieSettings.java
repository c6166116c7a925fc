package dev.cairn.log.bookkeeper;

import java.nio.file.Path;
import org.apache.bookkeeper.bookie.storage.ldb.DbLedgerStorage;
import org.apache.bookkeeper.conf.ServerConfiguration;

/** The settings of a bookie: what differs between two is where it listens and where it stores. */
final class BookieSettings {

    private BookieSettings() {}

    static ServerConfiguration of(Path data, String host, int port, String zookeeper) {
        var configuration = new OneAddress();
        configuration.setMetadataServiceUri(MetadataService.uri(zookeeper));
        configuration.setZkTimeout((int) BookKeeperLimits.SESSION_TIMEOUT.toMillis());
        listen(configuration, host, port);
        storeIn(configuration, data);
        limitMemory(configuration);
        limitThreads(configuration);
        configuration.setHttpServerEnabled(false);
        // It would fence ledgers in use when one of three bookies is away for half a minute, and end their writers.
        configuration.setAutoRecoveryDaemonEnabled(false);
        return configuration;
    }

    private static void listen(ServerConfiguration configuration, String host, int port) {
        configuration.setAdvertisedAddress(host);
        configuration.setAllowLoopback(true);
        configuration.setBookiePort(port);
    }

    private static void storeIn(ServerConfiguration configuration, Path data) {
        configuration.setJournalDirName(data.resolve("journal").toString());
        configuration.setLedgerDirNames(new String[] {data.resolve("ledgers").toString()});
        configuration.setLedgerStorageClass(DbLedgerStorage.class.getName());
        // Otherwise an entry that comes alone waits 2 ms for company.
        configuration.setJournalFlushWhenQueueEmpty(true);
        // Would look into the JDK for file descriptors, and fails with assertions on if that is not opened to it.
        configuration.setJournalRemovePagesFromCache(false);
        configuration.setMaxJournalSizeMB(BookKeeperLimits.JOURNAL_FILE_MEBIBYTES);
        configuration.setMaxBackupJournals(0);
        configuration.setEntryLogSizeLimit(BookKeeperLimits.ENTRY_FILE_BYTES);
        configuration.setGcWaitTime(BookKeeperLimits.COLLECTION_INTERVAL.toMillis());
        configuration.setDiskUsageThreshold(BookKeeperLimits.DISK_USAGE_MAX);
        configuration.setDiskUsageWarnThreshold(BookKeeperLimits.DISK_USAGE_MAX);
        configuration.setMinUsableSizeForEntryLogCreation(BookKeeperLimits.ROOM_BYTES_MIN);
        configuration.setMinUsableSizeForIndexFileCreation(BookKeeperLimits.ROOM_BYTES_MIN);
        configuration.setMinUsableSizeForHighPriorityWrites(BookKeeperLimits.ROOM_BYTES_MIN / 2);
    }

    private static void limitMemory(ServerConfiguration configuration) {
        configuration.setProperty(DbLedgerStorage.WRITE_CACHE_MAX_SIZE_MB, BookKeeperLimits.WRITE_CACHE_MEBIBYTES);
        configuration.setProperty(DbLedgerStorage.READ_AHEAD_CACHE_MAX_SIZE_MB, BookKeeperLimits.READ_CACHE_MEBIBYTES);
        configuration.setProperty("dbStorage_rocksDB_blockCacheSize", BookKeeperLimits.INDEX_CACHE_BYTES);
        configuration.setJournalMaxMemorySizeMb(BookKeeperLimits.JOURNAL_MEMORY_MEBIBYTES);
    }

    private static void limitThreads(ServerConfiguration configuration) {
        configuration.setServerNumIOThreads(BookKeeperLimits.BOOKIE_THREADS);
        configuration.setNumAddWorkerThreads(BookKeeperLimits.BOOKIE_THREADS);
        configuration.setNumReadWorkerThreads(BookKeeperLimits.BOOKIE_THREADS);
        configuration.setNumHighPriorityWorkerThreads(BookKeeperLimits.BOOKIE_THREADS);
        configuration.setNumLongPollWorkerThreads(0);
    }

    /**
     * Makes a bookie listen at the address it advertises, and not at every one the machine has. BookKeeper does so if a
     * listening interface is set at all, but to set one makes it look up other addresses of that, and stumble over those of
     * IPv6.
     */
    private static final class OneAddress extends ServerConfiguration {
        @Override
        public String getListeningInterface() {
            return getAdvertisedAddress();
        }
    }
}
