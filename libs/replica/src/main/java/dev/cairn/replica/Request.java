package dev.cairn.replica;

import dev.cairn.btree.Change;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.RequestId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A command on its way through a replica: queued, decided, answered.
 *
 * @param <R> what it answers
 */
final class Request<R> {

    private final Command<R> command;
    private final @Nullable RequestId id;
    private final @Nullable ResponseCodec<R> codec;
    private final CompletableFuture<R> answer = new CompletableFuture<>();

    /** Set by deciding; handed over with the batch. */
    private @Nullable R response;

    private @Nullable RuntimeException refusal;

    private Request(Command<R> command, @Nullable RequestId id, @Nullable ResponseCodec<R> codec) {
        this.command = command;
        this.id = id;
        this.codec = codec;
    }

    static <R> Request<R> of(Command<R> command) {
        return new Request<>(command, null, null);
    }

    static <R> Request<R> once(RequestId id, ResponseCodec<R> codec, Command<R> command) {
        return new Request<>(command, id, codec);
    }

    CompletableFuture<R> answer() {
        return answer;
    }

    /** Decides; answers the changes, none for a refusal or a repeat. */
    List<Change> decide(Transaction transaction, CommandContext context) {
        try {
            if (id != null && codec != null) {
                Optional<byte[]> earlier = Slots.answerOf(transaction, id);
                if (earlier.isPresent()) {
                    response = codec.decode(earlier.get());
                    return List.of();
                }
            }
            R decided = command.decide(transaction, context);
            if (id != null && codec != null) {
                Slots.remember(transaction, id, codec.encode(decided));
            }
            response = decided;
            return transaction.changes();
        } catch (CairnException refused) {
            refusal = refused;
            return List.of();
        } catch (RuntimeException broken) {
            // A fault of the command; it changed nothing, so the replica is whole.
            refusal = broken;
            return List.of();
        }
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
