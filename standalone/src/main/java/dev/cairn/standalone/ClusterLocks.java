package dev.cairn.standalone;

import dev.cairn.api.lock.LockMode;
import dev.cairn.api.lock.LockName;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.lock.client.LockClient;
import dev.cairn.lock.client.LockGrant;
import java.util.Optional;

/**
 * The lock {@code content/<id>}: held shared by long reads, exclusively by whoever frees the bytes.
 *
 * @param client keeps the session of this process alive
 */
public record ClusterLocks(LockClient client)
        implements dev.cairn.gateway.data.ContentLocks, dev.cairn.metadata.archive.ContentLocks {

    @Override
    public dev.cairn.gateway.data.ContentLocks.Held hold(ContentId content, Deadline deadline) {
        LockGrant grant = client.acquire(name(content), LockMode.SHARED, deadline);
        return grant::close;
    }

    @Override
    public Optional<dev.cairn.metadata.archive.ContentLocks.Held> tryExclusive(ContentId content) {
        try {
            return client.tryAcquire(name(content), LockMode.EXCLUSIVE).map(grant -> grant::close);
        } catch (CairnException noAnswer) {
            // No leader, or one that does not know this session yet: as good as held, until the next sweep.
            return Optional.empty();
        }
    }

    private static LockName name(ContentId content) {
        return new LockName("content/" + content);
    }
}
