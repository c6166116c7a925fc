package dev.cairn.coordination;

import dev.cairn.kernel.CairnException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs an action on a virtual thread, one run at a time. A request that comes during a run makes one more run follow, so
 * what was requested is always covered by a run that began later. A failed run waits for the next request.
 */
final class SingleFlight {

    private static final Logger LOG = LoggerFactory.getLogger(SingleFlight.class);

    private final String name;
    private final Runnable action;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile boolean isFailed;

    SingleFlight(String name, Runnable action) {
        this.name = name;
        this.action = action;
    }

    void request() {
        if (requests.getAndIncrement() == 0) {
            Thread.ofVirtual().name(name).start(this::run);
        }
    }

    void requestIfFailed() {
        if (isFailed) {
            request();
        }
    }

    private void run() {
        int covered;
        do {
            covered = requests.get();
            try {
                action.run();
                isFailed = false;
            } catch (CairnException failure) {
                isFailed = true;
                LOG.debug("{} failed, to be repeated", name, failure);
            } catch (RuntimeException defect) {
                isFailed = true;
                LOG.error("{} failed", name, defect);
            }
        } while (!requests.compareAndSet(covered, 0));
    }
}
