package dev.cairn.log.ledger;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.log.LogEntry;
import dev.cairn.log.LogPositions;
import dev.cairn.log.LogReader;
import dev.cairn.log.ledger.LogRecord.Ledger;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a log from ledger to ledger, and follows its list as it grows. */
final class LedgerLogReader implements LogReader {

    private final LedgerLog log;
    private LogRecord record;
    private Position last;

    /** Entries that were read and not yet handed out. */
    private final Deque<LogEntry> ahead = new ArrayDeque<>();

    private @Nullable Ledger ledger;
    private @Nullable LedgerReader reader;

    LedgerLogReader(LedgerLog log, LogRecord record, Position after) {
        this.log = log;
        this.record = record;
        this.last = after;
    }

    /**
     * Goes to the place behind the start.
     *
     * @throws CairnException CORRUPT if that is no position of this log
     */
    void seek() {
        requireKnown();
        Ledger holding = ledgerOf(last.index());
        // What others append may be durable before anybody here is told, so only the writer knows that there is no
        // more.
        if (holding != null && log.isWriting(holding.epoch()) && last.isAfter(log.end())) {
            throw LogPositions.unknown(last, log.end());
        }
    }

    private void requireKnown() {
        if (last.equals(record.trimmed())) {
            return;
        }
        Ledger holding = ledgerOf(last.index());
        if (holding == null || !holding.epoch().equals(last.epoch())) {
            throw LogPositions.unknown(last, log.end());
        }
    }

    /** The ledger that holds an index or, if it is the last one, would hold it. */
    private @Nullable Ledger ledgerOf(long index) {
        Ledger found = null;
        for (Ledger candidate : record.ledgers()) {
            if (candidate.firstIndex() <= index) {
                found = candidate;
            }
        }
        return found;
    }

    private boolean isFollowed(Ledger candidate) {
        return !record.ledgers().getLast().equals(candidate);
    }

    @Override
    public @Nullable LogEntry next() {
        if (ahead.isEmpty()) {
            readOn();
        }
        LogEntry entry = ahead.poll();
        if (entry != null) {
            last = entry.position();
        }
        return entry;
    }

    private void readOn() {
        long index = last.index() + 1;
        Ledger holding = ledgerOf(index);
        if (holding == null || !isFollowed(holding)) {
            if (holding != null && readFrom(holding, index)) {
                return;
            }
            // Perhaps the ledger has a successor by now.
            record = log.record();
            if (record.trimmed().index() >= index) {
                throw LogPositions.trimmed(index);
            }
            requireKnown();
            holding = ledgerOf(index);
        }
        if (holding != null) {
            readFrom(holding, index);
        }
    }

    /** Whether there was anything to read. */
    private boolean readFrom(Ledger holding, long index) {
        LedgerReader open = open(holding);
        long number = index - holding.firstIndex() + 1;
        long durable = isFollowed(holding) ? endOf(holding) : Math.max(open.lastDurable(), knownDurable(holding));
        long to = Math.min(durable, number + LedgerLogLimits.READ_ENTRIES_MAX - 1);
        if (to < number) {
            return false;
        }
        List<byte[]> entries = open.read(number, to);
        Epoch epoch = holding.epoch();
        for (int i = 0; i < entries.size(); i++) {
            LogEntry entry = LedgerEntry.decode(holding.id(), number + i, index + i, entries.get(i));
            if (!entry.position().epoch().equals(epoch)) {
                throw new CairnException(
                        ErrorCode.CORRUPT,
                        "log",
                        "entry " + entry.position() + " in ledger " + holding.id() + " of epoch " + epoch);
            }
            ahead.add(entry);
        }
        log.seen(new Position(epoch, index + entries.size() - 1));
        return true;
    }

    /** What this process knows of a ledger, which its readers may not have been told yet. */
    private long knownDurable(Ledger holding) {
        Position end = log.end();
        return end.epoch().equals(holding.epoch()) ? end.index() - holding.firstIndex() + 1 : 0;
    }

    /** The number of the last entry of a ledger that has a successor: what that one begins behind is settled. */
    private long endOf(Ledger followed) {
        List<Ledger> all = record.ledgers();
        return all.get(all.indexOf(followed) + 1).firstIndex() - followed.firstIndex();
    }

    private LedgerReader open(Ledger wanted) {
        LedgerReader present = reader;
        if (present != null && wanted.equals(ledger)) {
            return present;
        }
        close();
        LedgerReader opened = log.store().open(wanted.id());
        reader = opened;
        ledger = wanted;
        return opened;
    }

    @Override
    public void close() {
        if (reader != null) {
            reader.close();
            reader = null;
        }
    }
}
