package dev.cairn.gateway.data;

import dev.cairn.api.metadata.ContentId;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;

/**
 * Keeps the bytes of a content from being freed while somebody reads them: the lock {@code content/<id>}, held shared.
 * Losing it early is safe, for a place that was freed shows when it is read.
 */
@FunctionalInterface
public interface ContentLocks {

    /** @throws CairnException if the lock was not granted before the deadline */
    Held hold(ContentId content, Deadline deadline);

    /** A lock in use; closing it twice is harmless. */
    @FunctionalInterface
    interface Held extends AutoCloseable {

        @Override
        void close();
    }
}
