package dev.cairn.coordination;

import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.TimeSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A process that is a candidate for one group and writes down what it is told. */
final class ElectorProcess implements Candidate {

    static final String GROUP = "metadata/0";

    final Coordination coordination;
    final Member me;
    final Registration registration;
    final List<String> log = new CopyOnWriteArrayList<>();
    final List<Epoch> terms = new CopyOnWriteArrayList<>();
    final LeaderElector elector;
    private final AtomicInteger failuresLeft;
    private final Runnable takingOffice;
    private volatile Optional<LeaderRecord> office = Optional.empty();

    private ElectorProcess(
            Coordination coordination,
            int port,
            int failures,
            Runnable takingOffice,
            TimeSource clock,
            Function<Member, @Nullable Presence> presences) {
        this.coordination = coordination;
        this.failuresLeft = new AtomicInteger(failures);
        this.takingOffice = takingOffice;
        me = Member.incarnation(ServiceName.METADATA, "127.0.0.1", Map.of("grpc", port));
        registration = coordination.register(me);
        elector = new LeaderElector(coordination, GROUP, me, this, clock, asked -> {
            Presence presence = presences.apply(asked);
            return presence == null ? Presence.LISTENS : presence;
        });
    }

    /** @param presences how a probe finds a member, null for alive */
    static ElectorProcess start(Coordination coordination, int port, Function<Member, @Nullable Presence> presences) {
        return started(new ElectorProcess(coordination, port, 0, () -> {}, TimeSource.system(), presences));
    }

    /** One that fails the first time it takes office. */
    static ElectorProcess failing(Coordination coordination, int port, Function<Member, @Nullable Presence> presences) {
        return started(new ElectorProcess(coordination, port, 1, () -> {}, TimeSource.system(), presences));
    }

    /** One that has a clock of its own. */
    static ElectorProcess start(
            Coordination coordination, int port, TimeSource clock, Function<Member, @Nullable Presence> presences) {
        return started(new ElectorProcess(coordination, port, 0, () -> {}, clock, presences));
    }

    /** One that does something that takes its time before it is in office. */
    static ElectorProcess slow(Coordination coordination, int port, Runnable takingOffice) {
        return started(new ElectorProcess(coordination, port, 0, takingOffice, TimeSource.system(), asked -> null));
    }

    private static ElectorProcess started(ElectorProcess process) {
        process.elector.start();
        return process;
    }

    @Override
    public void elected(LeaderRecord record) {
        if (failuresLeft.getAndDecrement() > 0) {
            throw new IllegalStateException("cannot take office, as the test wants");
        }
        takingOffice.run();
        log.add("elected " + record.epoch());
        terms.add(record.epoch());
        office = Optional.of(record);
    }

    @Override
    public void deposed(LeaderRecord record) {
        log.add("deposed " + record.epoch());
        office = Optional.empty();
    }

    boolean leads() {
        return office.isPresent();
    }

    LeaderRecord office() {
        return office.orElseThrow();
    }

    Leadership leadership() {
        return coordination.leadership(GROUP);
    }

    boolean isConfirmed(LeaderRecord record) {
        return leadership().isConfirmed(record);
    }
}
