package dev.cairn.replica;

import dev.cairn.btree.Change;
import dev.cairn.btree.Snapshot;
import dev.cairn.btree.Tree;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.TimeSource;
import dev.cairn.log.Appender;
import dev.cairn.log.LogEntry;
import dev.cairn.log.LogReader;
import dev.cairn.log.TransactionLog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One term of leading, from the recovered tree to the first failure or the end. A term that failed never recovers: its
 * working tree may hold changes that are in no log, so tree and term are dropped together.
 *
 * <p>The replica's thread decides and applies. Log completions come on the log's thread, in order, and make batches
 * visible. A checkpoint runs on a thread of its own.
 */
final class Term {

    private static final long IDLE_POLL_MILLIS = 100;

    /** A sealed batch: who is answered when it is durable, and what is visible then. */
    private record Batch(List<Request<?>> requests, @Nullable Snapshot snapshot) {}

    /** What readers see: durable, always. */
    record Visible(Snapshot snapshot, Position position) {}

    private final Epoch epoch;
    private final Tree tree;
    private final Appender appender;
    private final ReplicaListener listener;
    private final TimeSource clock;
    private final Checkpoints checkpoints;
    private final BlockingQueue<Request<?>> queue = new ArrayBlockingQueue<>(ReplicaLimits.QUEUE_COMMANDS_MAX);
    private final Semaphore inFlight = new Semaphore(ReplicaLimits.BATCHES_IN_FLIGHT_MAX);
    private final Thread thread;

    private volatile Visible visible;
    private volatile @Nullable CairnException ended;

    private Term(
            ReplicaSettings settings,
            Tree tree,
            Appender appender,
            Position recovered,
            TransactionLog log,
            ReplicaListener listener,
            TimeSource clock) {
        this.epoch = appender.epoch();
        this.tree = tree;
        this.appender = appender;
        this.listener = listener;
        this.clock = clock;
        this.visible = new Visible(tree.publish(), recovered);
        this.checkpoints = new Checkpoints(settings, tree, log, listener, clock, () -> visible);
        this.thread = Thread.ofPlatform().name("replica-" + settings.name()).unstarted(this::run);
    }

    /** Fences, recovers, and starts to take commands. */
    static Term begin(
            ReplicaSettings settings, Epoch epoch, Tree tree, TransactionLog log, ReplicaListener listener, TimeSource clock)
            throws IOException {
        Appender appender = log.open(epoch);
        Position recovered = tree.position();
        try (LogReader reader = log.read(recovered)) {
            LogEntry entry;
            while ((entry = reader.next()) != null) {
                tree.apply(BatchCodec.read(entry.content()));
                recovered = entry.position();
            }
        } catch (IOException | RuntimeException e) {
            appender.close();
            throw e;
        }
        Term term = new Term(settings, tree, appender, recovered, log, listener, clock);
        listener.leading(epoch, tree.working());
        term.thread.start();
        return term;
    }

    Epoch epoch() {
        return epoch;
    }

    Visible visible() {
        return visible;
    }

    int queued() {
        return queue.size();
    }

    void submit(Request<?> request) {
        CairnException why = ended;
        if (why != null) {
            request.fail(why);
        } else if (!queue.offer(request)) {
            request.fail(new CairnException(
                    ErrorCode.OVERLOADED, "queue", ReplicaLimits.QUEUE_COMMANDS_MAX + " commands are waiting already"));
        } else {
            CairnException meanwhile = ended;
            if (meanwhile != null && queue.remove(request)) {
                request.fail(meanwhile);
            }
        }
    }

    private void run() {
        try {
            while (ended == null) {
                Request<?> first = queue.poll(IDLE_POLL_MILLIS, TimeUnit.MILLISECONDS);
                if (first != null) {
                    decideBatch(first);
                }
            }
        } catch (InterruptedException e) {
            end(new CairnException(ErrorCode.UNAVAILABLE, "replica", "the replica is stopping"));
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    private void decideBatch(Request<?> first) throws InterruptedException {
        inFlight.acquire();
        List<Request<?>> requests = new ArrayList<>();
        ByteWriter entry = BatchCodec.begin();
        int emptyLength = entry.length();
        Request<?> request = first;
        while (request != null) {
            var transaction = new Transaction(tree.working());
            List<Change> changes = request.decide(transaction, new CommandContext(clock.now(), epoch));
            tree.apply(changes);
            BatchCodec.write(entry, changes);
            requests.add(request);
            boolean hasRoom = requests.size() < ReplicaLimits.BATCH_COMMANDS_MAX
                    && entry.length() < ReplicaLimits.BATCH_BYTES_MAX / 2;
            request = hasRoom ? queue.poll() : null;
        }
        if (entry.length() > emptyLength) {
            append(entry.toByteArray(), new Batch(requests, tree.publish()));
        } else {
            afterEarlierBatches(new Batch(requests, null));
        }
    }

    private void append(byte[] entry, Batch batch) {
        appender.append(entry).whenComplete((position, failure) -> settle(batch, position, failure)).exceptionally(settled -> Position.START);
        checkpoints.logged(entry.length);
    }

    /** In the order of the log. A batch behind a failed one fails too, so nothing is made visible out of turn. */
    private void settle(Batch batch, Position position, @Nullable Throwable failure) {
        if (failure == null) {
            if (batch.snapshot != null) {
                visible = new Visible(batch.snapshot, position);
            }
            batch.requests.forEach(Request::complete);
        } else {
            fail(failure);
            CairnException why = endReason();
            batch.requests.forEach(request -> request.fail(why));
        }
        inFlight.release();
    }

    /** For a batch that changes nothing: its answers still rest on what is under way. */
    private void afterEarlierBatches(Batch batch) throws InterruptedException {
        inFlight.release();
        inFlight.acquire(ReplicaLimits.BATCHES_IN_FLIGHT_MAX);
        inFlight.release(ReplicaLimits.BATCHES_IN_FLIGHT_MAX);
        CairnException why = ended;
        if (why == null) {
            batch.requests.forEach(Request::complete);
        } else {
            batch.requests.forEach(request -> request.fail(why));
        }
    }

    private void fail(Throwable cause) {
        boolean isFirst = end(new CairnException(
                ErrorCode.UNAVAILABLE, "replica", "the term " + epoch + " ended: " + cause.getMessage(), cause));
        if (isFirst) {
            listener.failed(epoch, cause);
        }
    }

    /** Takes no more commands and fails the waiting ones; answers whether it was this call that ended the term. */
    private synchronized boolean end(CairnException why) {
        boolean isFirst = ended == null;
        if (isFirst) {
            ended = why;
        }
        CairnException reason = endReason();
        List<Request<?>> waiting = new ArrayList<>();
        queue.drainTo(waiting);
        waiting.forEach(request -> request.fail(reason));
        return isFirst;
    }

    private CairnException endReason() {
        CairnException why = ended;
        return why == null ? new CairnException(ErrorCode.UNAVAILABLE, "replica", "the term has ended") : why;
    }

    /** Ends the term; what is under way in the log is settled first. With a last checkpoint if nothing has failed. */
    void close() {
        boolean wasHealthy = end(new CairnException(ErrorCode.NOT_LEADER, "replica", "this replica leads no more"));
        joinThread();
        appender.close();
        checkpoints.close(wasHealthy);
    }

    private void joinThread() {
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
}
