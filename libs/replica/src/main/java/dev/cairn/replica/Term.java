package dev.cairn.replica;

import dev.cairn.btree.Snapshot;
import dev.cairn.btree.Tree;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.log.Appender;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One term of leading, from the tree at the end of the log to the first failure or the end. A term that failed never
 * recovers: the working tree may hold changes that are in no log, so the tree is dropped with the term.
 *
 * <p>The replica's worker decides and applies, one batch a task, while fewer than
 * {@link ReplicaLimits#BATCHES_IN_FLIGHT_MAX} are under way. Log completions come in order, on threads of the log or the
 * worker's, and make batches visible before they answer. Every request that is submitted is answered, whatever happens.
 */
final class Term {

    private final Surroundings around;
    private final Epoch epoch;
    private final ReplicatedTree state;
    private final Tree tree;
    private final Appender appender;
    private final Worker worker;
    private final boolean endsWhenDamaged;
    private final BlockingQueue<Request<?>> queue = new ArrayBlockingQueue<>(ReplicaLimits.QUEUE_COMMANDS_MAX);
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicBoolean isAwake = new AtomicBoolean();

    /** Done when every batch so far is settled. Only the worker touches it. */
    private CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);

    /** What requests are told from then on; empty while the term goes on. */
    private final AtomicReference<@Nullable CairnException> ended = new AtomicReference<>();

    /**
     * @param state at the end of the log
     * @param endsWhenDamaged whether a damaged page ends the term, so that another replica can lead and this one be restored
     */
    Term(Surroundings around, ReplicatedTree state, Appender appender, Worker worker, boolean endsWhenDamaged) {
        this.endsWhenDamaged = endsWhenDamaged && !around.source().equals(StateSource.NONE);
        this.around = around;
        this.epoch = appender.epoch();
        this.state = state;
        this.tree = state.tree();
        this.appender = appender;
        this.worker = worker;
    }

    Epoch epoch() {
        return epoch;
    }

    Visible visible() {
        return state.visible();
    }

    boolean hasEnded() {
        return ended.get() != null;
    }

    int queued() {
        return queue.size();
    }

    void submit(Request<?> request) {
        CairnException why = ended.get();
        if (why != null) {
            request.fail(why);
        } else if (!queue.offer(request)) {
            request.fail(new CairnException(
                    ErrorCode.OVERLOADED, "queue", ReplicaLimits.QUEUE_COMMANDS_MAX + " commands are waiting already"));
        } else {
            // The term may have ended, and emptied the queue, between the two steps above.
            CairnException meanwhile = ended.get();
            if (meanwhile != null && queue.remove(request)) {
                request.fail(meanwhile);
            }
            wake();
        }
    }

    /** Lets the worker look at the queue soon. Any thread. */
    void wake() {
        if (isAwake.compareAndSet(false, true)) {
            worker.execute(this::work);
        }
    }

    private void work() {
        isAwake.set(false);
        if (mayDecide()) {
            Request<?> first = queue.poll();
            if (first != null) {
                decideFrom(first);
                if (!queue.isEmpty() && mayDecide()) {
                    wake();
                }
            }
        }
    }

    private boolean mayDecide() {
        return ended.get() == null
                && inFlight.get() < ReplicaLimits.BATCHES_IN_FLIGHT_MAX
                && !state.checkpoints().isMemoryFull();
    }

    /** Decides what is queued, in as few batches as it fits into. */
    private void decideFrom(Request<?> first) {
        Batch batch = new Batch();
        Request<?> request = first;
        try {
            while (request != null) {
                var transaction = new Transaction(tree.working());
                Decision decision = request.decide(
                        transaction, new CommandContext(around.clock().now(), epoch));
                if (!batch.hasRoomFor(decision)) {
                    seal(batch);
                    batch = new Batch();
                }
                request.refusal().ifPresent(this::endIfDamaged);
                tree.apply(decision.changes());
                batch.add(request, decision);
                request = batch.isFull() ? null : queue.poll();
            }
            seal(batch);
        } catch (RuntimeException | Error e) {
            // The working tree is in an unknown state. What is under way in the log is answered from there.
            CairnException why = fail(e);
            batch.fail(why);
            if (request != null) {
                request.fail(why);
            }
        }
    }

    /** Hands a batch to the log. One without changes rests on those before it, and is answered after them. */
    private void seal(Batch batch) {
        inFlight.incrementAndGet();
        settled = (batch.hasChanges() ? append(batch) : settled)
                .whenComplete((nothing, failure) -> settle(batch, failure));
    }

    private CompletableFuture<Void> append(Batch batch) {
        long start = around.clock().nanoTime();
        Snapshot snapshot = tree.publish();
        byte[] entry = batch.entry();
        state.checkpoints().logged(entry.length);
        return appender.append(entry).thenAccept(position -> {
            state.durable(snapshot, position);
            around.monitor()
                    .batchDurable(batch.size(), entry.length, around.clock().nanoTime() - start);
        });
    }

    private void settle(Batch batch, @Nullable Throwable failure) {
        if (failure == null) {
            batch.complete();
        } else {
            batch.fail(fail(failure));
        }
        inFlight.decrementAndGet();
        if (!queue.isEmpty()) {
            wake();
        }
    }

    /** Ends the term if a failure says that the tree is damaged and others can do better. Any thread. */
    void endIfDamaged(Throwable failure) {
        if (endsWhenDamaged && ReplicatedTree.isTreeDamage(failure)) {
            fail(failure);
        }
    }

    /** Ends the term if it has not ended; answers what requests are told. Any thread. */
    CairnException fail(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        state.markDamaged(cause);
        var why = new CairnException(
                ErrorCode.UNAVAILABLE, "replica", "the term " + epoch + " ended: " + cause.getMessage(), cause);
        if (end(why)) {
            around.listener().failed(epoch, cause);
        }
        return endReason(why);
    }

    /** Takes no more commands and fails the waiting ones; answers whether it was this call that ended the term. */
    private boolean end(CairnException why) {
        boolean isFirst = ended.compareAndSet(null, why);
        List<Request<?>> waiting = new ArrayList<>();
        queue.drainTo(waiting);
        CairnException reason = endReason(why);
        waiting.forEach(request -> request.fail(reason));
        if (isFirst) {
            around.monitor().ended(epoch, why);
        }
        return isFirst;
    }

    private CairnException endReason(CairnException otherwise) {
        CairnException reason = ended.get();
        return reason == null ? otherwise : reason;
    }

    /**
     * Ends the term; called on the worker.
     *
     * @return done when what was under way in the log is settled; then nothing more is decided or made durable
     */
    CompletableFuture<Void> stop() {
        end(new CairnException(
                ErrorCode.NOT_LEADER, "replica", around.settings().name() + " leads no more"));
        return settled.exceptionally(failure -> null).thenRunAsync(appender::close, worker);
    }
}
