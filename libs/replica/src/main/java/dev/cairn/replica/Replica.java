package dev.cairn.replica;

import dev.cairn.btree.Tree;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.kernel.disk.Disk;
import dev.cairn.log.Appender;
import dev.cairn.log.TransactionLog;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A tree that survives: commands are decided by one leader, logged, and visible when they are durable.
 *
 * <pre>
 *            lead(epoch): fence, recover                submit, read
 * following ------------------------------> leading ----------------------> served
 *     ^                                       |  \__ the log fails: nothing more is served, the listener is told
 *     |_______________________________________|_____/
 *                      follow()
 * </pre>
 *
 * <p>What was answered is durable. After a crash the tree is the newest checkpoint with the log behind it applied. Every
 * change request with a {@link RequestId} is done at most once, also across terms, for as long as its session is not
 * forgotten.
 *
 * <p>Reads run on what is visible and never wait for commands. They are answered only while the leadership is confirmed,
 * asked before and after.
 *
 * <p>Safe for use by any thread. {@link #lead}, {@link #follow} and {@link #close} wait for each other; all else never waits.
 * Futures complete on a thread of the replica or its log: what hangs on them must be short and must not wait.
 */
public final class Replica implements AutoCloseable {

    private final Surroundings around;

    /** Orders changes of office; requests and reads do not take it. */
    private final ReentrantLock office = new ReentrantLock();

    private volatile @Nullable Leading leading;

    /** Done when the tree of the last term is closed; guarded by {@link #office}. */
    private CompletableFuture<Void> retired = CompletableFuture.completedFuture(null);

    private record Leading(Term term, BooleanSupplier isConfirmed) {}

    /** A replica that leads nothing yet. The log and the disk stay the caller's. */
    public Replica(
            ReplicaSettings settings, Disk disk, TransactionLog log, ReplicaListener listener, TimeSource clock) {
        this(settings, disk, log, listener, ReplicaMonitor.NONE, clock);
    }

    /** A replica that leads nothing yet, watched by a monitor. */
    public Replica(
            ReplicaSettings settings,
            Disk disk,
            TransactionLog log,
            ReplicaListener listener,
            ReplicaMonitor monitor,
            TimeSource clock) {
        this.around = new Surroundings(settings, disk, log, listener, monitor, clock);
    }

    /**
     * Begins a term: opens the log with its epoch, which fences all earlier ones, and recovers the tree.
     *
     * @param isConfirmed whether the leadership is confirmed right now, cheap
     * @throws CairnException STALE_EPOCH if a later epoch has been seen, CORRUPT if the tree or the log is damaged
     */
    public void lead(Epoch epoch, BooleanSupplier isConfirmed) throws IOException {
        office.lock();
        try {
            leaveOffice();
            retired.join();
            leading = new Leading(begin(epoch), isConfirmed);
        } finally {
            office.unlock();
        }
    }

    private Term begin(Epoch epoch) throws IOException {
        Appender appender = around.log().open(epoch);
        try {
            return begin(appender, Tree.open(around.disk(), around.settings().tree()));
        } catch (IOException | RuntimeException e) {
            appender.close();
            throw e;
        }
    }

    private Term begin(Appender appender, Tree tree) throws IOException {
        try {
            Recovery recovery = Recovery.replay(around.log(), tree, around.clock());
            around.listener().leading(appender.epoch(), tree.working());
            return Term.begin(around, tree, appender, recovery);
        } catch (IOException | RuntimeException e) {
            tree.close();
            throw e;
        }
    }

    /**
     * Ends the term, if there is one. When it returns nothing more is served or made durable in it, so the leadership can be
     * resigned at once; a last checkpoint may still be under way.
     */
    public void follow() {
        office.lock();
        try {
            leaveOffice();
        } finally {
            office.unlock();
        }
    }

    private void leaveOffice() {
        Leading ended = leading;
        if (ended != null) {
            leading = null;
            retired = ended.term.stop();
        }
    }

    /** Submits a command that is the replica's own business: a repeat would be done again. */
    public <R> CompletableFuture<R> submit(Command<R> command) {
        return submit(Request.of(command));
    }

    /**
     * Submits a command that is done at most once. The future completes when what it was decided on is durable and visible,
     * exceptionally with the refusal of the command or with NOT_LEADER, UNAVAILABLE or OVERLOADED. After UNAVAILABLE it may
     * have been done or not: the same request, asked again, tells. A refusal is not kept; a repeat is decided anew.
     */
    public <R> CompletableFuture<R> submit(RequestId id, ResponseCodec<R> codec, Command<R> command) {
        return submit(Request.once(id, codec, command));
    }

    private <R> CompletableFuture<R> submit(Request<R> request) {
        Leading now = leading;
        if (now == null || !now.isConfirmed.getAsBoolean()) {
            request.fail(notLeader());
        } else {
            now.term.submit(request);
        }
        return request.answer();
    }

    /** The answer of a change that was done before. */
    public <R> Optional<R> answered(RequestId id, ResponseCodec<R> codec) {
        return read(tree -> Slots.answerOf(tree, id)).map(codec::decode);
    }

    /**
     * Reads what is visible.
     *
     * @throws CairnException NOT_LEADER unless the leadership was confirmed before and after
     */
    public <R> R read(Function<TreeView, R> query) {
        Leading now = leading;
        if (now == null || !now.isConfirmed.getAsBoolean()) {
            throw notLeader();
        }
        R result;
        try {
            result = query.apply(now.term.visible().snapshot());
        } catch (RuntimeException e) {
            if (!now.equals(leading)) {
                // The tree was closed under the query; whatever that looked like is not the answer.
                throw notLeader();
            }
            throw e;
        }
        if (!now.isConfirmed.getAsBoolean()) {
            throw notLeader();
        }
        return result;
    }

    /**
     * Drops the answers kept for sessions that will not ask again, at most {@link ReplicaLimits#FORGOTTEN_SESSIONS_MAX} of
     * them; answers how many, 0 when there are none left.
     *
     * @param isGone must stay true once it was, and is asked by the calling thread
     */
    public CompletableFuture<Integer> forgetSessions(Predicate<UUID> isGone) {
        List<UUID> gone;
        try {
            gone = read(tree -> Slots.sessions(tree, isGone));
        } catch (CairnException e) {
            return CompletableFuture.failedFuture(e);
        }
        if (gone.isEmpty()) {
            return CompletableFuture.completedFuture(0);
        }
        return submit((transaction, context) -> {
            Slots.forget(transaction, gone);
            return gone.size();
        });
    }

    /** Whether this replica is in a term that has ended by a failure, and serves no more commands until the next one. */
    public boolean hasFailed() {
        Leading now = leading;
        return now != null && now.term.hasEnded();
    }

    public ReplicaStatus status() {
        Leading now = leading;
        return now == null
                ? new ReplicaStatus(Epoch.NONE, Position.START, 0)
                : new ReplicaStatus(now.term.epoch(), now.term.visible().position(), now.term.queued());
    }

    private CairnException notLeader() {
        return new CairnException(
                ErrorCode.NOT_LEADER, "replica", around.settings().name() + " does not lead here");
    }

    /** Ends the term and waits for its last checkpoint. */
    @Override
    public void close() {
        office.lock();
        try {
            leaveOffice();
            retired.join();
        } finally {
            office.unlock();
        }
    }
}
