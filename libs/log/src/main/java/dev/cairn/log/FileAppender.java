package dev.cairn.log;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries to the end of a file log. Callers queue; one platform thread takes all that is queued, writes it with one
 * write, makes it durable with one sync, and answers in order.
 */
final class FileAppender implements Appender {

    private record Pending(byte[] entry, CompletableFuture<Position> answer) {}

    private final FileLog log;
    private final Epoch epoch;
    private final Thread thread;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(FileLogLimits.WRITE_BYTES_MAX);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, like the two below. */
    private List<Pending> queued = new ArrayList<>();

    private @Nullable CairnException failure;
    private boolean closing;

    /** Only the thread touches these. */
    private Position last;

    private @Nullable DiskFile file;
    private long offset;

    FileAppender(FileLog log, Epoch epoch, Position last) {
        this.log = log;
        this.epoch = epoch;
        this.last = last;
        this.thread = Thread.ofPlatform().name("log-append-" + epoch).daemon().start(this::run);
    }

    @Override
    public Epoch epoch() {
        return epoch;
    }

    @Override
    public CompletableFuture<Position> append(byte[] entry) {
        if (entry.length == 0 || entry.length > LogLimits.ENTRY_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "an entry has 1 to " + LogLimits.ENTRY_BYTES_MAX + " bytes, not " + entry.length);
        }
        var answer = new CompletableFuture<Position>();
        CairnException refusal = enqueue(new Pending(entry, answer));
        if (refusal != null) {
            answer.completeExceptionally(refusal);
        }
        return answer;
    }

    private @Nullable CairnException enqueue(Pending pending) {
        lock.lock();
        try {
            while (queued.size() >= LogLimits.APPENDS_IN_FLIGHT_MAX && failure == null && !closing) {
                changed.awaitUninterruptibly();
            }
            if (failure != null) {
                return failure;
            }
            if (closing) {
                return new CairnException(ErrorCode.UNAVAILABLE, "log", "this appender has ended");
            }
            queued.add(pending);
            changed.signalAll();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for entries; none are answered only at the end. */
    private List<Pending> takeQueued() {
        lock.lock();
        try {
            while (queued.isEmpty() && failure == null && !closing) {
                changed.awaitUninterruptibly();
            }
            return drain();
        } finally {
            lock.unlock();
        }
    }

    private List<Pending> drain() {
        List<Pending> taken = queued;
        queued = new ArrayList<>();
        changed.signalAll();
        return taken;
    }

    private void run() {
        try {
            while (true) {
                List<Pending> batch = takeQueued();
                if (batch.isEmpty()) {
                    return;
                }
                write(batch);
            }
        } finally {
            closeFile();
        }
    }

    private void write(List<Pending> batch) {
        Position durable = last;
        List<Position> positions = new ArrayList<>(batch.size());
        try {
            buffer.clear();
            for (Pending pending : batch) {
                var position = new Position(epoch, durable.index() + 1 + positions.size());
                new LogFrame(position, durable.index(), pending.entry).encode(buffer);
                positions.add(position);
            }
            DiskFile target = fileFor(positions.getFirst().index(), buffer.position());
            int count = buffer.flip().remaining();
            target.write(offset, buffer);
            target.sync();
            offset += count;
        } catch (IOException | RuntimeException e) {
            fail(e, batch);
            return;
        }
        if (failed()) {
            fail(new IOException("fenced"), batch);
            return;
        }
        last = positions.getLast();
        log.advance(last);
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer.complete(positions.get(i));
        }
    }

    private DiskFile fileFor(long index, int bytes) throws IOException {
        DiskFile present = file;
        if (present != null && offset + bytes <= log.segmentBytes()) {
            return present;
        }
        FileLog.Segment segment = present == null ? log.segmentOf(index) : null;
        if (segment != null && segment.file().size() + bytes <= log.segmentBytes()) {
            offset = segment.file().size();
            file = segment.file();
            return segment.file();
        }
        if (segment != null) {
            segment.file().close();
        }
        closeFile();
        DiskFile created = log.createSegment(index);
        offset = 0;
        file = created;
        return created;
    }

    private boolean failed() {
        lock.lock();
        try {
            return failure != null;
        } finally {
            lock.unlock();
        }
    }

    private void fail(Exception cause, List<Pending> batch) {
        CairnException reason = failWith(describe(cause));
        List<Pending> rest;
        lock.lock();
        try {
            rest = drain();
        } finally {
            lock.unlock();
        }
        batch.forEach(pending -> pending.answer.completeExceptionally(reason));
        rest.forEach(pending -> pending.answer.completeExceptionally(reason));
    }

    /** The first failure stays. */
    private CairnException failWith(CairnException reason) {
        lock.lock();
        try {
            if (failure == null) {
                failure = reason;
            }
            changed.signalAll();
            return failure;
        } finally {
            lock.unlock();
        }
    }

    private static CairnException describe(Exception cause) {
        String message = String.valueOf(cause.getMessage());
        boolean isFull = message.contains("No space left");
        return new CairnException(
                isFull ? ErrorCode.ENOSPC : ErrorCode.EIO, "log", "the log could not be written: " + message, cause);
    }

    /** Ends this appender because a later epoch begins; when it returns, nothing more becomes durable here. */
    void fence(Epoch later) {
        failWith(new CairnException(ErrorCode.STALE_EPOCH, "log", "epoch " + epoch + " was fenced by epoch " + later));
        close();
        fail(new IOException("fenced"), List.of());
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        join();
    }

    private void join() {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeFile() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            fail(e, List.of());
        }
        file = null;
    }
}
