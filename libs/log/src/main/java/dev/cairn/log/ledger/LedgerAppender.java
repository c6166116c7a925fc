package dev.cairn.log.ledger;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.log.Appender;
import dev.cairn.log.LogLimits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writer of a {@link LedgerLog}. Entries go to the ledger as they come; when it is large enough, and everything in it is
 * durable, the next one begins, and what came meanwhile goes there.
 *
 * <p>Completions of the ledger come on its threads or, if it was fast, on the one that appends. What callers are told goes
 * through a queue that one thread at a time empties, outside of the lock: so they are told in order.
 */
final class LedgerAppender implements Appender {

    private record Pending(byte[] entry, CompletableFuture<Position> answer) {}

    private final LedgerLog log;
    private final Epoch epoch;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** Entries that wait for the next ledger. Guarded by {@link #lock}, like all below. */
    private final Deque<Pending> waiting = new ArrayDeque<>();

    /** What callers are to be told, in order. */
    private final Deque<Runnable> answers = new ArrayDeque<>();

    private LedgerWriter writer;
    private long index;
    private Position durable;
    private long bytes;
    private int unanswered;
    private boolean isRolling;
    private boolean isClosed;
    private @Nullable CairnException failure;

    /** The thread that empties the answers: whoever appends on it cannot wait for it. */
    private @Nullable Thread answering;

    LedgerAppender(LedgerLog log, Epoch epoch, Position last, LedgerWriter writer) {
        this.log = log;
        this.epoch = epoch;
        this.index = last.index();
        this.durable = last;
        this.writer = writer;
    }

    @Override
    public Epoch epoch() {
        return epoch;
    }

    @Override
    public CompletableFuture<Position> append(byte[] entry) {
        LogLimits.requireEntry(entry);
        var answer = new CompletableFuture<Position>();
        lock.lock();
        try {
            while (isFull() && failure == null && !isClosed) {
                changed.awaitUninterruptibly();
            }
            if (failure != null) {
                return CompletableFuture.failedFuture(failure);
            }
            if (isClosed) {
                return CompletableFuture.failedFuture(
                        new CairnException(ErrorCode.UNAVAILABLE, "log", "this appender has ended"));
            }
            unanswered++;
            waiting.add(new Pending(entry, answer));
            sendWaiting();
        } finally {
            lock.unlock();
        }
        tell();
        return answer;
    }

    private boolean isFull() {
        return unanswered >= LogLimits.APPENDS_IN_FLIGHT_MAX && Thread.currentThread() != answering;
    }

    /** Under the lock, because the ledger takes entries in the order of its calls. */
    private void sendWaiting() {
        while (failure == null && !waiting.isEmpty() && bytes < log.ledgerBytes()) {
            send(waiting.poll());
        }
        if (failure == null && !waiting.isEmpty() && !isRolling && durable.index() == index) {
            isRolling = true;
            log.background().execute(this::roll);
        }
    }

    private void send(Pending pending) {
        var position = new Position(epoch, ++index);
        byte[] encoded = LedgerEntry.encode(position, pending.entry);
        bytes += encoded.length;
        var _ = writer.append(encoded).whenComplete((number, refused) -> {
            if (refused == null) {
                acknowledge(position, pending.answer);
            } else {
                fail(describe(refused), List.of(pending));
            }
        });
    }

    private void acknowledge(Position position, CompletableFuture<Position> answer) {
        lock.lock();
        try {
            if (failure == null) {
                durable = position;
                log.seen(position);
                answers.add(() -> answer.complete(position));
                sendWaiting();
            } else {
                CairnException why = failure;
                answers.add(() -> answer.completeExceptionally(why));
            }
        } finally {
            lock.unlock();
        }
        tell();
    }

    private void roll() {
        LedgerWriter next;
        try {
            next = log.roll(epoch, durable);
        } catch (RuntimeException e) {
            fail(describe(e), List.of());
            return;
        }
        lock.lock();
        try {
            isRolling = false;
            if (failure != null) {
                next.close();
                return;
            }
            writer.close();
            writer = next;
            bytes = 0;
            sendWaiting();
        } finally {
            lock.unlock();
        }
        tell();
    }

    /** Empties the answers, unless another thread does or this one holds the lock and will do so later. */
    private void tell() {
        while (!lock.isHeldByCurrentThread()) {
            List<Runnable> taken = takeAnswers();
            if (taken.isEmpty()) {
                return;
            }
            taken.forEach(Runnable::run);
            lock.lock();
            try {
                answering = null;
                unanswered -= taken.size();
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private List<Runnable> takeAnswers() {
        lock.lock();
        try {
            if (answering != null || answers.isEmpty()) {
                return List.of();
            }
            answering = Thread.currentThread();
            List<Runnable> taken = List.copyOf(answers);
            answers.clear();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /** What a caller is told of a failure of the ledgers. */
    static CairnException describe(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof CairnException known
                ? known
                : new CairnException(
                        ErrorCode.EIO, "log", "the log could not be written: " + cause.getMessage(), cause);
    }

    /** Ends this appender; the first reason stays and is what everybody waiting is told. */
    private void fail(CairnException reason, List<Pending> refused) {
        lock.lock();
        try {
            if (failure == null) {
                failure = reason;
            }
            CairnException why = failure;
            List<Pending> failed = new ArrayList<>(refused);
            failed.addAll(waiting);
            waiting.clear();
            failed.forEach(pending -> answers.add(() -> pending.answer.completeExceptionally(why)));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        tell();
    }

    /** Ends this appender because a later epoch begins. */
    void fence(Epoch later) {
        fail(
                new CairnException(ErrorCode.STALE_EPOCH, "log", "epoch " + epoch + " was fenced by epoch " + later),
                List.of());
        writer.close();
    }

    /** Waits for what is in flight, which the ledger store bounds. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            changed.signalAll();
            while (unanswered > 0) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
        writer.close();
    }
}
