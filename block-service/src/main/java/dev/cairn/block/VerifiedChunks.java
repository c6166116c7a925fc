package dev.cairn.block;

import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which blocks of which chunks were found whole since the start and not too long ago. Bounded; what is forgotten is
 * checked again. Safe for use by any thread.
 */
final class VerifiedChunks {

    private final int chunksMax;
    private final long trustNanos;
    private final TimeSource clock;

    /** Guards the map. */
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<Place, Blocks> chunks = new LinkedHashMap<>(64, 0.75f, true);

    VerifiedChunks(int chunksMax, Duration trust, TimeSource clock) {
        this.chunksMax = chunksMax;
        this.trustNanos = trust.toNanos();
        this.clock = clock;
    }

    /** Whether every block that the run touches was verified, in a chunk of the same identity. */
    boolean covers(Location location) {
        return find(location)
                .filter(blocks -> blocks.isChunkOf(location) && blocks.hold(firstBlock(location), lastBlock(location)))
                .isPresent();
    }

    /** The record of a chunk whose header and checksums were just verified. */
    Blocks of(ChunkHeader header) {
        Place place = new Place(header.segment(), header.chunk());
        lock.lock();
        try {
            Blocks known = chunks.get(place);
            if (known != null && !isOld(known) && known.crc32c == header.crc32c()) {
                return known;
            }
            Blocks fresh = new Blocks(header.crc32c(), header.dataBytes(), clock.nanoTime());
            chunks.put(place, fresh);
            if (chunks.size() > chunksMax) {
                chunks.remove(chunks.keySet().iterator().next());
            }
            return fresh;
        } finally {
            lock.unlock();
        }
    }

    void forget(Location location) {
        lock.lock();
        try {
            chunks.remove(new Place(location.segment(), location.chunk()));
        } finally {
            lock.unlock();
        }
    }

    static int firstBlock(Location location) {
        return Math.toIntExact(location.skip() / ChunkLayout.BLOCK_BYTES);
    }

    static int lastBlock(Location location) {
        return Math.toIntExact((location.skip() + location.length() - 1) / ChunkLayout.BLOCK_BYTES);
    }

    private Optional<Blocks> find(Location location) {
        Place place = new Place(location.segment(), location.chunk());
        lock.lock();
        try {
            Blocks blocks = chunks.get(place);
            if (blocks != null && isOld(blocks)) {
                chunks.remove(place);
                return Optional.empty();
            }
            return Optional.ofNullable(blocks);
        } finally {
            lock.unlock();
        }
    }

    private boolean isOld(Blocks blocks) {
        return clock.nanoTime() - blocks.sinceNanos >= trustNanos;
    }

    private record Place(SegmentId segment, long chunk) {}

    /** The verified blocks of one chunk. */
    static final class Blocks {

        private final int crc32c;
        private final long dataBytes;
        private final long sinceNanos;
        private final AtomicLongArray bits;

        private Blocks(int crc32c, long dataBytes, long sinceNanos) {
            this.crc32c = crc32c;
            this.dataBytes = dataBytes;
            this.sinceNanos = sinceNanos;
            this.bits = new AtomicLongArray((ChunkLayout.blocks(dataBytes) + 63) / 64);
        }

        void add(int block) {
            bits.accumulateAndGet(block / 64, 1L << (block % 64), (held, added) -> held | added);
        }

        private boolean isChunkOf(Location location) {
            return location.crc32c() == crc32c && location.skip() + location.length() <= dataBytes;
        }

        private boolean hold(int first, int last) {
            for (int block = first; block <= last; block++) {
                if ((bits.get(block / 64) & 1L << (block % 64)) == 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
