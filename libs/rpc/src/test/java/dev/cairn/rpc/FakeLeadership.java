package dev.cairn.rpc;

import dev.cairn.coordination.LeaderRecord;
import dev.cairn.coordination.Leadership;
import dev.cairn.coordination.Member;
import dev.cairn.coordination.ServiceName;
import dev.cairn.coordination.Subscription;
import dev.cairn.kernel.Epoch;
import dev.cairn.testkit.Await;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** Says who leads as the test tells it; nobody at first. Safe for use by any thread. */
public final class FakeLeadership implements Leadership {

    private final List<Consumer<Optional<LeaderRecord>>> listeners = new CopyOnWriteArrayList<>();

    private final AtomicInteger questions = new AtomicInteger();

    private volatile Optional<LeaderRecord> leader = Optional.empty();

    /** A leader that takes gRPC calls on a loopback port. */
    public static LeaderRecord leader(long epoch, int port) {
        return new LeaderRecord(
                new Epoch(epoch),
                Member.incarnation(ServiceName.METADATA, "127.0.0.1", Map.of(LeaderCalls.GRPC_PORT, port)));
    }

    /** Lets a client that asks know, but tells nobody. */
    void setSilently(Optional<LeaderRecord> record) {
        leader = record;
    }

    void awaitQuestions(int more) {
        int before = questions.get();
        Await.until("somebody asks who leads", () -> questions.get() >= before + more);
    }

    public void set(Optional<LeaderRecord> record) {
        leader = record;
        listeners.forEach(listener -> listener.accept(record));
    }

    @Override
    public Optional<LeaderRecord> current() {
        questions.incrementAndGet();
        return leader;
    }

    @Override
    public Epoch epoch() {
        return leader.map(LeaderRecord::epoch).orElse(Epoch.NONE);
    }

    @Override
    public LeaderRecord claim(Member me, Epoch last) {
        throw new UnsupportedOperationException("a client does not lead");
    }

    @Override
    public void overthrow(LeaderRecord other) {
        throw new UnsupportedOperationException("a client does not lead");
    }

    @Override
    public void resign(LeaderRecord mine) {
        throw new UnsupportedOperationException("a client does not lead");
    }

    @Override
    public boolean isConfirmed(LeaderRecord mine) {
        return leader.equals(Optional.of(mine));
    }

    @Override
    public Duration predecessorLease() {
        return Duration.ZERO;
    }

    @Override
    public Subscription watch(Consumer<Optional<LeaderRecord>> listener) {
        listeners.add(listener);
        listener.accept(leader);
        return () -> listeners.remove(listener);
    }
}
