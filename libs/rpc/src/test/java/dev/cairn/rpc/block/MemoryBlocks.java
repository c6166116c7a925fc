package dev.cairn.rpc.block;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.block.Body;
import dev.cairn.api.block.LocalRange;
import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps bodies in memory, a segment each, and answers for each chunk of {@link #CHUNK_BYTES} one location. Behind its
 * end a segment begins again, so that a long read needs little memory. A test can make calls fail before they touch the bytes, or in the middle of a read. Safe for use by any thread.
 */
final class MemoryBlocks implements BlockService {

    /** Odd, so that the ends of chunks and of windows do not meet. */
    static final int CHUNK_BYTES = (1 << 20) + 7;

    /** A body as it came. */
    record Append(long owner, long fileOffset, long length) {}

    /** Done at the start of a call, or with the bytes of a read that were sent so far. */
    @FunctionalInterface
    interface Step {
        void run() throws IOException;
    }

    private static final int PIECE_BYTES = 64 << 10;

    final List<Append> appends = new CopyOnWriteArrayList<>();
    final List<Location> reads = new CopyOnWriteArrayList<>();
    final AtomicLong bytesSent = new AtomicLong();
    volatile Step beforeAppend = () -> {};
    volatile Step beforeRead = () -> {};
    volatile Step afterPiece = () -> {};
    volatile VolumeUsage usage = new VolumeUsage(3, 2, 1);

    private final Map<SegmentId, byte[]> segments = new ConcurrentHashMap<>();
    private final AtomicLong lastSegment = new AtomicLong(-100);

    @Override
    public List<Location> append(long owner, long fileOffset, Body body, Deadline deadline) throws IOException {
        beforeAppend.run();
        byte[] bytes = body.stream().readAllBytes();
        appends.add(new Append(owner, fileOffset, bytes.length));
        var segment = new SegmentId(lastSegment.incrementAndGet());
        segments.put(segment, bytes);
        List<Location> locations = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += CHUNK_BYTES) {
            locations.add(new Location(segment, at, 0, Math.min(CHUNK_BYTES, bytes.length - at), -at));
        }
        return locations;
    }

    @Override
    public void read(Location location, OutputStream target, Deadline deadline) throws IOException {
        reads.add(location);
        beforeRead.run();
        byte[] bytes = segments.get(location.segment());
        if (bytes == null) {
            throw new CairnException(ErrorCode.ENOENT, "segment", "no segment " + location.segment());
        }
        int at = (int) (location.chunk() + location.skip());
        int end = at + (int) location.length();
        while (at < end) {
            int from = at % bytes.length;
            int count = Math.min(PIECE_BYTES, Math.min(end - at, bytes.length - from));
            target.write(bytes, from, count);
            bytesSent.addAndGet(count);
            at += count;
            afterPiece.run();
        }
    }

    @Override
    public Optional<LocalRange> localRange(Location location) {
        throw new UnsupportedOperationException("not part of the protocol");
    }

    @Override
    public VolumeUsage usage() {
        return usage;
    }
}
