package dev.cairn.log.bookkeeper;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Path;
import org.apache.bookkeeper.bookie.storage.ldb.DbLedgerStorage;
import org.apache.bookkeeper.conf.ServerConfiguration;

/** The settings of a bookie: what differs between two is where it listens and where it stores. */
final class BookieSettings {

    private BookieSettings() {}

    static ServerConfiguration of(Path data, String host, int port, String zookeeper) throws IOException {
        var configuration = new ServerConfiguration();
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

    private static void listen(ServerConfiguration configuration, String host, int port) throws IOException {
        InetAddress address = InetAddress.getByName(host);
        NetworkInterface own = NetworkInterface.getByInetAddress(address);
        if (own == null) {
            throw new IOException("'" + host + "' is no address of this machine");
        }
        configuration.setAdvertisedAddress(host);
        // Takes connections at this address only, instead of at every one the machine has.
        configuration.setListeningInterface(own.getName());
        configuration.setAllowLoopback(true);
        configuration.setBookiePort(port);
    }

    private static void storeIn(ServerConfiguration configuration, Path data) {
        configuration.setJournalDirName(data.resolve("journal").toString());
        configuration.setLedgerDirNames(new String[] {data.resolve("ledgers").toString()});
        configuration.setLedgerStorageClass(DbLedgerStorage.class.getName());
        // Otherwise an entry that comes alone waits 2 ms for company.
        configuration.setJournalFlushWhenQueueEmpty(true);
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
}
