package dev.cairn.replica;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A worker that is a platform thread; one more thread, common to all, watches the time. */
final class ThreadWorker implements Worker {

    private static final Logger LOG = LoggerFactory.getLogger(ThreadWorker.class);
    private static final ScheduledExecutorService TIMER = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("replica-timer").daemon().factory());

    private final String name;
    private final ThreadPoolExecutor thread;

    ThreadWorker(String name) {
        this.name = name;
        // What waits is bounded by what a replica does at a time.
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().name(name).daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    @Override
    public void execute(Runnable task) {
        thread.execute(() -> run(task));
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).addKeyValue("worker", name).log("a task failed");
        }
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        var _ = TIMER.schedule(() -> execute(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
