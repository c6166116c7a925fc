package dev.cairn.gateway.data;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.block.Body;
import dev.cairn.api.block.LocalRange;
import dev.cairn.api.block.Location;
import dev.cairn.api.block.SegmentId;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Segments in memory: each run is a segment of its own. Guarded by its monitor. */
public final class FakeBlocks implements BlockService {

    private final Map<SegmentId, byte[]> segments = new HashMap<>();
    private final Set<SegmentId> gone = new HashSet<>();
    private final int runBytes;
    private @Nullable Path folder;
    private long lastSegment;
    private int appendFailures;
    private int readFailures;
    private int bytesBeforeFailure;
    private boolean failsForGood;
    private int reads;
    private boolean losesEverything;

    public FakeBlocks(int runBytes) {
        this.runBytes = runBytes;
    }

    /** Segments are files here as well, fit for sendfile; with null only in memory. */
    public synchronized void keepFilesIn(@Nullable Path place) {
        folder = place;
    }

    /** The next appends fail as those of a service that fails over do. */
    public synchronized void failAppends(int count) {
        appendFailures = count;
    }

    /** The next reads break off after so many bytes. */
    public synchronized void failReads(int count, int afterBytes) {
        readFailures = count;
        bytesBeforeFailure = afterBytes;
        failsForGood = false;
    }

    /** Reads get on by so many bytes once, then never. */
    public synchronized void failReadsForGoodAfter(int bytes) {
        readFailures = Integer.MAX_VALUE;
        bytesBeforeFailure = bytes;
        failsForGood = true;
    }

    /** A segment is deleted, its bytes are in a new one. */
    public synchronized SegmentId move(SegmentId segment) {
        byte[] bytes = segments.remove(segment);
        if (bytes == null) {
            throw new IllegalArgumentException("no segment " + segment);
        }
        gone.add(segment);
        return put(bytes);
    }

    /** From now on every segment is gone as soon as it is written. */
    public synchronized void loseEverything() {
        losesEverything = true;
    }

    /** How many reads went through memory. */
    public synchronized int reads() {
        return reads;
    }

    public synchronized int segments() {
        return segments.size();
    }

    @Override
    public List<Location> append(long owner, long fileOffset, Body body, Deadline deadline) throws IOException {
        synchronized (this) {
            if (appendFailures > 0) {
                appendFailures--;
                body.read(new byte[1], 0, 1);
                throw new CairnException(ErrorCode.UNAVAILABLE, "the block-service went away");
            }
        }
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 << 10];
        while (!body.isLengthKnown() || whole.size() < body.length()) {
            int most =
                    body.isLengthKnown() ? (int) Math.min(buffer.length, body.length() - whole.size()) : buffer.length;
            int read = body.read(buffer, 0, most);
            whole.write(buffer, 0, read);
            if (read < most) {
                break;
            }
        }
        if (body.isLengthKnown() && whole.size() < body.length()) {
            throw new CairnException(ErrorCode.EIO, "short-body", "the body ended early");
        }
        return cut(whole.toByteArray());
    }

    @Override
    public void read(Location location, OutputStream target, Deadline deadline) throws IOException {
        byte[] run = bytes(location);
        int most = run.length;
        boolean fails;
        synchronized (this) {
            reads++;
            fails = readFailures > 0;
            if (fails) {
                readFailures--;
                most = Math.min(most, bytesBeforeFailure);
                if (failsForGood) {
                    bytesBeforeFailure = 0;
                }
            }
        }
        target.write(run, 0, most);
        if (fails) {
            throw new CairnException(ErrorCode.UNAVAILABLE, "the block-service went away");
        }
    }

    @Override
    public synchronized Optional<LocalRange> localRange(Location location) {
        return folder == null
                ? Optional.empty()
                : Optional.of(new LocalRange(
                        folder.resolve(location.segment().toString()), location.skip(), location.length()));
    }

    @Override
    public VolumeUsage usage() {
        return new VolumeUsage(1_000_000, 250_000, 3);
    }

    private List<Location> cut(byte[] whole) {
        List<Location> locations = new ArrayList<>();
        for (int from = 0; from < whole.length; from += runBytes) {
            byte[] run = Arrays.copyOfRange(whole, from, Math.min(whole.length, from + runBytes));
            locations.add(new Location(put(run), 0, 0, run.length, 0));
        }
        return locations;
    }

    private synchronized SegmentId put(byte[] run) {
        SegmentId segment = new SegmentId(++lastSegment);
        segments.put(segment, run);
        if (folder != null) {
            try {
                Files.write(folder.resolve(segment.toString()), run);
            } catch (IOException e) {
                throw new CairnException(ErrorCode.EIO, "", "the fake folder failed", e);
            }
        }
        return segment;
    }

    private synchronized byte[] bytes(Location location) {
        byte[] run = segments.get(location.segment());
        if (run == null || losesEverything) {
            throw new CairnException(
                    ErrorCode.ENOENT, "segment", "the segment is gone: " + gone.contains(location.segment()));
        }
        int from = (int) location.skip();
        return Arrays.copyOfRange(run, from, from + (int) location.length());
    }
}
