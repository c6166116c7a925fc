package dev.cairn.replica;

import dev.cairn.btree.Tree;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.TransactionLog;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Makes checkpoints of what is visible when enough was logged, one at a time, and trims the log below them. */
final class Checkpoints {

    private final ReplicaSettings settings;
    private final Tree tree;
    private final TransactionLog log;
    private final ReplicaListener listener;
    private final TimeSource clock;
    private final Supplier<Term.Visible> visible;
    private final ExecutorService thread;
    private final AtomicLong loggedBytes = new AtomicLong();
    private final AtomicBoolean running = new AtomicBoolean();

    Checkpoints(
            ReplicaSettings settings,
            Tree tree,
            TransactionLog log,
            ReplicaListener listener,
            TimeSource clock,
            Supplier<Term.Visible> visible) {
        this.settings = settings;
        this.tree = tree;
        this.log = log;
        this.listener = listener;
        this.clock = clock;
        this.visible = visible;
        this.thread = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().name("checkpoint-" + settings.name()).daemon().factory());
    }

    /** Called for each entry; starts a checkpoint when it is time. */
    void logged(int bytes) {
        if (loggedBytes.addAndGet(bytes) >= settings.checkpointLogBytes() && running.compareAndSet(false, true)) {
            loggedBytes.set(0);
            thread.execute(this::checkpoint);
        }
    }

    private void checkpoint() {
        long start = clock.nanoTime();
        Term.Visible state = visible.get();
        Optional<Exception> failure = Optional.empty();
        try {
            if (state.position().isAfter(tree.position())) {
                tree.checkpoint(state.snapshot(), state.position());
                log.trim(state.position());
            }
        } catch (Exception e) {
            failure = Optional.of(e);
        } finally {
            running.set(false);
        }
        Position position = state.position();
        listener.checkpointed(new CheckpointReport(position, clock.nanoTime() - start, failure));
    }

    /** Waits for a running checkpoint and, if all is well, makes a last one, so that the next start has little to replay. */
    void close(boolean withLast) {
        if (withLast) {
            thread.execute(this::checkpoint);
        }
        thread.close();
    }
}
