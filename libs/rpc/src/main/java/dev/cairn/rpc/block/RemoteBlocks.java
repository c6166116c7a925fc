package dev.cairn.rpc.block;

import dev.cairn.api.block.BlockService;
import dev.cairn.api.block.Body;
import dev.cairn.api.block.LocalRange;
import dev.cairn.api.block.Location;
import dev.cairn.api.block.VolumeUsage;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import dev.cairn.rpc.RetryPolicy;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The block-service of another process.
 *
 * <p>A body is sent in windows of {@link #WINDOW_BYTES}, each kept until its locations are known, so that the loss of the
 * instance in the middle of a body costs a repeat of one window and no error. A read goes on where it was cut off. Safe
 * for use by any thread.
 */
public final class RemoteBlocks implements BlockService, AutoCloseable {

    /** What a request in flight holds in memory; large enough that a round trip does not matter. */
    static final int WINDOW_BYTES = 4 << 20;

    /** How long one window or the rest of a read may go without an answer; the body as a whole may take much longer. */
    private static final Duration OUTAGE_PATIENCE = Duration.ofSeconds(30);

    /** An instance that says nothing for so long hangs; a window is durable, or a read begins, far sooner. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(10);

    /** The HTTP client counts in milliseconds, and zero of them are no limit to it. */
    private static final Duration SHORTEST_ATTEMPT = Duration.ofMillis(1);

    private static final Duration USAGE_PATIENCE = Duration.ofSeconds(10);

    private final BlockHttpClient http;
    private final RetryPolicy retries;
    private final TimeSource clock;
    private final Duration silenceMax;

    /**
     * A client.
     *
     * @param instance the base address of an instance that can take calls now, such as {@code http://host:port}
     * @throws CairnException from {@code instance}: {@link ErrorCode#UNAVAILABLE} while there is none
     */
    public RemoteBlocks(Supplier<String> instance, TimeSource clock) {
        this(instance, clock, SILENCE_MAX);
    }

    RemoteBlocks(Supplier<String> instance, TimeSource clock, Duration silenceMax) {
        this.silenceMax = silenceMax;
        this.http = new BlockHttpClient(instance);
        this.retries = new RetryPolicy(clock);
        this.clock = clock;
    }

    @Override
    public List<Location> append(long owner, long fileOffset, Body body, Deadline deadline) throws IOException {
        List<Location> locations = new ArrayList<>();
        byte[] window = new byte[windowFor(body)];
        long sent = 0;
        while (true) {
            int filled = body.read(window, 0, (int) Math.min(window.length, left(body, sent)));
            if (filled > 0) {
                long at = fileOffset + sent;
                int count = filled;
                Deadline patience = patience(deadline);
                locations.addAll(retries.untilAnswered(
                        patience, () -> http.append(owner, at, window, count, timeOfAttempt(patience))));
                sent += filled;
            }
            if (filled < window.length) {
                requireWhole(body, sent);
                return locations;
            }
        }
    }

    private Deadline patience(Deadline whole) {
        Deadline outage = Deadline.in(OUTAGE_PATIENCE, clock);
        return outage.atNanos() - whole.atNanos() < 0 ? outage : whole;
    }

    private Duration timeOfAttempt(Deadline patience) {
        Duration left = patience.left(clock);
        if (left.compareTo(SHORTEST_ATTEMPT) < 0) {
            throw new CairnException(ErrorCode.DEADLINE_EXCEEDED, "block-service", "the deadline has passed");
        }
        return left.compareTo(silenceMax) < 0 ? left : silenceMax;
    }

    private static int windowFor(Body body) {
        return body.isLengthKnown() ? Math.clamp(body.length(), 1, WINDOW_BYTES) : WINDOW_BYTES;
    }

    private static long left(Body body, long sent) {
        return body.isLengthKnown() ? body.length() - sent : Long.MAX_VALUE;
    }

    private static void requireWhole(Body body, long received) {
        if (body.isLengthKnown() && received < body.length()) {
            throw new CairnException(
                    ErrorCode.EIO,
                    "short-body",
                    "the body ended after " + received + " of " + body.length() + " bytes");
        }
    }

    @Override
    public void read(Location location, OutputStream target, Deadline deadline) throws IOException {
        var progress = new Progress(target);
        try {
            while (progress.written < location.length()) {
                Deadline patience = patience(deadline);
                retries.untilAnswered(patience, () -> readSome(location, progress, patience));
            }
        } catch (UncheckedIOException failedTarget) {
            throw failedTarget.getCause();
        }
    }

    /** Fails if not a byte came; with the first one the patience begins anew. */
    private long readSome(Location location, Progress progress, Deadline patience) {
        long before = progress.written;
        try {
            http.read(location.slice(before, location.length() - before), progress, timeOfAttempt(patience));
        } catch (CairnException failure) {
            if (progress.written == before || !failure.code().isRetryable()) {
                throw failure;
            }
        }
        return progress.written;
    }

    /** Never: the bytes are another process's. */
    @Override
    public Optional<LocalRange> localRange(Location location) {
        return Optional.empty();
    }

    @Override
    public VolumeUsage usage() {
        Deadline deadline = Deadline.in(USAGE_PATIENCE, clock);
        return retries.untilAnswered(deadline, () -> http.usage(timeOfAttempt(deadline)));
    }

    @Override
    public void close() {
        http.close();
    }

    /** Counts what reached the target, and keeps a failure of the target apart from one of the connection. */
    static final class Progress {

        private final OutputStream target;
        private long written;

        Progress(OutputStream target) {
            this.target = target;
        }

        /** @throws UncheckedIOException if the target takes no more: nothing is left to be done then */
        void accept(byte[] bytes, int count) {
            try {
                target.write(bytes, 0, count);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            written += count;
        }
    }
}
