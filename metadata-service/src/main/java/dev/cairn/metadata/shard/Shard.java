package dev.cairn.metadata.shard;

import dev.cairn.api.CallContext;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.kernel.ShardId;
import dev.cairn.kernel.TimeSource;
import dev.cairn.replica.Command;
import dev.cairn.replica.CommandContext;
import dev.cairn.replica.Replica;
import dev.cairn.replica.ResponseCodec;
import dev.cairn.replica.Transaction;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;

/** How the services of a shard change and read it. Calls block; safe for use by any thread. */
public final class Shard {

    /** For steps of the shard's own; the replica answers or fails long before. */
    private static final Duration OWN_STEP_TIME_MAX = Duration.ofSeconds(30);

    private final ShardId id;
    private final Replica replica;
    private final SeqClock seqs;
    private final TimeSource clock;
    private final MetadataSpace space;
    private final List<Consumer<InodeNumber>> dataListeners = new CopyOnWriteArrayList<>();

    /** A shard whose metadata may take any space. */
    public Shard(ShardId id, Replica replica, SeqClock seqs, TimeSource clock) {
        this(id, replica, seqs, clock, MetadataSpace.UNLIMITED);
    }

    public Shard(ShardId id, Replica replica, SeqClock seqs, TimeSource clock, MetadataSpace space) {
        this.space = space;
        this.id = id;
        this.replica = replica;
        this.seqs = seqs;
        this.clock = clock;
    }

    public TimeSource clock() {
        return clock;
    }

    public ShardId id() {
        return id;
    }

    public MetadataSpace space() {
        return space;
    }

    /**
     * A change of files.
     *
     * @param <R> what it answers
     */
    @FunctionalInterface
    public interface Change<R> {
        R decide(ShardTransaction transaction);
    }

    /** Who is told of every file whose data came, changed or went, once that is durable; quick, on any thread. */
    public void onDataChange(Consumer<InodeNumber> listener) {
        dataListeners.add(listener);
    }

    /** A change with what its last decision touched. */
    private final class Tracked<R> implements Command<R> {

        private final Change<R> change;
        private volatile Set<InodeNumber> touched = Set.of();

        Tracked(Change<R> change) {
            this.change = change;
        }

        @Override
        public R decide(Transaction transaction, CommandContext context) {
            var files = new ShardTransaction(transaction, id, space, context.now(), seqs.next(context.now()));
            R answer = change.decide(files);
            touched = files.dataChanges();
            return answer;
        }

        void tell() {
            touched.forEach(inode -> dataListeners.forEach(listener -> listener.accept(inode)));
        }
    }

    /** The listeners are told even if the caller has stopped waiting for the answer. */
    private static <R> CompletableFuture<R> telling(Tracked<R> command, CompletableFuture<R> answer) {
        return answer.whenComplete((done, failure) -> {
            if (failure == null) {
                command.tell();
            }
        });
    }

    /** Does a change at most once for the request of the context, and waits until it is durable. */
    public <R> R change(CallContext context, ResponseCodec<R> codec, Change<R> change) {
        var command = new Tracked<>(change);
        return await(telling(command, replica.submit(context.request(), codec, command)), context.deadline());
    }

    /** Does a change that is the shard's own business, or one that may be done again without harm. */
    public <R> R step(Change<R> change) {
        var command = new Tracked<>(change);
        return await(telling(command, replica.submit(command)), Deadline.in(OWN_STEP_TIME_MAX, clock));
    }

    /** The answer of a change that was done before. */
    public <R> Optional<R> answered(CallContext context, ResponseCodec<R> codec) {
        return replica.answered(context.request(), codec);
    }

    /** The term in which this shard leads, {@link Epoch#NONE} if it does not. */
    public Epoch leading() {
        return replica.status().leading();
    }

    /** Reads what is durable. */
    public <R> R read(Function<FileTree, R> query) {
        return replica.read(tree -> query.apply(new FileTree(tree, clock.now())));
    }

    private <R> R await(CompletableFuture<R> answer, Deadline deadline) {
        try {
            return answer.get(deadline.left(clock).toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof CairnException refusal
                    ? copyOf(refusal)
                    : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new CairnException(
                    ErrorCode.DEADLINE_EXCEEDED, "shard", "the change was not durable before the deadline", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CairnException(ErrorCode.EINTR, "shard", "interrupted while waiting for a change", e);
        }
    }

    /** With the caller's stack. */
    private static CairnException copyOf(CairnException refusal) {
        return new CairnException(refusal.code(), refusal.reason(), refusal.getMessage(), refusal);
    }
}
