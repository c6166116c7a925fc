package dev.cairn.coordination;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * Membership and leadership of a cluster, seen from one process.
 *
 * <p>Safe for use by any thread. Methods that ask the ensemble block, for a bounded time, and then fail with
 * {@link ErrorCode#UNAVAILABLE}. Listeners run one after the other, never under a lock of the implementation; they must
 * be short and must not wait.
 */
public interface Coordination extends AutoCloseable {

    /** Makes a member visible. It vanishes when the registration is closed or this process dies. */
    Registration register(Member member);

    /** The members of a service, from a watched cache that may be a moment old. Costs nothing after the first call. */
    List<Member> members(ServiceName service);

    /**
     * Whether the registration of a leader has ended, by a fresh look. True is a proof, if the member was read from
     * {@link Leadership#current()}: its session is over, and with it everything it had confirmed.
     */
    boolean isGone(Member leader);

    /**
     * Whether the process of a member is known to have ended, although it may still be registered: the kernel of this
     * host refuses its ports, or they are now the ports of a member that was registered here. Knocks at the ports, so
     * it takes a moment. False means nothing.
     */
    boolean isProvenDead(Member member);

    /**
     * A group that elects a leader, such as {@code metadata/0}, {@code allocator} or {@code locks/0}. The same object
     * for the same name.
     */
    Leadership leadership(String group);

    /**
     * Calls the listener each time the session of this process has ended. By then all its claims are void and their
     * {@link Leadership#isConfirmed} false; a new session may have begun.
     */
    Subscription onSessionEnd(Runnable listener);

    /**
     * Creates a small persistent record if it is missing and returns the one that is stored. Of several processes that
     * call it at the same time all get the same answer.
     *
     * @param path such as {@code volume/id}
     * @throws CairnException {@link ErrorCode#E2BIG} above {@link CoordinationLimits#RECORD_BYTES_MAX}
     */
    byte[] once(String path, Supplier<byte[]> value);

    /** Creates or replaces a small persistent record. */
    void store(String path, byte[] value);

    /** Removes a record that {@link #store} made; harmless if there is none. */
    void remove(String path);

    /** The records whose path is {@code folder}, a slash and a name, by name. */
    SortedMap<String, byte[]> stored(String folder);

    /** Ends the session: everything registered vanishes at once. Closing twice is harmless. */
    @Override
    void close();
}
