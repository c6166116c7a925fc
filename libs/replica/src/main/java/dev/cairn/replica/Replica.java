package dev.cairn.replica;

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
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A tree that survives: commands are decided by one leader, logged, and visible when they are durable; the others follow.
 *
 * <pre>
 *              lead(epoch): fence, catch up                submit, read
 * following ---------------------------------> leading ----------------------> served
 *     ^  |__| tail the log, apply                 |  \__ the log fails: nothing more is served, the listener is told
 *     |___________________________________________|_____/   and the tree is dropped, since it may hold what no log does
 *                      follow()
 * </pre>
 *
 * <p>What was answered is durable. After a crash the tree is the newest checkpoint with the log behind it applied. Every
 * change request with a {@link RequestId} is done at most once, also across terms and replicas, for as long as its session is
 * not forgotten. Checkpoints are made while leading and while following.
 *
 * <p>Reads run on what is visible and never wait for commands. They are answered only while the leadership is confirmed,
 * asked before and after.
 *
 * <p>Safe for use by any thread. {@link #lead}, {@link #follow} and {@link #close} wait for each other; all else never waits.
 * Futures complete on a thread of the replica or its log: what hangs on them must be short and must not wait.
 */
public final class Replica implements AutoCloseable {

    private final Surroundings around;

    /** Decides, applies, and changes offices. */
    private final Worker worker;

    /** Makes checkpoints and closes trees. */
    private final Worker background;

    private volatile @Nullable Leading leading;

    private final OwnTree own;

    /** Only the worker touches this and what follows. */
    private boolean isFollowing;

    private boolean isTailing;
    private int officeChanges;

    /** Done when the office has changed as it was last asked for; guarded by this. */
    private CompletableFuture<Void> office = CompletableFuture.completedFuture(null);

    /** Guarded by this. */
    private boolean isClosed;

    private record Leading(Term term, BooleanSupplier isConfirmed) {}

    /** A replica that neither leads nor follows yet. The log and the disk stay the caller's. */
    public Replica(
            ReplicaSettings settings, Disk disk, TransactionLog log, ReplicaListener listener, TimeSource clock) {
        this(settings, disk, log, listener, ReplicaMonitor.NONE, clock);
    }

    /** A replica that is watched by a monitor. */
    public Replica(
            ReplicaSettings settings,
            Disk disk,
            TransactionLog log,
            ReplicaListener listener,
            ReplicaMonitor monitor,
            TimeSource clock) {
        this(settings, disk, log, StateSource.NONE, listener, monitor, clock);
    }

    /** A replica that gets from others what it cannot get from the log, and replaces a damaged tree by theirs. */
    public Replica(
            ReplicaSettings settings,
            Disk disk,
            TransactionLog log,
            StateSource source,
            ReplicaListener listener,
            ReplicaMonitor monitor,
            TimeSource clock) {
        this(new Surroundings(settings, disk, log, source, listener, monitor, clock, Workers.platformThreads()));
    }

    Replica(Surroundings around) {
        this.around = around;
        this.worker = around.workers().open("replica-" + around.settings().name());
        this.background =
                around.workers().open("checkpoint-" + around.settings().name());
        this.own = new OwnTree(around, worker, background, this::checkpointed);
        new Scrub(around, background, own::present, this::damagedOnDisk).start();
    }

    /**
     * Begins a term: opens the log with its epoch, which fences all earlier ones, and brings the tree up to its end. Ends the
     * term before, if there is one. Waits.
     *
     * @param isConfirmed whether the leadership is confirmed right now, cheap
     * @throws CairnException STALE_EPOCH if a later epoch has been seen, CORRUPT if the tree or the log is damaged
     */
    public void lead(Epoch epoch, BooleanSupplier isConfirmed) throws IOException {
        await(startLeading(epoch, isConfirmed));
    }

    /**
     * Ends the term, if there is one, and follows the log from now on. Waits: when it returns nothing more is served or made
     * durable in the term, so the leadership can be resigned at once.
     */
    public void follow() {
        startFollowing().join();
    }

    private static void await(CompletableFuture<Void> change) throws IOException {
        try {
            change.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case null, default -> throw e;
            }
        }
    }

    /** {@link #lead} without waiting. */
    CompletableFuture<Void> startLeading(Epoch epoch, BooleanSupplier isConfirmed) {
        return changeOffice(() -> leaveOffice().thenComposeAsync(nothing -> begin(epoch, isConfirmed), worker));
    }

    /** {@link #follow} without waiting. */
    CompletableFuture<Void> startFollowing() {
        return changeOffice(() -> {
            isFollowing = true;
            return leaveOffice();
        });
    }

    /** Changes the office on the worker, one change after the other. */
    private synchronized CompletableFuture<Void> changeOffice(Supplier<CompletableFuture<Void>> change) {
        if (isClosed) {
            return CompletableFuture.failedFuture(new CairnException(
                    ErrorCode.UNAVAILABLE, "replica", around.settings().name() + " is closed"));
        }
        office = office.exceptionally(failure -> null)
                .thenComposeAsync(
                        nothing -> {
                            officeChanges++;
                            return change.get();
                        },
                        worker)
                .whenCompleteAsync(
                        (nothing, failure) -> {
                            officeChanges--;
                            tailAfter(Duration.ZERO);
                        },
                        worker);
        return office;
    }

    private CompletableFuture<Void> leaveOffice() {
        Leading ended = leading;
        if (ended == null) {
            return CompletableFuture.completedFuture(null);
        }
        leading = null;
        return ended.term.stop().thenRunAsync(own::afterTerm, worker);
    }

    private CompletableFuture<Void> begin(Epoch epoch, BooleanSupplier isConfirmed) {
        if (own.isRestoring()) {
            return CompletableFuture.failedFuture(new CairnException(
                    ErrorCode.UNAVAILABLE, "replica", around.settings().name() + " is being restored"));
        }
        long start = around.clock().nanoTime();
        Appender appender;
        try {
            appender = around.log().open(epoch);
        } catch (IOException e) {
            return CompletableFuture.failedFuture(e);
        }
        return own.dropped()
                .thenComposeAsync(nothing -> own.catchUpToEnd(), worker)
                .thenRunAsync(() -> beginTerm(appender, isConfirmed, start), worker)
                .whenComplete((nothing, failure) -> {
                    if (failure != null) {
                        appender.close();
                    }
                });
    }

    private void beginTerm(Appender appender, BooleanSupplier isConfirmed, long start) {
        ReplicatedTree present = Objects.requireNonNull(own.present());
        present.requireEnd();
        present.stopReading();
        around.listener().leading(appender.epoch(), present.tree().working());
        around.monitor()
                .recovered(appender.epoch(), present.progress(around.clock().nanoTime() - start));
        leading = new Leading(new Term(around, present, appender, worker, !own.needsState()), isConfirmed);
    }

    private void checkpointed(CheckpointReport report) {
        around.monitor().checkpointed(report);
        Leading now = leading;
        ReplicatedTree present = own.present();
        if (now != null && present != null) {
            if (report.failure().isPresent() && present.checkpoints().isFarBehind()) {
                now.term.fail(report.failure().get());
            }
            now.term.wake();
        }
    }

    /** Does what the first reader of the page would bring about, behind a change of office that is under way. */
    private void damagedOnDisk(ReplicatedTree damaged, CairnException why) {
        CompletableFuture<Void> changed;
        synchronized (this) {
            changed = office;
        }
        var _ = changed.handleAsync(
                (nothing, failure) -> {
                    Leading now = leading;
                    if (now != null) {
                        now.term.endIfDamaged(why);
                    } else if (damaged.equals(own.present()) && officeChanges == 0) {
                        own.afterFollowingFailed(why);
                    }
                    return null;
                },
                worker);
    }

    private void tailAfter(Duration pause) {
        if (mayTail() && !isTailing) {
            isTailing = true;
            if (pause.isZero()) {
                worker.execute(this::tail);
            } else {
                worker.schedule(pause, this::tail);
            }
        }
    }

    private boolean mayTail() {
        return isFollowing && leading == null && officeChanges == 0 && !own.isRestoring();
    }

    /** Applies what others have logged. */
    private void tail() {
        isTailing = false;
        if (!mayTail()) {
            return;
        }
        Duration pause = ReplicaLimits.TAIL_PAUSE;
        try {
            if (own.needsState()) {
                var _ = own.restore()
                        .whenCompleteAsync((nothing, failure) -> tailAfter(ReplicaLimits.TAIL_RETRY), worker);
            } else if (own.catchUp()) {
                pause = Duration.ZERO;
            }
        } catch (IOException | RuntimeException e) {
            pause = ReplicaLimits.TAIL_RETRY;
            around.monitor().followingFailed(e);
            own.afterFollowingFailed(e);
        }
        tailAfter(pause);
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
            now.term.endIfDamaged(e);
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
        Visible present = visible();
        return now == null
                ? new ReplicaStatus(Epoch.NONE, present == null ? Position.START : present.position(), 0)
                : new ReplicaStatus(now.term.epoch(), now.term.visible().position(), now.term.queued());
    }

    /**
     * Everything that is applied and durable here, for another replica; empty while no tree is open. The replica goes on
     * meanwhile; the stream breaks off if it closes its tree.
     */
    public Optional<StateStream> state() {
        return Optional.ofNullable(visible()).map(SnapshotStream::new);
    }

    /** What is applied and durable here, whether it leads or follows; null while no tree is open. */
    @Nullable
    Visible visible() {
        ReplicatedTree present = own.present();
        return present == null ? null : present.visible();
    }

    private CairnException notLeader() {
        return new CairnException(
                ErrorCode.NOT_LEADER, "replica", around.settings().name() + " does not lead here");
    }

    /** Ends the term or stops following, and waits for a last checkpoint. */
    @Override
    public void close() {
        startClosing().join();
    }

    synchronized CompletableFuture<Void> startClosing() {
        if (!isClosed) {
            office = changeOffice(() -> {
                        isFollowing = false;
                        return leaveOffice().thenComposeAsync(nothing -> own.close(), worker);
                    })
                    .whenComplete((nothing, failure) -> {
                        worker.close();
                        background.close();
                    });
            isClosed = true;
        }
        return office;
    }
}
