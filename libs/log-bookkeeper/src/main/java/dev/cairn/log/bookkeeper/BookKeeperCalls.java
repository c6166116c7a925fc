package dev.cairn.log.bookkeeper;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.bookkeeper.client.api.BKException;

/** Waits for BookKeeper, for a bounded time, and translates its errors. */
final class BookKeeperCalls {

    private static final String REASON = "bookkeeper";

    private BookKeeperCalls() {}

    /** @throws CairnException as {@link #describe} has it; UNAVAILABLE if there is no answer in time */
    static <T> T await(String what, CompletableFuture<T> answer) {
        return await(what, answer, late -> {});
    }

    /** @param abandon what to do with an answer that comes after nobody waits for it any more */
    static <T> T await(String what, CompletableFuture<T> answer, Consumer<T> abandon) {
        try {
            return answer.get(BookKeeperLimits.CALL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failure) {
            throw describe(what, failure);
        } catch (TimeoutException failure) {
            var _ = answer.thenAccept(abandon);
            throw unavailable(what, failure);
        } catch (InterruptedException failure) {
            Thread.currentThread().interrupt();
            var _ = answer.thenAccept(abandon);
            throw unavailable(what, failure);
        }
    }

    private static CairnException unavailable(String what, Exception failure) {
        return new CairnException(ErrorCode.UNAVAILABLE, REASON, "no answer from BookKeeper: " + what, failure);
    }

    /** What a reader or whoever manages ledgers is told. */
    static CairnException describe(String what, Throwable failure) {
        Throwable cause = cause(failure);
        return new CairnException(
                switch (code(cause)) {
                    case BKException.Code.LedgerFencedException -> ErrorCode.STALE_EPOCH;
                    case BKException.Code.DigestMatchException -> ErrorCode.CORRUPT;
                    case BKException.Code.NoSuchLedgerExistsException,
                            BKException.Code.NoSuchLedgerExistsOnMetadataServerException -> ErrorCode.ENOENT;
                    default -> ErrorCode.UNAVAILABLE;
                },
                REASON,
                "BookKeeper did not do it: " + what + ": " + cause.getMessage(),
                cause);
    }

    /** What a writer is told. A ledger that it did not close was closed by whoever fenced it. */
    static CairnException describeAppend(long ledger, Throwable failure) {
        Throwable cause = cause(failure);
        return new CairnException(
                switch (code(cause)) {
                    case BKException.Code.LedgerFencedException, BKException.Code.LedgerClosedException ->
                        ErrorCode.STALE_EPOCH;
                    // The second one is what a client says that is closed while it sends.
                    case BKException.Code.ClientClosedException, BKException.Code.InterruptedException ->
                        ErrorCode.UNAVAILABLE;
                    default -> ErrorCode.EIO;
                },
                REASON,
                "ledger " + ledger + " could not be written: " + cause.getMessage(),
                cause);
    }

    /** Whether a call failed because fewer bookies than it wanted are there. */
    static boolean isForWantOfBookies(CairnException failure) {
        return failure.getCause() instanceof BKException reason
                && reason.getCode() == BKException.Code.NotEnoughBookiesException;
    }

    private static int code(Throwable cause) {
        return cause instanceof BKException failure ? failure.getCode() : BKException.Code.UnexpectedConditionException;
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return (failure instanceof CompletionException || failure instanceof ExecutionException) && cause != null
                ? cause
                : failure;
    }
}
