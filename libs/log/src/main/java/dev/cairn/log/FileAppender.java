package dev.cairn.log;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes entries to the end of a file log. Callers queue; one platform thread takes what is queued, writes it with one
 * write, makes it durable with one sync, and answers in order. So of a crashed log only the entries of one write are in
 * doubt.
 */
final class FileAppender implements Appender {

    private record Pending(byte[] entry, CompletableFuture<Position> answer) {

        int frameBytes() {
            return LogFrame.HEADER_BYTES + entry.length;
        }
    }

    private final Segments segments;
    private final Epoch epoch;
    private final Consumer<Position> durable;
    private final Thread thread;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Guarded by the lock, like the three below. */
    private final Deque<Pending> queued = new ArrayDeque<>();

    private int unanswered;
    private @Nullable CairnException failure;
    private boolean isClosing;

    /** Only the thread touches these. */
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(FileLogLimits.WRITE_BYTES_MAX);

    private Position last;
    private long offset;
    private @Nullable Segment segment;

    /** @param durable is told the last durable entry before its append is answered */
    FileAppender(Segments segments, Epoch epoch, LogTail tail, Consumer<Position> durable) throws IOException {
        this.segments = segments;
        this.epoch = epoch;
        this.durable = durable;
        this.last = tail.last();
        this.offset = tail.offset();
        this.segment = segments.openLast().orElse(null);
        this.thread = Thread.ofPlatform().name("log-append-" + epoch).daemon().start(this::run);
    }

    @Override
    public Epoch epoch() {
        return epoch;
    }

    @Override
    public CompletableFuture<Position> append(byte[] entry) {
        LogLimits.requireEntry(entry);
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
            while (isFull() && failure == null && !isClosing) {
                changed.awaitUninterruptibly();
            }
            if (failure != null) {
                return failure;
            }
            if (isClosing) {
                return new CairnException(ErrorCode.UNAVAILABLE, "log", "this appender has ended");
            }
            queued.add(pending);
            unanswered++;
            changed.signalAll();
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Whoever appends in a completion runs on the thread that makes room, and cannot wait for it. */
    private boolean isFull() {
        return unanswered >= LogLimits.APPENDS_IN_FLIGHT_MAX && Thread.currentThread() != thread;
    }

    private void run() {
        try {
            List<Pending> batch = takeQueued();
            while (!batch.isEmpty()) {
                settle(batch);
                batch = takeQueued();
            }
        } finally {
            closeSegment();
        }
    }

    /** Waits for entries and takes as many as one write carries; none at the end. */
    private List<Pending> takeQueued() {
        lock.lock();
        try {
            while (queued.isEmpty() && failure == null && !isClosing) {
                changed.awaitUninterruptibly();
            }
            List<Pending> taken = new ArrayList<>();
            int bytes = 0;
            while (failure == null
                    && !queued.isEmpty()
                    && bytes + queued.getFirst().frameBytes() <= FileLogLimits.WRITE_BYTES_MAX) {
                bytes += queued.getFirst().frameBytes();
                taken.add(queued.removeFirst());
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    private void settle(List<Pending> batch) {
        try {
            write(batch);
        } catch (IOException | RuntimeException e) {
            fail(describe(e), batch);
            return;
        }
        CairnException meanwhile = answered(batch.size());
        if (meanwhile != null) {
            fail(meanwhile, batch);
            return;
        }
        long first = last.index() + 1;
        last = new Position(epoch, last.index() + batch.size());
        durable.accept(last);
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer.complete(new Position(epoch, first + i));
        }
    }

    private void write(List<Pending> batch) throws IOException {
        Segment target = segmentFor(batch.stream().mapToInt(Pending::frameBytes).sum());
        buffer.clear();
        for (int i = 0; i < batch.size(); i++) {
            var position = new Position(epoch, last.index() + 1 + i);
            new LogFrame(position, last.index(), batch.get(i).entry)
                    .encode(buffer, target.header().salt());
        }
        int count = buffer.flip().remaining();
        target.file().write(offset, buffer);
        target.file().sync();
        offset += count;
    }

    private Segment segmentFor(int bytes) throws IOException {
        Segment present = segment;
        if (present != null && offset + bytes <= segments.segmentBytes()) {
            return present;
        }
        closeSegment();
        Segment next = segments.create(last);
        segment = next;
        offset = SegmentHeader.BYTES;
        return next;
    }

    private @Nullable CairnException answered(int count) {
        lock.lock();
        try {
            unanswered -= count;
            changed.signalAll();
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** Ends this appender; the first reason stays and is what everybody waiting is told. */
    private void fail(CairnException reason, List<Pending> batch) {
        List<Pending> failed = new ArrayList<>(batch);
        CairnException why;
        lock.lock();
        try {
            if (failure == null) {
                failure = reason;
            }
            why = failure;
            failed.addAll(queued);
            queued.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        failed.forEach(pending -> pending.answer.completeExceptionally(why));
    }

    private static CairnException describe(Exception cause) {
        String message = String.valueOf(cause.getMessage());
        boolean isFull = message.contains("No space left");
        return new CairnException(
                isFull ? ErrorCode.ENOSPC : ErrorCode.EIO, "log", "the log could not be written: " + message, cause);
    }

    /** Ends this appender because a later epoch begins; when it returns, nothing more becomes durable here. */
    void fence(Epoch later) {
        var fenced =
                new CairnException(ErrorCode.STALE_EPOCH, "log", "epoch " + epoch + " was fenced by epoch " + later);
        fail(fenced, List.of());
        close();
    }

    @Override
    public void close() {
        if (Thread.currentThread() == thread) {
            throw new IllegalStateException("an appender cannot be closed by the completion of an append");
        }
        lock.lock();
        try {
            isClosing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        join();
    }

    private void join() {
        boolean isInterrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                isInterrupted = true;
            }
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeSegment() {
        Segment open = segment;
        segment = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            fail(describe(e), List.of());
        }
    }
}
