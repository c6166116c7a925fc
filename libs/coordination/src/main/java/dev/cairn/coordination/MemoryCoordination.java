package dev.cairn.coordination;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * {@link Coordination} within one process, made by {@link MemoryEnsemble#connect}. A test plays the network:
 *
 * <pre>
 * connected --suspend--> suspended --resume--> connected        the process is told that it lost the connection
 * connected --cutOff---> cut off   --resume--> connected        it is not told; its leases run out
 * any       --expireSession--> connected, in a new session      registrations are put back
 * </pre>
 *
 * {@link #expireUnnoticed} ends the session at the ensemble alone; the process learns of it when it resumes.
 *
 * Safe for use by any thread. Listeners are called in the thread that makes the change.
 */
public final class MemoryCoordination implements Coordination {

    private enum Link {
        CONNECTED,
        SUSPENDED,
        CUT_OFF,
        CLOSED
    }

    private final MemoryEnsemble ensemble;
    private final TimeSource clock;
    private final Map<String, MemoryLeadership> groups = new ConcurrentHashMap<>();
    private final Set<Member> registered = ConcurrentHashMap.newKeySet();
    private final Listeners sessionEnds = new Listeners(Runnable::run);
    private volatile Link link = Link.CONNECTED;
    private volatile long lastContactNanos;
    private volatile long session;
    private volatile boolean isExpired;

    MemoryCoordination(MemoryEnsemble ensemble, TimeSource clock) {
        this.ensemble = ensemble;
        this.clock = clock;
        this.session = ensemble.newSession();
    }

    @Override
    public Registration register(Member member) {
        requireConnected();
        ensemble.add(member, session);
        registered.add(member);
        return new MemoryRegistration(member);
    }

    @Override
    public List<Member> members(ServiceName service) {
        return ensemble.members(service);
    }

    @Override
    public boolean isGone(Member leader) {
        requireConnected();
        return !ensemble.contains(leader);
    }

    /** Nothing listens in memory, so what remains is the rule about addresses. */
    @Override
    public boolean isProvenDead(Member member) {
        return !registered.contains(member) && registered.stream().anyMatch(member::hasAddressOf);
    }

    @Override
    public Leadership leadership(String group) {
        return groups.computeIfAbsent(
                ZooKeeperSettings.requirePath(group), name -> new MemoryLeadership(this, ensemble, name));
    }

    @Override
    public Subscription onSessionEnd(Runnable listener) {
        return sessionEnds.add(listener);
    }

    @Override
    public byte[] once(String path, Supplier<byte[]> value) {
        requireConnected();
        return ensemble.once(ZooKeeperSettings.requirePath(path), value);
    }

    @Override
    public void store(String path, byte[] value) {
        requireConnected();
        ensemble.store(ZooKeeperSettings.requirePath(path), value);
    }

    @Override
    public void remove(String path) {
        requireConnected();
        ensemble.removeRecord(ZooKeeperSettings.requirePath(path));
    }

    @Override
    public SortedMap<String, byte[]> stored(String folder) {
        requireConnected();
        return ensemble.stored(ZooKeeperSettings.requirePath(folder));
    }

    /** The connection is lost, and this process knows. */
    public void suspend() {
        link = Link.SUSPENDED;
        groups.values().forEach(MemoryLeadership::lapse);
    }

    /** The connection is lost, and this process does not know. */
    public void cutOff() {
        lastContactNanos = clock.nanoTime();
        link = Link.CUT_OFF;
    }

    /** The connection is back, in the same session unless that has ended meanwhile. */
    public void resume() {
        if (isExpired) {
            expireSession();
            return;
        }
        link = Link.CONNECTED;
        groups.values().forEach(MemoryLeadership::catchUp);
    }

    /**
     * The ensemble ends the session of a process that is cut off or suspended. A session outlasts a lease, so let the
     * clock go on by {@link MemoryEnsemble#LEASE} first.
     */
    public void expireUnnoticed() {
        if (link == Link.CONNECTED) {
            throw new IllegalStateException("a connected process keeps its session");
        }
        isExpired = true;
        ensemble.endSession(session);
    }

    /** The session has ended, a new one begins. */
    public void expireSession() {
        groups.values().forEach(MemoryLeadership::dropClaim);
        ensemble.endSession(session);
        session = ensemble.newSession();
        isExpired = false;
        registered.forEach(member -> ensemble.add(member, session));
        resume();
        sessionEnds.fire();
    }

    @Override
    public void close() {
        if (link == Link.CLOSED) {
            return;
        }
        groups.values().forEach(MemoryLeadership::dropClaim);
        link = Link.CLOSED;
        ensemble.disconnect(this);
        ensemble.endSession(session);
    }

    void groupChanged(String group) {
        MemoryLeadership leadership = groups.get(group);
        if (leadership != null && link == Link.CONNECTED) {
            leadership.catchUp();
        }
    }

    /** When the ensemble was last heard of: now, as long as nothing is broken. */
    long lastContactNanos() {
        return link == Link.CONNECTED ? clock.nanoTime() : lastContactNanos;
    }

    boolean isSuspended() {
        return link == Link.SUSPENDED || link == Link.CLOSED;
    }

    TimeSource clock() {
        return clock;
    }

    long session() {
        return session;
    }

    void requireConnected() {
        if (link != Link.CONNECTED) {
            throw new CairnException(ErrorCode.UNAVAILABLE, "coordination", "the ensemble cannot be reached: " + link);
        }
    }

    void requireRegistered(Member member) {
        requireConnected();
        if (!ensemble.contains(member)) {
            throw new CairnException(
                    ErrorCode.UNAVAILABLE, "coordination", member + " is not registered at this moment");
        }
    }

    private final class MemoryRegistration implements Registration {

        private final Member member;

        MemoryRegistration(Member member) {
            this.member = member;
        }

        @Override
        public Member member() {
            return member;
        }

        @Override
        public void close() {
            registered.remove(member);
            groups.values().forEach(group -> group.dropClaimOf(member));
            ensemble.remove(member);
        }
    }
}
