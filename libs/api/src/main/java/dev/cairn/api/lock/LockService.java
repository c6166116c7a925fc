package dev.cairn.api.lock;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * Cluster locks. A grant belongs to a session and ends with it: by release, by the end of the session, or by its lease
 * running out. A lock without a checked token protects nothing: give {@link FencingToken} to the resource.
 *
 * <p>After a change of leader the new one knows nothing. It answers {@link #renew} with {@link ErrorCode#ESTALE}, reason
 * {@code session}; the session is then opened anew with all it holds. Until every session that may hold locks has
 * reported or run out, no conflicting grant is made.
 *
 * <p>Calls fail with {@link ErrorCode#NOT_LEADER} or {@link ErrorCode#UNAVAILABLE} when asked of the wrong server.
 */
public interface LockService {

    /**
     * Makes the session known to the leader, together with the grants it already holds from an earlier leader.
     * Repeating the call is harmless.
     *
     * @param holder a name for people, such as the host and service
     * @throws CairnException {@link ErrorCode#ESTALE}, reason {@code held}, if a reported grant conflicts with one given
     *     since: the session must treat all its grants as lost
     */
    SessionTerms openSession(UUID session, String holder, List<HeldLock> held);

    /**
     * Extends the lease.
     *
     * @throws CairnException {@link ErrorCode#ESTALE}, reason {@code session}, if it is not known
     */
    SessionTerms renew(UUID session);

    /**
     * Takes a lock, waiting in line for at most {@code wait}; a zero wait only tries. Asking again for what the session
     * holds in the same mode answers the same grant.
     *
     * @throws CairnException {@link ErrorCode#EBUSY} if it was not granted in time; {@link ErrorCode#OVERLOADED} if the
     *     line is full; {@link ErrorCode#EINVAL}, reason {@code mode}, if the session holds it in another mode;
     *     {@link ErrorCode#ESTALE}, reason {@code session}
     */
    HeldLock acquire(UUID session, LockName name, LockMode mode, Duration wait);

    /** Gives a grant back; harmless if it is not held. */
    void release(UUID session, LockName name);

    /** Ends the session and releases everything it holds; harmless if it is not known. */
    void closeSession(UUID session);

    /** What is held now under names that start with {@code prefix}, by name, at most {@code limit} grants. */
    List<HeldLock> list(String prefix, int limit);
}
