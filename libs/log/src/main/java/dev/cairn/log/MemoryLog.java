package dev.cairn.log;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A log in memory. Every append is durable at once, as far as memory goes; the log outlives its appenders. */
public final class MemoryLog implements TransactionLog {

    /** Guarded by this, like all below. */
    private final List<LogEntry> entries = new ArrayList<>();

    private Epoch epoch = Epoch.NONE;
    private Position trimmed = Position.START;

    @Override
    public synchronized Appender open(Epoch next) {
        if (!epoch.isBefore(next)) {
            throw new CairnException(
                    ErrorCode.STALE_EPOCH, "log", "epoch " + next + " is not greater than " + epoch + " of the log");
        }
        epoch = next;
        return new MemoryAppender(next);
    }

    @Override
    public synchronized Position end() {
        return entries.isEmpty() ? trimmed : entries.getLast().position();
    }

    @Override
    public synchronized LogReader read(Position after) {
        if (trimmed.isAfter(after)) {
            throw LogPositions.trimmed(after.index() + 1);
        }
        if (!after.equals(trimmed)
                && entries.stream().noneMatch(entry -> entry.position().equals(after))) {
            throw LogPositions.unknown(after, end());
        }
        return new MemoryReader(after);
    }

    @Override
    public synchronized void trim(Position upTo) {
        while (!entries.isEmpty() && !entries.getFirst().position().isAfter(upTo)) {
            trimmed = entries.removeFirst().position();
        }
    }

    @Override
    public void close() {
        // Memory is all there is.
    }

    private synchronized Position append(Epoch writer, byte[] entry) {
        if (!writer.equals(epoch)) {
            throw new CairnException(ErrorCode.STALE_EPOCH, "log", "epoch " + writer + " was fenced by epoch " + epoch);
        }
        var position = new Position(writer, end().index() + 1);
        entries.add(new LogEntry(position, entry.clone()));
        return position;
    }

    private synchronized @Nullable LogEntry entryAfter(Position position) {
        if (trimmed.isAfter(position)) {
            throw LogPositions.trimmed(position.index() + 1);
        }
        for (int i = entries.size() - 1; i >= 0; i--) {
            if (!entries.get(i).position().isAfter(position)) {
                return i + 1 < entries.size() ? copyOf(entries.get(i + 1)) : null;
            }
        }
        return entries.isEmpty() ? null : copyOf(entries.getFirst());
    }

    private static LogEntry copyOf(LogEntry entry) {
        return new LogEntry(entry.position(), entry.content().clone());
    }

    private final class MemoryAppender implements Appender {

        private final Epoch writer;
        private volatile boolean isClosed;

        MemoryAppender(Epoch writer) {
            this.writer = writer;
        }

        @Override
        public Epoch epoch() {
            return writer;
        }

        @Override
        public CompletableFuture<Position> append(byte[] entry) {
            LogLimits.requireEntry(entry);
            if (isClosed) {
                return CompletableFuture.failedFuture(
                        new CairnException(ErrorCode.UNAVAILABLE, "log", "this appender has ended"));
            }
            try {
                return CompletableFuture.completedFuture(MemoryLog.this.append(writer, entry));
            } catch (CairnException fenced) {
                return CompletableFuture.failedFuture(fenced);
            }
        }

        @Override
        public void close() {
            isClosed = true;
        }
    }

    private final class MemoryReader implements LogReader {

        private Position last;

        MemoryReader(Position after) {
            last = after;
        }

        @Override
        public @Nullable LogEntry next() {
            LogEntry entry = entryAfter(last);
            if (entry != null) {
                last = entry.position();
            }
            return entry;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
