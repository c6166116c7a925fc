package dev.cairn.metadata;

import dev.cairn.kernel.TimeSource;
import dev.cairn.replica.Replica;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Forgets the answers kept for sessions that have ended, so that they do not become more for ever. A session ends with the
 * membership of the process that began it, and is forgotten when that was gone for {@link #RETENTION}. Used by one thread.
 */
final class SessionSweep {

    /** Longer than any call is repeated; a new leader counts from its begin. */
    static final Duration RETENTION = Duration.ofMinutes(10);

    private final Replica replica;
    private final Supplier<Set<UUID>> present;
    private final TimeSource clock;

    /** When a session that has answers was first seen to be gone, in nanoseconds. */
    private final Map<UUID, Long> goneSince = new HashMap<>();

    /** @param present the sessions of the members there are, from a cache; may fail, and is asked again by the next sweep */
    SessionSweep(Replica replica, Supplier<Set<UUID>> present, TimeSource clock) {
        this.replica = replica;
        this.present = present;
        this.clock = clock;
    }

    /** Looks at all sessions that have answers; answers how many were forgotten. */
    int sweep() {
        Set<UUID> members = present.get();
        long now = clock.nanoTime();
        Set<UUID> met = new HashSet<>();
        int forgotten = 0;
        int step;
        do {
            step = replica.forgetSessions(session -> {
                        met.add(session);
                        return isGone(session, members, now);
                    })
                    .join();
            forgotten += step;
        } while (step > 0);
        goneSince.keySet().retainAll(met);
        return forgotten;
    }

    private boolean isGone(UUID session, Set<UUID> members, long now) {
        if (members.contains(session)) {
            goneSince.remove(session);
            return false;
        }
        return now - goneSince.computeIfAbsent(session, first -> now) >= RETENTION.toNanos();
    }
}
