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
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One term of leading, from the recovered tree to the first failure or the end. A term that failed never recovers: its
 * working tree may hold changes that are in no log, so tree and term are dropped together.
 *
 * <p>The replica's thread decides and applies. Log completions come in order, on the log's thread or the replica's, and make
 * batches visible before they answer. Every request that is submitted is answered, whatever happens.
 */
final class Term {

    /** Wakes the replica's thread, so that it sees the end. */
    private static final Command<Boolean> WAKE_UP = (transaction, context) -> true;

    private final Surroundings around;
    private final Epoch epoch;
    private final Tree tree;
    private final Appender appender;
    private final Checkpoints checkpoints;
    private final BlockingQueue<Request<?>> queue = new ArrayBlockingQueue<>(ReplicaLimits.QUEUE_COMMANDS_MAX);
    private final Semaphore inFlight = new Semaphore(ReplicaLimits.BATCHES_IN_FLIGHT_MAX);
    private final Thread thread;

    /** Done when every batch so far is settled. Only the replica's thread touches it. */
    private CompletableFuture<Void> settled = CompletableFuture.completedFuture(null);

    private volatile Visible visible;
    private volatile boolean isBroken;

    /** What requests are told from then on; empty while the term goes on. */
    private final AtomicReference<@Nullable CairnException> ended = new AtomicReference<>();

    private Term(Surroundings around, Tree tree, Appender appender, Recovery recovery) {
        this.around = around;
        this.epoch = appender.epoch();
        this.tree = tree;
        this.appender = appender;
        this.visible = new Visible(tree.publish(), recovery.end());
        this.checkpoints = new Checkpoints(
                around.settings(), tree, around.log(), around.clock(), () -> visible, this::checkpointed);
        this.thread = Thread.ofPlatform()
                .name("replica-" + around.settings().name())
                .daemon()
                .unstarted(this::run);
    }

    /** Starts to take commands on a tree that is at the end of the log. */
    static Term begin(Surroundings around, Tree tree, Appender appender, Recovery recovery) {
        var term = new Term(around, tree, appender, recovery);
        around.monitor().recovered(term.epoch, recovery);
        term.checkpoints.logged(recovery.bytes());
        term.thread.start();
        return term;
    }

    Epoch epoch() {
        return epoch;
    }

    Visible visible() {
        return visible;
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
        }
    }

    private void run() {
        try {
            while (ended.get() == null) {
                decideFrom(queue.take());
                checkpoints.awaitRoom();
            }
        } catch (InterruptedException e) {
            fail(e);
        }
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
        inFlight.acquireUninterruptibly();
        settled = (batch.hasChanges() ? append(batch) : settled)
                .whenComplete((nothing, failure) -> settle(batch, failure));
    }

    private CompletableFuture<Void> append(Batch batch) {
        long start = around.clock().nanoTime();
        Snapshot snapshot = tree.publish();
        byte[] entry = batch.entry();
        checkpoints.logged(entry.length);
        return appender.append(entry).thenAccept(position -> {
            visible = new Visible(snapshot, position);
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
        inFlight.release();
    }

    private void checkpointed(CheckpointReport report) {
        around.monitor().checkpointed(report);
        if (report.failure().isPresent() && checkpoints.isFarBehind()) {
            fail(report.failure().get());
        }
    }

    /** Ends the term if it has not ended; answers what requests are told. */
    private CairnException fail(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        isBroken = true;
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
        // Each time, since another call may have taken the one before out of the queue. If the queue is full again, the
        // thread is not asleep.
        queue.offer(Request.of(WAKE_UP));
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
     * Ends the term; what is under way in the log is settled first. When it returns nothing more is decided or made durable.
     *
     * @return done when the tree is closed, after a last checkpoint unless the term had failed
     */
    CompletableFuture<Void> stop() {
        end(new CairnException(
                ErrorCode.NOT_LEADER, "replica", around.settings().name() + " leads no more"));
        joinThread();
        appender.close();
        if (!isBroken) {
            checkpoints.requestLast();
        }
        return checkpoints.retire();
    }

    private void joinThread() {
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
}
