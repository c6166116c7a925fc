package dev.cairn.testkit.simulation;

import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.PriorityQueue;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Events of simulated processes, one after the other on the thread that calls {@link #run}. The clock jumps from event to
 * event. Which of two events comes first is decided by their times, and those by the seed; the same seed gives the same run.
 *
 * <p>A process that waits for an answer, by {@link #whileWaiting}, lets events of others happen in between.
 */
public final class World {

    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    /** A wait within a wait: each takes stack. */
    private static final int WAITS_MAX = 20;

    private record Event(long nanos, long number, @Nullable SimulatedProcess of, Runnable task) {}

    private final Random random;
    private final PriorityQueue<Event> events = new PriorityQueue<>(
            (a, b) -> a.nanos == b.nanos ? Long.compare(a.number, b.number) : Long.compare(a.nanos, b.nanos));
    private final Deque<SimulatedProcess> waiting = new ArrayDeque<>();
    private long nanos;
    private long scheduled;
    private long steps;
    private Runnable afterEachStep = () -> {};

    public World(long seed) {
        this.random = new Random(seed);
    }

    /** Where everything that happens by chance comes from. */
    public Random random() {
        return random;
    }

    /** True once in so many times. */
    public boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    /** A time from 0 to a longest one. */
    public Duration within(Duration longest) {
        return Duration.ofNanos(random.nextLong(longest.toNanos() + 1));
    }

    /** The clock of all processes. */
    public TimeSource clock() {
        return new TimeSource() {
            @Override
            public Instant now() {
                return BEGIN.plusNanos(nanos);
            }

            @Override
            public long nanoTime() {
                return nanos;
            }
        };
    }

    /** Runs after every event, to check what must always hold. */
    public void afterEachStep(Runnable check) {
        afterEachStep = check;
    }

    /** Lets something happen later that no process does. */
    public void after(Duration delay, Runnable task) {
        add(delay, null, task);
    }

    void add(Duration delay, @Nullable SimulatedProcess of, Runnable task) {
        events.add(new Event(nanos + delay.toNanos(), scheduled++, of, task));
    }

    /** How many events have happened. */
    public long steps() {
        return steps;
    }

    /** Lets the world go on for a time. */
    public void run(Duration time) {
        runUntil(nanos + time.toNanos());
    }

    private void runUntil(long end) {
        while (!events.isEmpty() && events.peek().nanos <= end) {
            step();
        }
        nanos = Math.max(nanos, end);
    }

    private void step() {
        Event event = events.remove();
        nanos = Math.max(nanos, event.nanos);
        SimulatedProcess process = event.of;
        if (process == null) {
            event.task.run();
        } else if (process.isHeldUp() || waiting.contains(process)) {
            process.defer(event.task);
            return;
        } else {
            process.run(event.task);
        }
        steps++;
        afterEachStep.run();
    }

    /**
     * Lets others go on while a process waits for an answer, for a random time up to the longest, and on while it is paused.
     *
     * @throws ProcessKilled if it was killed meanwhile
     */
    public void whileWaiting(SimulatedProcess process, Duration longest) {
        if (waiting.size() < WAITS_MAX && !waiting.contains(process)) {
            waiting.push(process);
            try {
                runUntil(nanos + within(longest).toNanos());
                while (process.isPaused() && !events.isEmpty()) {
                    step();
                }
            } finally {
                waiting.pop();
                process.catchUp();
            }
        }
        if (!process.isAlive()) {
            throw new ProcessKilled();
        }
    }

    /** Unwinds the stack of a process that no longer exists. */
    public static final class ProcessKilled extends Error {

        private static final long serialVersionUID = 1;

        ProcessKilled() {
            super("the process was killed while it waited", null, false, false);
        }
    }
}
