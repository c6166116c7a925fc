package dev.cairn.coordination;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A group of a {@link MemoryEnsemble}, as one process sees it. Cut off, it sees what it saw last. */
final class MemoryLeadership implements Leadership {

    private final MemoryCoordination coordination;
    private final MemoryEnsemble ensemble;
    private final String group;
    private final Listeners listeners = new Listeners(Runnable::run);
    private final Object lock = new Object();

    /** Written under {@link #lock}. */
    private volatile GroupRecord known;

    /** Written under {@link #lock}. */
    private volatile @Nullable Claim claim;

    MemoryLeadership(MemoryCoordination coordination, MemoryEnsemble ensemble, String group) {
        this.coordination = coordination;
        this.ensemble = ensemble;
        this.group = group;
        this.known = ensemble.group(group);
    }

    @Override
    public Optional<LeaderRecord> current() {
        return known.leading();
    }

    @Override
    public Epoch epoch() {
        return known.epoch();
    }

    @Override
    public Duration predecessorLease() {
        return known.lease();
    }

    @Override
    public LeaderRecord claim(Member me, Epoch last) {
        coordination.requireRegistered(me);
        GroupRecord base = ensemble.group(group);
        GroupRecord wanted = base.claimedBy(me, MemoryEnsemble.LEASE);
        LeaderRecord record = new LeaderRecord(wanted.epoch(), me);
        if (!base.epoch().equals(last) || !ensemble.replace(group, base, wanted)) {
            throw overtaken(base);
        }
        synchronized (lock) {
            claim = new Claim(
                    record,
                    coordination.session(),
                    0,
                    MemoryEnsemble.LEASE,
                    coordination.clock().nanoTime());
        }
        catchUp();
        return record;
    }

    @Override
    public void overthrow(LeaderRecord other) {
        coordination.requireConnected();
        GroupRecord base = ensemble.group(group);
        if (!base.names(other) || !ensemble.replace(group, base, base.overthrown())) {
            throw overtaken(base);
        }
        catchUp();
    }

    @Override
    public void resign(LeaderRecord mine) {
        synchronized (lock) {
            Claim held = claim;
            if (held != null && held.record().equals(mine)) {
                claim = null;
            }
        }
        coordination.requireConnected();
        GroupRecord base = ensemble.group(group);
        if (base.names(mine) && !ensemble.replace(group, base, base.resigned())) {
            catchUp();
        }
    }

    @Override
    public boolean isConfirmed(LeaderRecord mine) {
        Claim held = claim;
        if (held == null || coordination.isSuspended() || held.session() != coordination.session()) {
            return false;
        }
        held.confirm(coordination.lastContactNanos());
        return held.isConfirmed(mine, coordination.clock().nanoTime());
    }

    @Override
    public Subscription watch(Consumer<Optional<LeaderRecord>> listener) {
        Runnable tell = () -> listener.accept(current());
        Subscription subscription = listeners.add(tell);
        listeners.fire(tell);
        return subscription;
    }

    /** Takes over what is stored now. */
    void catchUp() {
        synchronized (lock) {
            GroupRecord now = ensemble.group(group);
            Claim held = claim;
            if (held != null && !now.names(held.record())) {
                claim = null;
            }
            if (now.equals(known)) {
                return;
            }
            known = now;
        }
        listeners.fire();
    }

    private CairnException overtaken(GroupRecord base) {
        return new CairnException(
                ErrorCode.STALE_EPOCH, "claim", "somebody was faster in " + group + ": epoch " + base.epoch());
    }

    void lapse() {
        Claim held = claim;
        if (held != null) {
            held.lapse(coordination.clock().nanoTime());
        }
    }

    void dropClaim() {
        synchronized (lock) {
            claim = null;
        }
    }

    void dropClaimOf(Member member) {
        synchronized (lock) {
            Claim held = claim;
            if (held != null && held.record().leader().equals(member)) {
                claim = null;
            }
        }
    }
}
