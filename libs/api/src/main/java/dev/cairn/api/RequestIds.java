package dev.cairn.api;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.RequestId;
import dev.cairn.kernel.TimeSource;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The slots of one session. A call takes a slot for as long as it runs, so a slot never has two requests in flight and
 * the server keeps one answer a slot. Safe for use by any thread.
 */
public final class RequestIds {

    /** Bounds the answers a shard keeps for a session, and the changes a gateway has in flight. */
    public static final int SLOTS = 256;

    private final UUID session;
    private final TimeSource clock;
    private final BlockingQueue<Slot> free = new ArrayBlockingQueue<>(SLOTS);

    public RequestIds(UUID session, TimeSource clock) {
        this.session = session;
        this.clock = clock;
        for (int slot = 0; slot < SLOTS; slot++) {
            free.add(new Slot(slot));
        }
    }

    public UUID session() {
        return session;
    }

    /**
     * Waits for a free slot until the deadline.
     *
     * @throws CairnException {@link ErrorCode#OVERLOADED} if none became free, {@link ErrorCode#EINTR} if interrupted
     */
    public Lease take(Deadline deadline) {
        try {
            Slot slot = free.poll(deadline.left(clock).toNanos(), TimeUnit.NANOSECONDS);
            if (slot == null) {
                throw new CairnException(
                        ErrorCode.OVERLOADED, "slots", "all " + SLOTS + " request slots of this session are in use");
            }
            return new Lease(slot);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CairnException(ErrorCode.EINTR, "slots", "interrupted while waiting for a request slot", e);
        }
    }

    private static final class Slot {
        final int index;
        long lastNumber;

        Slot(int index) {
            this.index = index;
        }
    }

    /** A slot in use; closing it gives it back. Used by one thread. */
    public final class Lease implements AutoCloseable {

        private final Slot slot;
        private final RequestId request;

        private Lease(Slot slot) {
            this.slot = slot;
            this.request = new RequestId(session, slot.index, ++slot.lastNumber);
        }

        public RequestId request() {
            return request;
        }

        @Override
        public void close() {
            free.add(slot);
        }
    }
}
