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
import dev.cairn.log.TransactionLog;
import java.io.IOException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A tree that survives: commands are decided by one leader, logged, and visible when they are durable.
 *
 * <p>What was answered is durable. After a crash the tree is the newest checkpoint with the log behind it applied. Every
 * change request with a {@link RequestId} is done at most once, also across terms.
 *
 * <p>Reads run on what is visible and never wait for commands. They are answered only while the leadership is confirmed,
 * asked before and after. Safe for use by any thread.
 */
public final class Replica implements AutoCloseable {

    private final ReplicaSettings settings;
    private final Disk disk;
    private final TransactionLog log;
    private final ReplicaListener listener;
    private final TimeSource clock;

    private volatile @Nullable Leading leading;

    private record Leading(Term term, Tree tree, BooleanSupplier confirmed) {}

    /** A replica that leads nothing yet. */
    public Replica(ReplicaSettings settings, Disk disk, TransactionLog log, ReplicaListener listener, TimeSource clock) {
        this.settings = settings;
        this.disk = disk;
        this.log = log;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Begins a term: opens the log with its epoch, which fences all earlier ones, and recovers the tree.
     *
     * @param confirmed whether the leadership is confirmed right now, cheap
     * @throws CairnException STALE_EPOCH if a later epoch has been seen, CORRUPT if the tree or the log is damaged
     */
    public synchronized void lead(Epoch epoch, BooleanSupplier confirmed) throws IOException {
        follow();
        Tree tree = Tree.open(disk, settings.tree());
        try {
            leading = new Leading(Term.begin(settings, epoch, tree, log, listener, clock), tree, confirmed);
        } catch (IOException | RuntimeException e) {
            tree.close();
            throw e;
        }
    }

    /** Ends the term, if there is one. When it returns nothing more is served or made durable in it. */
    public synchronized void follow() {
        Leading ended = leading;
        if (ended != null) {
            leading = null;
            ended.term.close();
            closeTree(ended.tree);
        }
    }

    private static void closeTree(Tree tree) {
        try {
            tree.close();
        } catch (IOException e) {
            throw new CairnException(ErrorCode.EIO, "tree", "the file of the tree could not be closed", e);
        }
    }

    /** Submits a command that is the replica's own business: a repeat would be done again. */
    public <R> CompletableFuture<R> submit(Command<R> command) {
        return submit(Request.of(command));
    }

    /**
     * Submits a command that is done at most once. The future completes when what it was decided on is durable and visible,
     * exceptionally with the refusal of the command or with NOT_LEADER, UNAVAILABLE or OVERLOADED.
     */
    public <R> CompletableFuture<R> submit(RequestId id, ResponseCodec<R> codec, Command<R> command) {
        return submit(Request.once(id, codec, command));
    }

    private <R> CompletableFuture<R> submit(Request<R> request) {
        Leading now = leading;
        if (now == null || !now.confirmed.getAsBoolean()) {
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
        if (now == null || !now.confirmed.getAsBoolean()) {
            throw notLeader();
        }
        R result = query.apply(now.term.visible().snapshot());
        if (!now.confirmed.getAsBoolean()) {
            throw notLeader();
        }
        return result;
    }

    /** Drops the answers kept for sessions that will not ask again; answers how many of them, 0 at the end. */
    public CompletableFuture<Integer> forgetSessions(Predicate<UUID> isGone) {
        return submit((transaction, context) -> Slots.forget(transaction, isGone));
    }

    public ReplicaStatus status() {
        Leading now = leading;
        return now == null
                ? new ReplicaStatus(Epoch.NONE, Position.START, 0)
                : new ReplicaStatus(now.term.epoch(), now.term.visible().position(), now.term.queued());
    }

    private CairnException notLeader() {
        return new CairnException(ErrorCode.NOT_LEADER, "replica", settings.name() + " does not lead here");
    }

    @Override
    public void close() {
        follow();
    }
}
