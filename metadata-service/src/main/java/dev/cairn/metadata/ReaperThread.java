package dev.cairn.metadata;

import dev.cairn.kernel.CairnException;
import dev.cairn.metadata.archive.Reaper;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a {@link Reaper} every second, and every minute over what is too old and over sessions that have ended, on a platform
 * thread of its own. A failed sweep is logged and tried again.
 */
public final class ReaperThread implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ReaperThread.class);
    private static final long PERIOD_SECONDS = 1;
    private static final int SWEEPS_BETWEEN_AGED = 60;
    private static final long END_SECONDS = 10;

    private final Reaper reaper;
    private final SessionSweep sessions;
    private final Runnable sampling;
    private final BooleanSupplier isLeading;
    private final ScheduledExecutorService thread;
    private final ScheduledFuture<?> sweeps;

    /** Only the thread touches it. */
    private long count;

    private ReaperThread(
            String name, Reaper reaper, SessionSweep sessions, Runnable sampling, BooleanSupplier isLeading) {
        this.sampling = sampling;
        this.reaper = reaper;
        this.sessions = sessions;
        this.isLeading = isLeading;
        this.thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("reaper-" + name).daemon().factory());
        this.sweeps = thread.scheduleWithFixedDelay(this::sweep, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    /** @param sampling looks how full the store is, once a period */
    static ReaperThread start(
            String name, Reaper reaper, SessionSweep sessions, Runnable sampling, BooleanSupplier isLeading) {
        return new ReaperThread(name, reaper, sessions, sampling, isLeading);
    }

    private void sweep() {
        if (!isLeading.getAsBoolean()) {
            return;
        }
        try {
            sampling.run();
            reaper.sweep();
            if (count++ % SWEEPS_BETWEEN_AGED == 0) {
                reaper.sweepAged();
                sessions.sweep();
            }
        } catch (CairnException e) {
            if (!e.code().isRetryable()) {
                LOG.atError().setCause(e).addKeyValue("code", e.code()).log("a sweep of the reaper failed");
            }
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a sweep of the reaper failed");
        }
    }

    @Override
    public void close() {
        sweeps.cancel(false);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
