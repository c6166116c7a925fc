package dev.cairn.replica;

import dev.cairn.btree.Change;
import dev.cairn.btree.TreeSettings;
import dev.cairn.btree.TreeView;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.Position;
import dev.cairn.log.ledger.LedgerLog;
import dev.cairn.testkit.SimulatedDisk;
import dev.cairn.testkit.simulation.SimulatedProcess;
import dev.cairn.testkit.simulation.World;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A process with a replica, its disk, and how it reaches the log. */
final class SimulatedNode implements ReplicaListener {

    private static final long LEDGER_BYTES = 1_500;
    private static final Duration TRIP_MAX = Duration.ofMillis(2);
    private static final Duration SLOW_TRIP_MAX = Duration.ofMillis(150);

    private final ReplicaSimulation simulation;
    private final World world;
    private final String name;
    private final SimulatedDisk disk = new SimulatedDisk();

    private SimulatedProcess process;
    private Replica replica;
    private boolean isCutOff;
    private boolean keepsLeases;

    /** Visited by the checks so far. */
    private Object checked = this;

    SimulatedNode(ReplicaSimulation simulation, String name) {
        this.simulation = simulation;
        this.world = simulation.world();
        this.name = name;
        this.process = new SimulatedProcess(world, name);
        this.replica = open();
    }

    private Replica open() {
        var workers = (Workers) worker -> new SimulatedWorker(world, process);
        SimulatedProcess mine = process;
        var ledgers = new WaitingLedgers(
                simulation
                        .ledgers()
                        .seenBy(
                                () -> !isCutOff,
                                message -> world.after(trip(), message),
                                message -> mine.after(trip(), message)),
                simulation.register().seenBy(() -> !isCutOff, () -> world.oneIn(simulation.isCalm() ? 1 << 30 : 20)),
                () -> world.whileWaiting(mine, trip()));
        var log =
                new LedgerLog(ledgers, ledgers, name, new SimulatedWorker(world, process), world.clock(), LEDGER_BYTES);
        var settings = new ReplicaSettings(
                name, new TreeSettings(512, 1 << 16), 500 + world.random().nextInt(3_000));
        var opened = new Replica(
                new Surroundings(settings, disk, log, this::stateOfAnother, this, simulation, world.clock(), workers));
        var _ = opened.startFollowing();
        return opened;
    }

    private Optional<StateStream> stateOfAnother() {
        SimulatedProcess mine = process;
        world.whileWaiting(mine, trip());
        SimulatedNode other = simulation.anyNode();
        if (isCutOff || other.isCutOff || other == this || !other.process.isAlive() || other.process.isPaused()) {
            return Optional.empty();
        }
        return other.replica.state().map(state -> new StateStream() {
            @Override
            public Position position() {
                return state.position();
            }

            @Override
            public Change.@Nullable Put next() throws IOException {
                if (world.oneIn(10)) {
                    world.whileWaiting(mine, trip());
                }
                if (isCutOff || !other.process.isAlive()) {
                    throw new IOException("the other node is gone");
                }
                return state.next();
            }

            @Override
            public void close() {
                state.close();
            }
        });
    }

    /** Flips a bit of the tree's file. */
    void damage() {
        if (disk.exists("tree") && disk.sizeOf("tree") > 0) {
            disk.flipBit("tree", world.random().nextLong(disk.sizeOf("tree") * Byte.SIZE));
        }
    }

    private Duration trip() {
        return world.within(world.oneIn(50) ? SLOW_TRIP_MAX : TRIP_MAX);
    }

    SimulatedProcess process() {
        return process;
    }

    Replica replica() {
        return replica;
    }

    SimulatedDisk disk() {
        return disk;
    }

    void setCutOff(boolean cutOff) {
        isCutOff = cutOff;
    }

    /** Ends the process; what it had not synced survives unless the power is lost. */
    void kill(boolean isPowerLost) {
        process.kill();
        if (isPowerLost) {
            disk.crash(world.random());
        }
    }

    /** Ends the process in good order, as SIGTERM does. */
    void stop() {
        SimulatedProcess ending = process;
        ending.after(Duration.ZERO, () -> {
            var _ = replica.startClosing().whenComplete((nothing, failure) -> ending.kill());
        });
    }

    void start() {
        disk.heal();
        process = new SimulatedProcess(world, name);
        replica = open();
    }

    /** Tells the process that it was elected. It believes so for ever, unless leases are kept. */
    void elect(Epoch epoch) {
        process.after(trip(), () -> {
            var _ = replica.startLeading(epoch, () -> !keepsLeases || simulation.isConfirmed(epoch));
        });
    }

    /** From now on this node serves only while it was elected last. */
    void keepLeases() {
        keepsLeases = true;
    }

    boolean isLeading() {
        return process.isAlive() && !replica.status().leading().equals(Epoch.NONE) && !replica.hasFailed();
    }

    /** Tells the process that it leads no more. */
    void depose() {
        process.after(trip(), () -> {
            var _ = replica.startFollowing();
        });
    }

    @Override
    public void leading(Epoch epoch, TreeView state) {
        simulation.termBegins(this, epoch, state);
    }

    @Override
    public void failed(Epoch epoch, Throwable why) {
        depose();
    }

    /** Shows the checks a state of this node that they have not seen. */
    void check() {
        Visible visible = process.isAlive() ? replica.visible() : null;
        if (visible != null && !visible.equals(checked)) {
            checked = visible;
            simulation.check(this, visible);
        }
    }

    /** Asks the replica; the answer travels back. */
    <R> CompletableFuture<R> call(Function<Replica, CompletableFuture<R>> request) {
        var answer = new CompletableFuture<R>();
        SimulatedProcess asked = process;
        asked.after(trip(), () -> {
            var _ = request.apply(replica).whenComplete((result, failure) -> {
                if (asked.isAlive() && !world.oneIn(50)) {
                    world.after(trip(), () -> {
                        if (failure == null) {
                            answer.complete(result);
                        } else {
                            answer.completeExceptionally(failure);
                        }
                    });
                }
            });
        });
        return answer;
    }

    @Override
    public String toString() {
        return process.toString();
    }
}
