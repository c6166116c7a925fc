package dev.cairn.testkit.simulation;

import dev.cairn.testkit.simulation.World.ProcessKilled;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** A process of a {@link World}: what it has to do is dropped when it is killed and put off while it is paused. */
public final class SimulatedProcess {

    private final World world;
    private final String name;
    private final Deque<Runnable> deferred = new ArrayDeque<>();
    private boolean isAlive = true;
    private boolean isPaused;

    public SimulatedProcess(World world, String name) {
        this.world = world;
        this.name = name;
    }

    /** Does something after a while, if the process lives then. */
    public void after(Duration delay, Runnable task) {
        world.add(delay, this, task);
    }

    void run(Runnable task) {
        if (!isAlive) {
            return;
        }
        try {
            task.run();
        } catch (ProcessKilled killed) {
            // Nothing of it is left.
        }
    }

    boolean isHeldUp() {
        return isPaused && isAlive;
    }

    void defer(Runnable task) {
        deferred.add(task);
    }

    void catchUp() {
        if (!isPaused) {
            deferred.forEach(task -> world.add(Duration.ZERO, this, task));
            deferred.clear();
        }
    }

    /** As kill -9 does. */
    public void kill() {
        isAlive = false;
        isPaused = false;
        deferred.clear();
    }

    /** As SIGSTOP does: it notices nothing, and time goes on. */
    public void pause() {
        isPaused = true;
    }

    /** As SIGCONT does. */
    public void resume() {
        isPaused = false;
        catchUp();
    }

    public boolean isAlive() {
        return isAlive;
    }

    public boolean isPaused() {
        return isPaused;
    }

    @Override
    public String toString() {
        return name + (isAlive ? isPaused ? " (paused)" : "" : " (dead)");
    }
}
