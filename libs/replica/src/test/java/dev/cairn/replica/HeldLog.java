package dev.cairn.replica;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import dev.cairn.log.Appender;
import dev.cairn.log.LogReader;
import dev.cairn.log.MemoryLog;
import dev.cairn.log.TransactionLog;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A log in memory whose appends wait until a test lets them go, or fail them. */
final class HeldLog implements TransactionLog {

    private record Held(CompletableFuture<Position> answer, Runnable append) {}

    private final MemoryLog log = new MemoryLog();

    /** Guarded by this, like the two below. */
    private final Deque<Held> held = new ArrayDeque<>();

    private boolean isHolding;
    private @Nullable RuntimeException failure;

    synchronized void hold() {
        isHolding = true;
    }

    synchronized int heldCount() {
        return held.size();
    }

    /** Makes what waits durable, in order, and holds no more. */
    void release() {
        for (Held next : takeHeld()) {
            next.append.run();
        }
    }

    /** Fails what waits and all that follows in this epoch. */
    void fail(RuntimeException why) {
        synchronized (this) {
            failure = why;
        }
        takeHeld().forEach(next -> next.answer.completeExceptionally(why));
    }

    private synchronized Deque<Held> takeHeld() {
        isHolding = false;
        Deque<Held> taken = new ArrayDeque<>(held);
        held.clear();
        return taken;
    }

    @Override
    public Appender open(Epoch epoch) {
        synchronized (this) {
            failure = null;
        }
        Appender below = log.open(epoch);
        return new Appender() {
            @Override
            public Epoch epoch() {
                return epoch;
            }

            @Override
            public CompletableFuture<Position> append(byte[] entry) {
                var answer = new CompletableFuture<Position>();
                Runnable append = () -> {
                    var _ = below.append(entry).whenComplete((position, failed) -> {
                        if (failed == null) {
                            answer.complete(position);
                        } else {
                            answer.completeExceptionally(failed);
                        }
                    });
                };
                synchronized (HeldLog.this) {
                    if (failure != null) {
                        return CompletableFuture.failedFuture(failure);
                    }
                    if (isHolding) {
                        held.add(new Held(answer, append));
                        return answer;
                    }
                }
                append.run();
                return answer;
            }

            @Override
            public void close() {
                release();
                below.close();
            }
        };
    }

    @Override
    public Position end() {
        return log.end();
    }

    @Override
    public LogReader read(Position after) {
        return log.read(after);
    }

    @Override
    public void trim(Position upTo) {
        log.trim(upTo);
    }

    @Override
    public void close() {
        log.close();
    }
}
