package dev.cairn.replica;

import dev.cairn.testkit.simulation.SimulatedProcess;
import dev.cairn.testkit.simulation.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A worker of a simulated process. */
final class SimulatedWorker implements Worker {

    private static final Duration SWITCH_TIME_MAX = Duration.ofNanos(50_000);

    private final World world;
    private final SimulatedProcess process;
    private final Deque<Runnable> tasks = new ArrayDeque<>();
    private boolean isClosed;

    SimulatedWorker(World world, SimulatedProcess process) {
        this.world = world;
        this.process = process;
    }

    @Override
    public void execute(Runnable task) {
        if (!isClosed) {
            tasks.add(task);
            process.after(world.within(SWITCH_TIME_MAX), () -> tasks.remove().run());
        }
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        process.after(delay, () -> execute(task));
    }

    @Override
    public void close() {
        isClosed = true;
    }
}
