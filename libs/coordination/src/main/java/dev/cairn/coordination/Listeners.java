package dev.cairn.coordination;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the listeners of one kind of event on an executor. Safe for use by any thread. */
final class Listeners {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<Entry> entries = new CopyOnWriteArrayList<>();
    private final Executor executor;

    Listeners(Executor executor) {
        this.executor = executor;
    }

    Subscription add(Runnable listener) {
        Entry entry = new Entry(listener);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    void fire() {
        entries.forEach(entry -> fire(entry.listener));
    }

    void fire(Runnable listener) {
        try {
            executor.execute(() -> call(listener));
        } catch (RejectedExecutionException closed) {
            LOG.debug("Closed, a listener is not told any more");
        }
    }

    private static void call(Runnable listener) {
        try {
            listener.run();
        } catch (RuntimeException broken) {
            // One listener's defect must not keep the others from hearing that a term has ended.
            LOG.error("A coordination listener failed", broken);
        }
    }

    /** Has an identity of its own: two subscriptions of one listener are closed one by one. */
    private static final class Entry {

        private final Runnable listener;

        Entry(Runnable listener) {
            this.listener = listener;
        }
    }
}
