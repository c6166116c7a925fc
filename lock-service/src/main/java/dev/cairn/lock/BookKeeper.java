package dev.cairn.lock;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the writing in a {@link SessionBook} on one thread, in the order in which it was asked, so that an erasure under
 * way never hits a later entry. Nothing here blocks the caller but {@link #entries} and {@link #isHolderDead}.
 */
final class BookKeeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BookKeeper.class);

    private final String group;
    private final SessionBook book;
    private final ExecutorService writer;

    BookKeeper(SessionBook book, String group) {
        this.book = book;
        this.group = group;
        this.writer = Executors.newSingleThreadExecutor(
                Thread.ofVirtual().name("lock-book-" + group).factory());
    }

    /** @throws CairnException {@link ErrorCode#UNAVAILABLE} once closed */
    CompletableFuture<Void> enter(Epoch epoch, UUID session, String holder, Duration lease) {
        try {
            return CompletableFuture.runAsync(() -> book.write(epoch, session, holder, lease), writer);
        } catch (RejectedExecutionException closed) {
            throw new CairnException(ErrorCode.UNAVAILABLE, "lifecycle", group + " is closed", closed);
        }
    }

    /** A record that stays makes a later leader wait for nobody, and goes at the end of that recovery. */
    void erase(Epoch epoch, UUID session) {
        try {
            writer.execute(() -> {
                try {
                    book.erase(epoch, session);
                } catch (CairnException failure) {
                    LOG.info("{}: session {} stays in the book: {}", group, session, failure.getMessage());
                }
            });
        } catch (RejectedExecutionException closed) {
            LOG.debug("{}: closed, session {} stays in the book", group, session);
        }
    }

    List<SessionBook.Entry> entries() {
        return book.entries();
    }

    boolean isHolderDead(SessionBook.Entry entry) {
        return book.isHolderDead(entry);
    }

    @Override
    public void close() {
        writer.shutdown();
    }
}
