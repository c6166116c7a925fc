package dev.cairn.log.bookkeeper;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.log.ledger.LedgerWriter;
import java.util.concurrent.CompletableFuture;
import org.apache.bookkeeper.client.api.WriteHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The writer of a BookKeeper ledger. Who gives it up lets what is under way go on. When nothing is any more, and nothing has
 * failed, the ledger is closed: its end is settled anyhow then, so that cuts nothing off, and BookKeeper keeps timers for a
 * ledger until it is. A ledger of which an append failed is left to whoever fences it.
 */
final class BookKeeperWriter implements LedgerWriter {

    private static final Logger LOG = LoggerFactory.getLogger(BookKeeperWriter.class);

    private final WriteHandle handle;

    /** Appends without an answer. Guarded by this, like all below. */
    private int underWay;

    private boolean isGivenUp;
    private @Nullable CairnException failure;

    BookKeeperWriter(WriteHandle handle) {
        this.handle = handle;
    }

    @Override
    public long ledger() {
        return handle.getId();
    }

    @Override
    public CompletableFuture<Long> append(byte[] entry) {
        synchronized (this) {
            if (isGivenUp) {
                return CompletableFuture.failedFuture(new CairnException(
                        ErrorCode.UNAVAILABLE, "bookkeeper", "the writer of ledger " + ledger() + " was closed"));
            }
            underWay++;
        }
        var answer = new CompletableFuture<Long>();
        var _ = handle.appendAsync(entry).whenComplete((number, refused) -> {
            CairnException reason = refused == null ? null : fail(refused);
            countDown();
            if (reason == null) {
                answer.complete(number);
            } else {
                answer.completeExceptionally(reason);
            }
        });
        return answer;
    }

    /** The first reason stays: to what comes behind it BookKeeper only says that the ledger is closed. */
    private synchronized CairnException fail(Throwable refused) {
        if (failure == null) {
            failure = BookKeeperCalls.describeAppend(ledger(), refused);
        }
        return failure;
    }

    private void countDown() {
        boolean isOver;
        synchronized (this) {
            underWay--;
            isOver = isGivenUp && underWay == 0;
        }
        if (isOver) {
            end();
        }
    }

    @Override
    public void close() {
        boolean isOver;
        synchronized (this) {
            isOver = !isGivenUp && underWay == 0;
            isGivenUp = true;
        }
        if (isOver) {
            end();
        }
    }

    private void end() {
        synchronized (this) {
            if (failure != null) {
                return;
            }
        }
        var _ = handle.closeAsync().exceptionally(unclosed -> {
            LOG.atDebug().setCause(unclosed).addKeyValue("ledger", ledger()).log("a ledger was left open");
            return null;
        });
    }
}
