package dev.cairn.block;

import dev.cairn.api.block.SegmentId;
import dev.cairn.block.allocation.SegmentLease;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A leased segment that takes appends. Bodies reserve regions and fill them side by side; what a body does not finish
 * stays a dead run of bytes. After a failed sync nobody knows what the disk kept, so the segment takes nothing more.
 *
 * <p>Safe for use by any thread; each region is written by one.
 */
final class SegmentWriter {

    private final SegmentLease lease;
    private final DiskFile file;
    private final SegmentStore store;

    /** Guards the fields below. */
    private final ReentrantLock lock = new ReentrantLock();

    private long end;

    /** Runs of bytes that nobody uses but that others may be writing behind: where each begins, and its end. */
    private final NavigableMap<Long, Long> unused = new TreeMap<>();

    private int regionsInUse;
    private boolean closed;
    private @Nullable Throwable failure;
    private @Nullable LongConsumer whenDrained;

    SegmentWriter(SegmentLease lease, DiskFile file, SegmentStore store) {
        this.lease = lease;
        this.file = file;
        this.store = store;
    }

    SegmentLease lease() {
        return lease;
    }

    SegmentId segment() {
        return lease.segment();
    }

    /** Room for a chunk, or empty when the segment is full or closed and the next one is needed. */
    Optional<Region> reserve(long bytes) {
        lock.lock();
        try {
            if (closed || end + bytes > lease.bytesMax()) {
                return Optional.empty();
            }
            store.take(segment(), bytes);
            Region region = new Region(this, end, bytes);
            end += bytes;
            regionsInUse++;
            return Optional.of(region);
        } finally {
            lock.unlock();
        }
    }

    /**
     * No more regions. When the last one in use is given up, {@code whenDrained} is told the segment's length, once.
     */
    void close(LongConsumer whenDrained) {
        lock.lock();
        try {
            closed = true;
            this.whenDrained = whenDrained;
        } finally {
            lock.unlock();
        }
        tellIfDrained();
    }

    void fail(Throwable cause) {
        lock.lock();
        try {
            closed = true;
            if (failure == null) {
                failure = cause;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Makes every region durable that was filled before the call. */
    void sync() throws IOException {
        Throwable earlier = failure();
        if (earlier != null) {
            throw new IOException("an earlier sync of segment " + segment() + " failed", earlier);
        }
        file.sync();
    }

    void closeFile() throws IOException {
        file.close();
    }

    private @Nullable Throwable failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(Region region, long usedBytes) {
        lock.lock();
        try {
            regionsInUse--;
            if (usedBytes > 0) {
                // What lies before bytes that are kept stays for as long as the segment.
                unused.headMap(region.chunk).clear();
            }
            if (usedBytes < region.bytes) {
                unused.put(region.chunk + usedBytes, region.chunk + region.bytes);
                giveBackTheEnd();
            }
        } finally {
            lock.unlock();
        }
        tellIfDrained();
    }

    /** Only what lies at the end can go: behind anything else somebody writes already. Under the lock. */
    private void giveBackTheEnd() {
        long before = end;
        Map.Entry<Long, Long> last = unused.lastEntry();
        while (last != null && last.getValue() == end) {
            end = last.getKey();
            unused.remove(last.getKey());
            last = unused.lastEntry();
        }
        if (end < before) {
            store.giveBack(segment(), before - end);
        }
    }

    private void tellIfDrained() {
        LongConsumer listener;
        long length;
        lock.lock();
        try {
            if (whenDrained == null || regionsInUse > 0) {
                return;
            }
            listener = whenDrained;
            whenDrained = null;
            length = end;
        } finally {
            lock.unlock();
        }
        listener.accept(length);
    }

    /** Room for one chunk. Used by one thread, which ends it once by {@link #release}. */
    static final class Region {

        private final SegmentWriter writer;
        private final long chunk;
        private final long bytes;
        private boolean released;

        private Region(SegmentWriter writer, long chunk, long bytes) {
            this.writer = writer;
            this.chunk = chunk;
            this.bytes = bytes;
        }

        SegmentWriter writer() {
            return writer;
        }

        /** Offset of the chunk in the segment. */
        long chunk() {
            return chunk;
        }

        void write(long offset, byte[] source, int from, int count) throws IOException {
            if (offset < 0 || offset + count > bytes) {
                throw new IndexOutOfBoundsException(offset + "+" + count + " in a region of " + bytes + " bytes");
            }
            writer.file.write(chunk + offset, ByteBuffer.wrap(source, from, count));
        }

        /** Ends the use; what lies behind {@code usedBytes} is given back if nobody wrote behind it. */
        void release(long usedBytes) {
            if (!released) {
                released = true;
                writer.giveUp(this, usedBytes);
            }
        }
    }
}
