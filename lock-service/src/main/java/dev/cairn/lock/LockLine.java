package dev.cairn.lock;

import dev.cairn.api.lock.HeldLock;
import dev.cairn.api.lock.LockMode;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One lock: who holds it, and the line of those who wait, first come first served. */
final class LockLine {

    private final Map<UUID, HeldLock> holders = new LinkedHashMap<>();
    private final Set<Ticket> waiting = new LinkedHashSet<>();

    Collection<HeldLock> holders() {
        return holders.values();
    }

    @Nullable
    HeldLock heldBy(UUID session) {
        return holders.get(session);
    }

    void add(HeldLock lock) {
        holders.put(lock.session(), lock);
    }

    void removeHolder(UUID session) {
        holders.remove(session);
    }

    /** Whether all who hold it now allow {@code mode} beside them. Two modes are never held at once, so one will do. */
    boolean allows(LockMode mode) {
        return holders.isEmpty() || holders.values().iterator().next().mode().isCompatibleWith(mode);
    }

    Set<Ticket> waiting() {
        return waiting;
    }

    /** Who is to be served next. Nobody overtakes the first in line, even one who could be served now. */
    Optional<Ticket> nextToServe() {
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        Ticket first = waiting.iterator().next();
        return allows(first.mode()) ? Optional.of(first) : Optional.empty();
    }

    boolean isUnused() {
        return holders.isEmpty() && waiting.isEmpty();
    }
}
