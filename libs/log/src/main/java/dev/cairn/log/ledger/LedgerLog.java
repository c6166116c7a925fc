package dev.cairn.log.ledger;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.Appender;
import dev.cairn.log.LogPositions;
import dev.cairn.log.LogReader;
import dev.cairn.log.TransactionLog;
import dev.cairn.log.ledger.LogRecord.Ledger;
import dev.cairn.log.ledger.LogRecord.Retired;
import dev.cairn.log.ledger.LogRegister.Stored;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A log as a list of ledgers, of which one process at a time has won the right to write.
 *
 * <pre>
 * record:   epoch 7 | ledger 12 (epoch 5, from 1) | ledger 15 (epoch 6, from 801) | ledger 16 (epoch 7, from 950)
 * ledger:   header | entry 801 | entry 802 | ...
 * </pre>
 *
 * <p>{@link #open}: fence the last two ledgers, which settles where the log ends; make a ledger and write its header; put it
 * on the list by compare-and-set, with the new epoch. A crash in between leaves fenced ledgers, which only an appender of the
 * past would miss, or a ledger that is on no list. Two that open at the same time: the compare-and-set of one fails, and its
 * ledger is deleted.
 *
 * <p>The pattern is that of Pravega's log on BookKeeper, with the header entry of HerdDB's.
 *
 * <p>Each replica has a log object of its own, by name. {@link #trim} notes what that replica needs no more; ledgers go when
 * none needs them, or when there are more than {@link LedgerLogLimits#LEDGERS_MAX}.
 */
public final class LedgerLog implements TransactionLog {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerLog.class);

    private final LedgerStore store;
    private final LogRegister register;
    private final String replica;
    private final Executor background;
    private final TimeSource clock;
    private final long ledgerBytes;

    private volatile Position end = Position.START;

    /** Guarded by this. */
    private @Nullable LedgerAppender appender;

    /**
     * @param replica whose log object this is; the same after a restart
     * @param background where a ledger is followed by the next one; may wait
     * @param ledgerBytes a ledger is followed by the next one at this size
     */
    public LedgerLog(
            LedgerStore store,
            LogRegister register,
            String replica,
            Executor background,
            TimeSource clock,
            long ledgerBytes) {
        this.store = store;
        this.register = register;
        this.replica = replica;
        this.background = background;
        this.clock = clock;
        this.ledgerBytes = ledgerBytes;
    }

    @Override
    public synchronized Appender open(Epoch epoch) {
        requireNewer(epoch, record());
        if (appender != null) {
            appender.fence(epoch);
            appender = null;
        }
        for (int round = 0; round < LedgerLogLimits.CHANGE_ROUNDS_MAX; round++) {
            Stored stored = register.read();
            requireNewer(epoch, stored.record());
            Position last = settle(stored.record());
            seen(last);
            LedgerWriter writer = begin(stored, epoch, last);
            if (writer != null) {
                var opened = new LedgerAppender(this, epoch, last, writer);
                appender = opened;
                return opened;
            }
        }
        throw contended();
    }

    private static void requireNewer(Epoch epoch, LogRecord record) {
        if (!record.epoch().isBefore(epoch)) {
            throw new CairnException(
                    ErrorCode.STALE_EPOCH,
                    "log",
                    "epoch " + epoch + " is not greater than " + record.epoch() + " of the log");
        }
    }

    /** Fences what may still be written to; answers the last entry. */
    private Position settle(LogRecord record) {
        List<Ledger> ledgers = record.ledgers();
        int from = Math.max(0, ledgers.size() - LedgerLogLimits.FENCED);
        Position last = from < ledgers.size() ? lastBefore(record, from) : record.trimmed();
        for (Ledger ledger : ledgers.subList(from, ledgers.size())) {
            try (LedgerReader reader = store.fence(ledger.id())) {
                long lastNumber = reader.lastDurable();
                if (lastNumber > 0) {
                    last = new Position(ledger.epoch(), ledger.firstIndex() + lastNumber - 1);
                }
            }
        }
        return last;
    }

    /**
     * Follows the appender's ledger with a new one.
     *
     * @throws CairnException STALE_EPOCH if the appender was fenced
     */
    LedgerWriter roll(Epoch epoch, Position last) {
        Stored stored = register.read();
        LedgerWriter writer = stored.record().epoch().equals(epoch) ? begin(stored, epoch, last) : null;
        if (writer == null) {
            throw new CairnException(ErrorCode.STALE_EPOCH, "log", "the log was claimed from epoch " + epoch);
        }
        return writer;
    }

    /** Makes a ledger for what comes behind {@code last} and claims the log with it; null if another one did. */
    private @Nullable LedgerWriter begin(Stored stored, Epoch epoch, Position last) {
        LedgerWriter writer = store.create();
        boolean isClaimed = false;
        try {
            writer.append(LedgerEntry.encode(last, new byte[0])).join();
            isClaimed = claim(stored, new Ledger(writer.ledger(), epoch, last.index() + 1));
            return isClaimed ? writer : null;
        } catch (CompletionException e) {
            throw LedgerAppender.describe(e);
        } finally {
            if (!isClaimed) {
                writer.close();
                discard(writer.ledger());
            }
        }
    }

    /** Adds the ledger to the list unless another one was added; what else of the record changes meanwhile is kept. */
    private boolean claim(Stored seen, Ledger next) {
        Stored base = seen;
        for (int round = 0; round < LedgerLogLimits.CHANGE_ROUNDS_MAX; round++) {
            if (register.replace(base.version(), base.record().with(next)).isPresent()) {
                return true;
            }
            base = register.read();
            if (!newest(base).equals(newest(seen))) {
                return false;
            }
        }
        throw contended();
    }

    private static Optional<Ledger> newest(Stored stored) {
        List<Ledger> ledgers = stored.record().ledgers();
        return ledgers.isEmpty() ? Optional.empty() : Optional.of(ledgers.getLast());
    }

    /** Deletes a ledger that may or may not have come onto the list; if that cannot be told it stays. */
    private void discard(long ledger) {
        try {
            if (register.read().record().ledgers().stream().noneMatch(listed -> listed.id() == ledger)) {
                store.delete(ledger);
            }
        } catch (CairnException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("ledger", ledger)
                    .log("a ledger that is perhaps on no list stays behind");
        }
    }

    /** Whether the appender of an epoch is this process's newest, so that {@link #end} is the end. */
    synchronized boolean isWriting(Epoch epoch) {
        return appender != null && appender.epoch().equals(epoch);
    }

    long ledgerBytes() {
        return ledgerBytes;
    }

    Executor background() {
        return background;
    }

    LedgerStore store() {
        return store;
    }

    LogRecord record() {
        return register.read().record();
    }

    /** Notes that an entry is durable. */
    void seen(Position position) {
        synchronized (register) {
            if (position.isAfter(end)) {
                end = position;
            }
        }
    }

    /** As far as this process knows; {@link #read} may find more. */
    @Override
    public Position end() {
        return end;
    }

    @Override
    public LogReader read(Position after) {
        LogRecord record = record();
        if (record.trimmed().isAfter(after)) {
            throw LogPositions.trimmed(after.index() + 1);
        }
        var reader = new LedgerLogReader(this, record, after);
        try {
            reader.seek();
            return reader;
        } catch (RuntimeException e) {
            reader.close();
            throw e;
        }
    }

    @Override
    public void trim(Position upTo) {
        change(record -> {
            Position before = record.checkpoints().get(replica);
            return before != null && !upTo.isAfter(before) ? record : record.withCheckpoint(replica, upTo);
        });
        change(this::withoutUnneeded);
        deleteRetired();
    }

    /** Takes a replica that will not come back off the record, so that nothing is kept for it. */
    public void forget(String gone) {
        change(record -> record.withoutReplica(gone));
    }

    private LogRecord withoutUnneeded(LogRecord record) {
        List<Ledger> ledgers = record.ledgers();
        Position needless =
                record.checkpoints().values().stream().min(Position::compareTo).orElse(Position.START);
        int unneeded = 0;
        while (unneeded < ledgers.size() - LedgerLogLimits.FENCED
                && (ledgers.get(unneeded + 1).firstIndex() - 1 <= needless.index()
                        || ledgers.size() - unneeded > LedgerLogLimits.LEDGERS_MAX)) {
            unneeded++;
        }
        if (unneeded == 0) {
            return record;
        }
        return record.withoutFirst(
                unneeded, lastBefore(record, unneeded), clock.now().toEpochMilli());
    }

    /** The position of the last entry before a ledger of the list. */
    static Position lastBefore(LogRecord record, int ledger) {
        long index = record.ledgers().get(ledger).firstIndex() - 1;
        for (int i = ledger - 1; i >= 0; i--) {
            if (record.ledgers().get(i).firstIndex() <= index) {
                return new Position(record.ledgers().get(i).epoch(), index);
            }
        }
        return record.trimmed();
    }

    private void deleteRetired() {
        long before = clock.now().minus(LedgerLogLimits.DELETE_DELAY).toEpochMilli();
        List<Retired> due = record().retired().stream()
                .filter(ledger -> ledger.millis() <= before)
                .toList();
        if (!due.isEmpty()) {
            due.forEach(ledger -> store.delete(ledger.id()));
            change(record -> record.withRetired(record.retired().stream()
                    .filter(ledger -> !due.contains(ledger))
                    .toList()));
        }
    }

    private void change(UnaryOperator<LogRecord> change) {
        for (int round = 0; round < LedgerLogLimits.CHANGE_ROUNDS_MAX; round++) {
            Stored stored = register.read();
            LogRecord next = change.apply(stored.record());
            Optional<Stored> done =
                    next.equals(stored.record()) ? Optional.of(stored) : register.replace(stored.version(), next);
            if (done.isPresent()) {
                return;
            }
        }
        throw contended();
    }

    private static CairnException contended() {
        return new CairnException(ErrorCode.UNAVAILABLE, "log", "the record of the log is changed all the time");
    }

    @Override
    public synchronized void close() {
        if (appender != null) {
            appender.close();
            appender = null;
        }
    }
}
