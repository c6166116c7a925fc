package dev.cairn.standalone.process;

import dev.cairn.kernel.TimeSource;
import dev.cairn.log.FileLog;
import dev.cairn.log.TransactionLog;
import dev.cairn.log.bookkeeper.BookKeeperLogs;
import dev.cairn.log.bookkeeper.LedgerReplication;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where a process keeps its transaction logs: in files of its own, or with the bookies of the cluster. */
final class ProcessLogs implements AutoCloseable {

    /** Bookies may start together with the services. */
    private static final Duration BOOKIES_PATIENCE = Duration.ofSeconds(60);

    private final ProcessSettings settings;
    private final @Nullable BookKeeperLogs shared;

    private ProcessLogs(ProcessSettings settings, @Nullable BookKeeperLogs shared) {
        this.settings = settings;
        this.shared = shared;
    }

    static ProcessLogs open(ProcessSettings settings, TimeSource clock) {
        if (settings.log() == ProcessSettings.LogKind.FILE) {
            return new ProcessLogs(settings, null);
        }
        if (settings.instance().isEmpty()) {
            throw new IllegalArgumentException(
                    "cairn.instance must name this process when cairn.log is bookkeeper: the log is kept for it by name");
        }
        LedgerReplication replication =
                settings.logCopies() == 1 ? LedgerReplication.SINGLE : LedgerReplication.CLUSTER;
        return new ProcessLogs(
                settings, BookKeeperLogs.connect(settings.zookeeper(), replication, clock, BOOKIES_PATIENCE));
    }

    /**
     * Opens a log.
     *
     * @param name of the log in the cluster
     * @param folder for it if it is kept in files
     */
    TransactionLog log(String name, Path folder) throws IOException {
        return shared == null ? FileLog.open(folder) : shared.open(name, settings.instance());
    }

    @Override
    public void close() {
        if (shared != null) {
            shared.close();
        }
    }
}
