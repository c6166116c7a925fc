package dev.cairn.log.bookkeeper;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.log.ledger.LedgerReader;
import dev.cairn.log.ledger.LedgerStore;
import dev.cairn.log.ledger.LedgerWriter;
import java.io.IOException;
import java.time.Duration;
import org.apache.bookkeeper.client.api.BKException;
import org.apache.bookkeeper.client.api.BookKeeper;
import org.apache.bookkeeper.client.api.DigestType;
import org.apache.bookkeeper.client.api.ReadHandle;
import org.apache.bookkeeper.client.api.WriteHandle;
import org.apache.bookkeeper.conf.ClientConfiguration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ledgers on Apache BookKeeper. One for a process is enough: it holds a connection to each bookie and a ZooKeeper session.
 *
 * <p>An entry is acknowledged when a quorum of bookies has it on disk. The loss of a bookie while another quorum is there
 * costs a pause of less than a second and no error. Without a quorum, writers fail with EIO and everything else with
 * {@link ErrorCode#UNAVAILABLE}, after the times of {@link BookKeeperLimits}.
 *
 * <p>Completions come on threads of BookKeeper, which must not be made to wait for another call of this store.
 */
public final class BookKeeperLedgers implements LedgerStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BookKeeperLedgers.class);

    /** Whoever reaches the bookies may read: a password would only guard against mistakes. */
    private static final byte[] NO_PASSWORD = {};

    private final BookKeeper client;
    private final LedgerReplication replication;

    private BookKeeperLedgers(BookKeeper client, LedgerReplication replication) {
        this.client = client;
        this.replication = replication;
    }

    /**
     * Connects to the metadata of a cluster of bookies; bookies need not run yet.
     *
     * @param zookeeper comma-separated {@code host:port}
     * @throws CairnException UNAVAILABLE if ZooKeeper does not answer or no bookie ever set the metadata up
     */
    public static BookKeeperLedgers connect(String zookeeper, LedgerReplication replication) {
        try {
            BookKeeper client = BookKeeper.newBuilder(configuration(zookeeper)).build();
            return new BookKeeperLedgers(client, replication);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unreachable(zookeeper, interrupted);
        } catch (BKException | IOException failure) {
            throw unreachable(zookeeper, failure);
        }
    }

    private static CairnException unreachable(String zookeeper, Exception failure) {
        return new CairnException(
                ErrorCode.UNAVAILABLE, "bookkeeper", "no cluster of bookies at " + zookeeper + ": " + failure, failure);
    }

    private static ClientConfiguration configuration(String zookeeper) {
        var configuration = new ClientConfiguration();
        configuration.setMetadataServiceUri(MetadataService.uri(zookeeper));
        configuration.setZkTimeout((int) BookKeeperLimits.SESSION_TIMEOUT.toMillis());
        // Not 5000 appends a second, as is the default: the log bounds what is in flight.
        configuration.setThrottleValue(0);
        // Three bookies of which one is down must do: neither replace it, which is not possible, nor wait for it.
        configuration.setDelayEnsembleChange(true);
        configuration.setOpportunisticStriping(true);
        configuration.setExplictLacInterval((int) BookKeeperLimits.LAST_CONFIRMED_INTERVAL.toMillis());
        configuration.setAddEntryTimeout(seconds(BookKeeperLimits.ADD_TIMEOUT));
        configuration.setAddEntryQuorumTimeout(seconds(BookKeeperLimits.ADD_QUORUM_TIMEOUT));
        configuration.setTimeoutMonitorIntervalSec(seconds(BookKeeperLimits.ADD_QUORUM_CHECK));
        configuration.setReadEntryTimeout(seconds(BookKeeperLimits.READ_TIMEOUT));
        configuration.setFirstSpeculativeReadTimeout((int) BookKeeperLimits.SPECULATIVE_READ.toMillis());
        configuration.setClientConnectTimeoutMillis((int) BookKeeperLimits.CONNECT_TIMEOUT.toMillis());
        configuration.setNumIOThreads(BookKeeperLimits.CLIENT_THREADS);
        configuration.setNumWorkerThreads(BookKeeperLimits.CLIENT_THREADS);
        return configuration;
    }

    private static int seconds(Duration time) {
        return (int) time.toSeconds();
    }

    /**
     * {@inheritDoc} With fewer bookies than a write quorum it goes to an ack quorum: just as durable, but all of them are
     * needed then until the next ledger.
     */
    @Override
    public LedgerWriter create() {
        LedgerReplication least = replication.least();
        try {
            return create(replication);
        } catch (CairnException failure) {
            if (!BookKeeperCalls.isForWantOfBookies(failure) || least.equals(replication)) {
                throw failure;
            }
        }
        LedgerWriter writer = create(least);
        LOG.atWarn()
                .addKeyValue("ledger", writer.ledger())
                .addKeyValue("bookies", least.ensemble())
                .log("too few bookies: a ledger has fewer copies than it should");
        return writer;
    }

    private LedgerWriter create(LedgerReplication wanted) {
        return new BookKeeperWriter(BookKeeperCalls.await(
                "create a ledger",
                client.newCreateLedgerOp()
                        .withEnsembleSize(wanted.ensemble())
                        .withWriteQuorumSize(wanted.writeQuorum())
                        .withAckQuorumSize(wanted.ackQuorum())
                        .withDigestType(DigestType.CRC32C)
                        .withPassword(NO_PASSWORD)
                        .execute(),
                this::discard));
    }

    /** Nobody knows this ledger. */
    private void discard(WriteHandle late) {
        var _ = late.closeAsync()
                .thenCompose(closed ->
                        client.newDeleteLedgerOp().withLedgerId(late.getId()).execute())
                .exceptionally(failure -> {
                    LOG.atWarn()
                            .setCause(failure)
                            .addKeyValue("ledger", late.getId())
                            .log("a ledger that is on no list stays behind");
                    return null;
                });
    }

    @Override
    public LedgerReader fence(long ledger) {
        return open(ledger, "fence ledger " + ledger, true);
    }

    @Override
    public LedgerReader open(long ledger) {
        return open(ledger, "open ledger " + ledger, false);
    }

    private LedgerReader open(long ledger, String what, boolean isFenced) {
        ReadHandle handle = BookKeeperCalls.await(
                what,
                client.newOpenLedgerOp()
                        .withLedgerId(ledger)
                        .withRecovery(isFenced)
                        .withDigestType(DigestType.CRC32C)
                        .withPassword(NO_PASSWORD)
                        .execute(),
                late -> new BookKeeperReader(late).close());
        return new BookKeeperReader(handle);
    }

    @Override
    public void delete(long ledger) {
        try {
            BookKeeperCalls.await(
                    "delete ledger " + ledger,
                    client.newDeleteLedgerOp().withLedgerId(ledger).execute());
        } catch (CairnException failure) {
            if (failure.code() != ErrorCode.ENOENT) {
                throw failure;
            }
        }
    }

    /** Ends all writers and readers; appends under way fail. Logs on this store are to be closed before. */
    @Override
    public void close() {
        try {
            client.close();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (BKException failure) {
            LOG.warn("the client of BookKeeper was not closed cleanly", failure);
        }
    }
}
