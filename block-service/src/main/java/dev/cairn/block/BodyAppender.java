package dev.cairn.block;

import dev.cairn.api.block.Body;
import dev.cairn.api.block.Location;
import dev.cairn.kernel.ByteWriter;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Brings one body into chunks. A body that fits the buffer becomes one chunk by one write; a longer one is written as
 * it arrives, its header last. Any failure leaves dead bytes and nothing else. One instance serves one append, on one
 * thread.
 */
final class BodyAppender {

    private final long owner;
    private final long fileOffset;
    private final Body body;
    private final Deadline deadline;
    private final TimeSource clock;
    private final BlockSettings settings;
    private final AppendLanes lanes;

    private final List<PendingChunk> pending = new ArrayList<>();
    private byte[] buffer = new byte[0];

    /** Bytes in the buffer that are in no chunk yet. */
    private int inBuffer;

    /** Bytes of the body in finished chunks. */
    private long taken;

    private CompletableFuture<Void> early = CompletableFuture.completedFuture(null);

    BodyAppender(
            long owner,
            long fileOffset,
            Body body,
            Deadline deadline,
            TimeSource clock,
            BlockSettings settings,
            AppendLanes lanes) {
        this.owner = owner;
        this.fileOffset = fileOffset;
        this.body = body;
        this.deadline = deadline;
        this.clock = clock;
        this.settings = settings;
        this.lanes = lanes;
    }

    List<Location> append() throws IOException {
        boolean small = body.isLengthKnown() && body.length() <= BlockLimits.SMALL_BODY_BYTES_MAX;
        AppendLane lane = small ? lanes.small() : lanes.large();
        lane.enter(deadline);
        try {
            write(lane);
            for (PendingChunk chunk : pending) {
                Waits.until(deadline, clock, chunk.durable);
            }
            return pending.stream().map(PendingChunk::location).toList();
        } finally {
            // A chunk without an answer keeps its room: its sync may still be under way.
            pending.forEach(PendingChunk::release);
            lane.leave();
        }
    }

    private void write(AppendLane lane) throws IOException {
        int bufferBytes = Math.min(BlockLimits.STREAM_BUFFER_BYTES, settings.chunkBytesMax());
        buffer = new byte[(int) (body.isLengthKnown() ? Math.min(bufferBytes, body.length()) : bufferBytes)];
        inBuffer = body.read(buffer, 0, buffer.length);
        if (body.isLengthKnown() && inBuffer < buffer.length) {
            throw shortBody(inBuffer);
        }
        boolean whole = body.isLengthKnown() ? inBuffer == body.length() : inBuffer < buffer.length;
        if (!whole) {
            stream(lane);
        } else if (inBuffer > 0) {
            writeWhole(lanes.small());
        }
    }

    private void writeWhole(AppendLane lane) {
        ChunkChecksums checksums = ChunkChecksums.collecting(inBuffer);
        checksums.update(buffer, 0, inBuffer);
        SegmentWriter.Region region = lane.reserve(ChunkLayout.footprint(inBuffer), deadline);
        boolean written = false;
        try {
            ChunkHeader header = header(region, checksums);
            byte[] image = new ByteWriter((int) ChunkLayout.footprint(inBuffer))
                    .raw(header.encode())
                    .raw(buffer, 0, inBuffer)
                    .raw(checksums.trailer())
                    .toByteArray();
            write(region, 0, image, image.length);
            pending.add(PendingChunk.of(header, region, lane));
            written = true;
        } finally {
            if (!written) {
                region.release(0);
            }
        }
    }

    private void stream(AppendLane lane) throws IOException {
        while (inBuffer > 0) {
            long room = body.isLengthKnown()
                    ? Math.min(settings.chunkBytesMax(), body.length() - taken)
                    : settings.pieceBytes();
            SegmentWriter.Region region = lane.reserve(ChunkLayout.footprint(room), deadline);
            boolean written = false;
            try {
                ChunkChecksums checksums = ChunkChecksums.collecting(room);
                fill(lane, region, checksums, room);
                finish(lane, region, checksums);
                written = true;
            } finally {
                if (!written) {
                    region.release(0);
                }
            }
        }
        if (body.isLengthKnown() && taken < body.length()) {
            throw shortBody(taken);
        }
    }

    /** Writes data until the chunk is full or the body ends; the buffer then holds the beginning of the next chunk. */
    private void fill(AppendLane lane, SegmentWriter.Region region, ChunkChecksums checksums, long room)
            throws IOException {
        long nextEarlySync = BlockLimits.EARLY_SYNC_BYTES;
        while (inBuffer > 0 && checksums.bytes() < room) {
            write(region, ChunkLayout.HEADER_BYTES + checksums.bytes(), buffer, inBuffer);
            checksums.update(buffer, 0, inBuffer);
            Waits.check(deadline, clock);
            if (checksums.bytes() >= nextEarlySync) {
                nextEarlySync += BlockLimits.EARLY_SYNC_BYTES;
                syncEarly(lane, region.writer());
            }
            long left = room - checksums.bytes();
            inBuffer = readOn(taken + checksums.bytes(), left > 0 ? left : settings.chunkBytesMax());
        }
        if (body.isLengthKnown() && checksums.bytes() < room) {
            throw shortBody(taken + checksums.bytes());
        }
    }

    /** Lets the disk work while the rest of the body arrives. Nobody waits: a failure meets the sync at the end. */
    private void syncEarly(AppendLane lane, SegmentWriter writer) {
        if (early.isDone()) {
            early = lane.sync(writer);
        }
    }

    /** Reads on: not beyond the buffer, the chunk it is for, and the body. */
    private int readOn(long gone, long chunkLeft) throws IOException {
        long wanted = Math.min(buffer.length, chunkLeft);
        if (body.isLengthKnown()) {
            wanted = Math.min(wanted, body.length() - gone);
        }
        return wanted == 0 ? 0 : body.read(buffer, 0, (int) wanted);
    }

    private void finish(AppendLane lane, SegmentWriter.Region region, ChunkChecksums checksums) {
        byte[] trailer = checksums.trailer();
        ChunkHeader header = header(region, checksums);
        write(region, ChunkLayout.HEADER_BYTES + checksums.bytes(), trailer, trailer.length);
        write(region, 0, header.encode(), ChunkLayout.HEADER_BYTES);
        pending.add(PendingChunk.of(header, region, lane));
        taken += checksums.bytes();
    }

    private ChunkHeader header(SegmentWriter.Region region, ChunkChecksums checksums) {
        return new ChunkHeader(
                owner,
                fileOffset + taken,
                checksums.bytes(),
                region.writer().segment(),
                region.chunk(),
                checksums.identity());
    }

    private static void write(SegmentWriter.Region region, long offset, byte[] source, int count) {
        try {
            region.write(offset, source, 0, count);
        } catch (IOException e) {
            throw DiskErrors.failed("write segment " + region.writer().segment(), e);
        }
    }

    private CairnException shortBody(long got) {
        return new CairnException(
                ErrorCode.EIO, "short-body", "a body of " + body.length() + " bytes ended after " + got);
    }

    /** A chunk that is written, and the sync that makes it durable. */
    private record PendingChunk(ChunkHeader header, SegmentWriter.Region region, CompletableFuture<Void> durable) {

        static PendingChunk of(ChunkHeader header, SegmentWriter.Region region, AppendLane lane) {
            return new PendingChunk(header, region, lane.sync(region.writer()));
        }

        Location location() {
            return new Location(header.segment(), header.chunk(), 0, header.dataBytes(), header.crc32c());
        }

        void release() {
            region.release(ChunkLayout.footprint(header.dataBytes()));
        }
    }
}
