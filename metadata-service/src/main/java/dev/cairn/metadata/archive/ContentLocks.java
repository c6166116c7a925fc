package dev.cairn.metadata.archive;

import dev.cairn.api.metadata.ContentId;
import java.util.Optional;

/** The lock that readers hold on a content, as the one who frees it sees it. */
@FunctionalInterface
public interface ContentLocks {

    /** The lock exclusively, if nobody holds it at this moment. */
    Optional<Held> tryExclusive(ContentId content);

    /** A lock in use. */
    @FunctionalInterface
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
