package dev.cairn.coordination;

import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * What an ensemble would store, in the memory of this process: the common ground of several {@link MemoryCoordination}.
 * Nothing in it has a thread or reads a clock of its own, so a test or a simulation sees the same run each time.
 *
 * <p>Safe for use by any thread. Listeners run in the thread that made the change, after the lock was left.
 */
public final class MemoryEnsemble {

    /** How long a leader goes on believing itself confirmed after {@link MemoryCoordination#cutOff}. */
    public static final Duration LEASE = Duration.ofSeconds(1);

    private final TimeSource clock;
    private final Object lock = new Object();

    /** Guarded by {@link #lock}, like the maps below. */
    private final Map<String, GroupRecord> groups = new HashMap<>();

    private final Map<Member, Long> sessionsByMember = new HashMap<>();
    private final Map<String, byte[]> records = new HashMap<>();
    private long lastSession;

    private final Set<MemoryCoordination> connections = ConcurrentHashMap.newKeySet();

    public MemoryEnsemble(TimeSource clock) {
        this.clock = clock;
    }

    /** One more process. */
    public MemoryCoordination connect() {
        MemoryCoordination connection = new MemoryCoordination(this, clock);
        connections.add(connection);
        return connection;
    }

    void disconnect(MemoryCoordination connection) {
        connections.remove(connection);
    }

    long newSession() {
        synchronized (lock) {
            return ++lastSession;
        }
    }

    void endSession(long session) {
        synchronized (lock) {
            sessionsByMember.values().removeIf(owner -> owner == session);
        }
    }

    void add(Member member, long session) {
        synchronized (lock) {
            sessionsByMember.put(member, session);
        }
    }

    void remove(Member member) {
        synchronized (lock) {
            sessionsByMember.remove(member);
        }
    }

    boolean contains(Member member) {
        synchronized (lock) {
            return sessionsByMember.containsKey(member);
        }
    }

    List<Member> members(ServiceName service) {
        Map<String, Member> byId = new TreeMap<>();
        synchronized (lock) {
            for (Member member : sessionsByMember.keySet()) {
                if (member.service() == service) {
                    byId.put(member.id(), member);
                }
            }
        }
        return new ArrayList<>(byId.values());
    }

    GroupRecord group(String name) {
        synchronized (lock) {
            return groups.getOrDefault(name, GroupRecord.FIRST);
        }
    }

    /** Compare-and-set. Tells every connection that can hear it. */
    boolean replace(String group, GroupRecord expected, GroupRecord wanted) {
        synchronized (lock) {
            if (!group(group).equals(expected)) {
                return false;
            }
            groups.put(group, wanted);
        }
        connections.forEach(connection -> connection.groupChanged(group));
        return true;
    }

    byte[] once(String path, Supplier<byte[]> value) {
        synchronized (lock) {
            byte[] stored = records.get(path);
            if (stored != null) {
                return stored.clone();
            }
        }
        byte[] wanted = ZooKeeperRecords.requireSmall(value.get()).clone();
        synchronized (lock) {
            byte[] other = records.putIfAbsent(path, wanted);
            return other == null ? wanted.clone() : other.clone();
        }
    }

    void store(String path, byte[] value) {
        byte[] wanted = ZooKeeperRecords.requireSmall(value).clone();
        synchronized (lock) {
            records.put(path, wanted);
        }
    }

    void removeRecord(String path) {
        synchronized (lock) {
            records.remove(path);
        }
    }

    SortedMap<String, byte[]> stored(String folder) {
        SortedMap<String, byte[]> found = new TreeMap<>();
        String prefix = folder + "/";
        synchronized (lock) {
            records.forEach((path, value) -> {
                if (path.startsWith(prefix) && path.indexOf('/', prefix.length()) < 0) {
                    found.put(path.substring(prefix.length()), value.clone());
                }
            });
        }
        return found;
    }
}
