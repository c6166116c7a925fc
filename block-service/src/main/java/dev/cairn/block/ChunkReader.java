package dev.cairn.block;

import dev.cairn.api.block.Location;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.kernel.disk.DiskFile;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Reads runs out of chunks. A block whose checksum was not checked since the start, or not for a day, is checked before
 * any of its bytes leave. Safe for use by any thread.
 */
final class ChunkReader {

    private static final int BLOCKS_AT_ONCE = BlockLimits.STREAM_BUFFER_BYTES / ChunkLayout.BLOCK_BYTES;

    private final OpenSegments segments;
    private final VerifiedChunks verified;
    private final TimeSource clock;
    private final BlockMonitor monitor;

    ChunkReader(OpenSegments segments, VerifiedChunks verified, TimeSource clock, BlockMonitor monitor) {
        this.segments = segments;
        this.verified = verified;
        this.clock = clock;
        this.monitor = monitor;
    }

    void read(Location location, OutputStream target, Deadline deadline) throws IOException {
        try (OpenSegments.Use use = segments.use(location.segment())) {
            if (verified.covers(location)) {
                copy(use.file(), location, target, deadline);
            } else {
                verify(use.file(), location, (data, from, count) -> {
                    Waits.check(deadline, clock);
                    target.write(data, from, count);
                });
            }
        } catch (DamagedChunkException e) {
            throw corrupt(location, e);
        }
    }

    /** Checks every block that the run touches, unless that was done. */
    void verify(Location location) {
        try (OpenSegments.Use use = segments.use(location.segment())) {
            if (!verified.covers(location)) {
                verify(use.file(), location, (_, _, _) -> {});
            }
        } catch (DamagedChunkException e) {
            throw corrupt(location, e);
        } catch (IOException e) {
            throw new AssertionError("nothing is written", e);
        }
    }

    private void verify(DiskFile file, Location location, Sink sink) throws IOException, DamagedChunkException {
        ChunkView chunk = ChunkView.open(file, location);
        ChunkHeader header = chunk.header();
        ChunkChecksums checksums = chunk.checksums(header);
        VerifiedChunks.Blocks blocks = verified.of(header);
        int last = VerifiedChunks.lastBlock(location);
        int first = VerifiedChunks.firstBlock(location);
        byte[] buffer = new byte[bytesOf(header, first, Math.min(last, first + BLOCKS_AT_ONCE - 1))];
        for (int block = first; block <= last; block += BLOCKS_AT_ONCE) {
            int until = Math.min(last, block + BLOCKS_AT_ONCE - 1);
            int count = bytesOf(header, block, until);
            long start = (long) block * ChunkLayout.BLOCK_BYTES;
            chunk.data(start, buffer, count);
            for (int b = block; b <= until; b++) {
                int at = (b - block) * ChunkLayout.BLOCK_BYTES;
                if (!checksums.matches(b, buffer, at, ChunkLayout.blockBytes(header.dataBytes(), b))) {
                    throw new DamagedChunkException("checksum of block " + b);
                }
                blocks.add(b);
            }
            int from = (int) Math.max(0, location.skip() - start);
            int to = (int) Math.min(count, location.skip() + location.length() - start);
            sink.accept(buffer, from, to - from);
        }
    }

    private void copy(DiskFile file, Location location, OutputStream target, Deadline deadline)
            throws IOException, DamagedChunkException {
        byte[] buffer = new byte[(int) Math.min(location.length(), BlockLimits.STREAM_BUFFER_BYTES)];
        long done = 0;
        while (done < location.length()) {
            Waits.check(deadline, clock);
            int count = (int) Math.min(buffer.length, location.length() - done);
            ChunkView.readFully(file, location, ChunkLayout.HEADER_BYTES + location.skip() + done, buffer, count);
            target.write(buffer, 0, count);
            done += count;
        }
    }

    private static int bytesOf(ChunkHeader header, int firstBlock, int lastBlock) {
        return (lastBlock - firstBlock) * ChunkLayout.BLOCK_BYTES
                + ChunkLayout.blockBytes(header.dataBytes(), lastBlock);
    }

    private CairnException corrupt(Location location, DamagedChunkException cause) {
        verified.forget(location);
        monitor.corrupt(location, cause.what());
        return new CairnException(
                ErrorCode.CORRUPT,
                "chunk",
                "segment " + location.segment() + " chunk " + location.chunk() + ": " + cause.what(),
                cause);
    }

    /** Takes verified bytes. */
    private interface Sink {

        void accept(byte[] data, int from, int count) throws IOException;
    }
}
