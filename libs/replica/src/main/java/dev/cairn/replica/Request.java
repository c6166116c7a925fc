package dev.cairn.replica;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.RequestId;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way through a replica: queued, decided, answered. Owned by the replica's thread until its batch is
 * handed to the log, then by whoever settles that.
 *
 * @param <R> what it answers
 */
final class Request<R> {

    /** What makes a repeat answer the same. */
    private record Once<R>(RequestId id, ResponseCodec<R> codec) {}

    private final Command<R> command;
    private final @Nullable Once<R> once;
    private final CompletableFuture<R> answer = new CompletableFuture<>();

    private @Nullable R response;
    private @Nullable RuntimeException refusal;

    private Request(Command<R> command, @Nullable Once<R> once) {
        this.command = command;
        this.once = once;
    }

    static <R> Request<R> of(Command<R> command) {
        return new Request<>(command, null);
    }

    static <R> Request<R> once(RequestId id, ResponseCodec<R> codec, Command<R> command) {
        return new Request<>(command, new Once<>(id, codec));
    }

    CompletableFuture<R> answer() {
        return answer;
    }

    /** Decides what to change, nothing for a refusal or a repeat; keeps what to answer. */
    Decision decide(Transaction transaction, CommandContext context) {
        try {
            if (once != null) {
                Optional<byte[]> earlier = Slots.answerOf(transaction, once.id);
                if (earlier.isPresent()) {
                    response = once.codec.decode(earlier.get());
                    return Decision.NOTHING;
                }
            }
            R decided = command.decide(transaction, context);
            if (once != null) {
                Slots.remember(transaction, once.id, once.codec.encode(decided));
            }
            Decision decision = Decision.of(transaction.changes());
            requireSize(decision.encoded().length);
            response = decided;
            return decision;
        } catch (RuntimeException refused) {
            // Also a fault of the command: nothing was applied, so the replica is whole and only this caller is told.
            refusal = refused;
            return Decision.NOTHING;
        }
    }

    private static void requireSize(int bytes) {
        if (bytes > ReplicaLimits.TRANSACTION_BYTES_MAX) {
            throw new CairnException(
                    ErrorCode.E2BIG,
                    "transaction",
                    "a change of " + bytes + " bytes; one transaction has at most "
                            + ReplicaLimits.TRANSACTION_BYTES_MAX);
        }
    }

    /** Why it was refused, if it was. */
    Optional<RuntimeException> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Gives the answer to the caller; what it was decided on is durable. */
    void complete() {
        if (refusal != null) {
            answer.completeExceptionally(refusal);
        } else {
            answer.complete(response);
        }
    }

    void fail(CairnException why) {
        answer.completeExceptionally(why);
    }
}
