package dev.cairn.gateway.data;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.block.Location;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Moves the bytes of a walk to a stream and takes failures of the storage on the way: what has left is never sent
 * twice, what a segment no longer holds is looked up anew. Used by one thread.
 */
final class RunTransfer {

    /** Reason of a failure about bytes whose segment does not exist. */
    static final String GONE = "segment";

    private static final byte[] ZEROS = new byte[64 << 10];

    private final ExtentWalk walk;
    private final BlockService blocks;
    private final Calls calls;
    private int fruitless;
    private Deadline patience;

    RunTransfer(ExtentWalk walk, BlockService blocks, Calls calls) {
        this.walk = walk;
        this.blocks = blocks;
        this.calls = calls;
        this.patience = calls.callDeadline();
    }

    /** Sends the run at the walk's position, at most {@code lengthMax} bytes of it, and advances the walk. */
    void next(OutputStream target, long lengthMax) throws IOException {
        ExtentWalk.Run run = walk.run(lengthMax);
        switch (run) {
            case ExtentWalk.Run.Zeros zeros -> zeros(target, zeros.length());
            case ExtentWalk.Run.Inline inline -> {
                target.write(inline.bytes()
                        .slice(inline.from(), inline.from() + inline.count())
                        .toByteArray());
                walk.advance(inline.count());
            }
            case ExtentWalk.Run.Stored(Location location) -> stored(target, location);
            case ExtentWalk.Run.Offline offline -> throw offline(walk.at());
        }
    }

    static CairnException offline(long offset) {
        return new CairnException(
                ErrorCode.OFFLINE,
                "block " + offset / MetadataLimits.BLOCK_BYTES + " is offline and must be staged first");
    }

    private void zeros(OutputStream target, long length) throws IOException {
        for (long left = length; left > 0; left -= Math.min(left, ZEROS.length)) {
            target.write(ZEROS, 0, (int) Math.min(left, ZEROS.length));
        }
        walk.advance(length);
    }

    /** Each call has the time of one call; a slow client makes it end early, and the next one goes on from there. */
    private void stored(OutputStream target, Location location) throws IOException {
        CountingStream counted = new CountingStream(target);
        if (fruitless == 0) {
            patience = calls.callDeadline();
        }
        try {
            blocks.read(location, counted, patience);
            requireAll(counted.count(), location);
            fruitless = 0;
        } catch (CairnException e) {
            boolean isProgress = counted.count() > 0;
            fruitless = isProgress ? 0 : fruitless + 1;
            if (!canHelpToAskAgain(e, isProgress) || hasTriedEnough()) {
                throw isGone(e) ? gone(e) : e;
            }
            walk.refresh();
        }
        walk.advance(counted.count());
    }

    private boolean hasTriedEnough() {
        return fruitless == GatewayLimits.FRUITLESS_ATTEMPTS_MAX || (fruitless > 0 && calls.isPast(patience));
    }

    private static boolean canHelpToAskAgain(CairnException e, boolean isProgress) {
        return e.code().isRetryable() || isGone(e) || (e.code() == ErrorCode.DEADLINE_EXCEEDED && isProgress);
    }

    private static boolean isGone(CairnException e) {
        return e.code() == ErrorCode.ENOENT && e.reason().equals(GONE);
    }

    /** The file is there, its bytes are not: to the reader that is no missing file. */
    private static CairnException gone(CairnException e) {
        return new CairnException(ErrorCode.EIO, GONE, "the bytes are in no segment any more", e);
    }

    private static void requireAll(long count, Location location) {
        if (count != location.length()) {
            throw new CairnException(
                    ErrorCode.EIO, "read", "read " + count + " of " + location.length() + " bytes at " + location);
        }
    }
}
