package dev.cairn.log.ledger;

import dev.cairn.kernel.ByteReader;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a log consists of. Immutable.
 *
 * <pre>
 * version 1 | epoch 8 | trimmed: epoch 8, index 8
 *   | count | (ledger 8, epoch 8, first index 8)...      the ledgers, in order
 *   | count | (ledger 8, milliseconds 8)...              trimmed ones, to be deleted later
 *   | count | (replica text, epoch 8, index 8)...        what each replica needs no more
 * </pre>
 *
 * @param epoch of the newest appender
 * @param trimmed the last entry of the ledgers that were taken off the list
 * @param ledgers in the order of their entries
 * @param retired taken off the list; deleted after a while
 * @param checkpoints of the replicas, by name
 */
public record LogRecord(
        Epoch epoch,
        Position trimmed,
        List<Ledger> ledgers,
        List<Retired> retired,
        SortedMap<String, Position> checkpoints) {

    public static final LogRecord EMPTY =
            new LogRecord(Epoch.NONE, Position.START, List.of(), List.of(), Collections.emptySortedMap());

    private static final int VERSION = 1;

    /** A ledger of the log; it may turn out to hold no entry. */
    public record Ledger(long id, Epoch epoch, long firstIndex) {}

    /**
     * A ledger without a use.
     *
     * @param millis when it was found to be so, by the clock of whoever found it
     */
    public record Retired(long id, long millis) {}

    public LogRecord {
        ledgers = List.copyOf(ledgers);
        retired = List.copyOf(retired);
        checkpoints = Collections.unmodifiableSortedMap(new TreeMap<>(checkpoints));
    }

    /** With a ledger at the end, for entries of an epoch from an index on. */
    LogRecord with(Ledger next) {
        List<Ledger> all = new ArrayList<>(ledgers);
        all.add(next);
        return new LogRecord(next.epoch(), trimmed, all, retired, checkpoints);
    }

    LogRecord withCheckpoint(String replica, Position position) {
        SortedMap<String, Position> all = new TreeMap<>(checkpoints);
        all.put(replica, position);
        return new LogRecord(epoch, trimmed, ledgers, retired, all);
    }

    LogRecord withoutReplica(String replica) {
        SortedMap<String, Position> all = new TreeMap<>(checkpoints);
        all.remove(replica);
        return new LogRecord(epoch, trimmed, ledgers, retired, all);
    }

    /** Without the first ledgers, which hold nothing behind {@code last}. */
    LogRecord withoutFirst(int count, Position last, long nowMillis) {
        List<Retired> more = new ArrayList<>(retired);
        ledgers.subList(0, count).forEach(ledger -> more.add(new Retired(ledger.id(), nowMillis)));
        return new LogRecord(epoch, last, ledgers.subList(count, ledgers.size()), more, checkpoints);
    }

    LogRecord withRetired(List<Retired> still) {
        return new LogRecord(epoch, trimmed, ledgers, still, checkpoints);
    }

    public byte[] encode() {
        var writer = new ByteWriter().int8(VERSION).int64(epoch.value());
        put(writer, trimmed).varint(ledgers.size());
        ledgers.forEach(ledger ->
                writer.int64(ledger.id()).int64(ledger.epoch().value()).int64(ledger.firstIndex()));
        writer.varint(retired.size());
        retired.forEach(ledger -> writer.int64(ledger.id()).int64(ledger.millis()));
        writer.varint(checkpoints.size());
        checkpoints.forEach((replica, position) -> put(writer.text(replica), position));
        return writer.toByteArray();
    }

    private static ByteWriter put(ByteWriter writer, Position position) {
        return writer.int64(position.epoch().value()).int64(position.index());
    }

    /** @throws CairnException CORRUPT if these are not the bytes of a record */
    public static LogRecord decode(byte[] bytes) {
        var reader = new ByteReader(bytes);
        int version = reader.int8();
        if (version != VERSION) {
            throw new CairnException(ErrorCode.CORRUPT, "log-record", "a log record of version " + version);
        }
        var epoch = new Epoch(reader.int64());
        Position trimmed = position(reader);
        List<Ledger> ledgers = new ArrayList<>();
        for (long left = reader.varint(); left > 0; left--) {
            ledgers.add(new Ledger(reader.int64(), new Epoch(reader.int64()), reader.int64()));
        }
        List<Retired> retired = new ArrayList<>();
        for (long left = reader.varint(); left > 0; left--) {
            retired.add(new Retired(reader.int64(), reader.int64()));
        }
        SortedMap<String, Position> checkpoints = new TreeMap<>();
        for (long left = reader.varint(); left > 0; left--) {
            checkpoints.put(reader.text(), position(reader));
        }
        reader.expectEnd();
        return new LogRecord(epoch, trimmed, ledgers, retired, checkpoints);
    }

    private static Position position(ByteReader reader) {
        return new Position(new Epoch(reader.int64()), reader.int64());
    }
}
