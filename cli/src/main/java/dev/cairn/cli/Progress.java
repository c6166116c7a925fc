package dev.cairn.cli;

import java.io.PrintWriter;
import java.time.Duration;

/** Tells on standard error, twice a second while somebody watches, how far long work has come. */
final class Progress implements AutoCloseable {

    private static final long PAUSE_NANOS = Duration.ofMillis(500).toNanos();

    private final PrintWriter err;
    private final String what;
    private final long total;
    private final boolean isWatched;
    private final long start = System.nanoTime();

    private long done;
    private long told = start;

    private Progress(PrintWriter err, String what, long total, boolean isWatched) {
        this.err = err;
        this.what = what;
        this.total = total;
        this.isWatched = isWatched;
    }

    /**
     * Of bytes.
     *
     * @param total 0 if it is not known
     */
    static Progress of(Session session, String what, long total) {
        return new Progress(session.err(), what, total, session.wantsProgress());
    }

    void add(long bytes) {
        done += bytes;
        long now = System.nanoTime();
        if (isWatched && now - told >= PAUSE_NANOS) {
            told = now;
            err.print('\r' + line(now) + "    ");
            err.flush();
        }
    }

    private String line(long now) {
        double seconds = Math.max(1e-3, (now - start) / 1e9);
        String share = total > 0 ? " of " + Text.bytes(total) + " (" + 100 * done / total + " %)" : "";
        return what + " " + Text.bytes(done) + share + ", " + Text.bytes((long) (done / seconds)) + "/s";
    }

    @Override
    public void close() {
        if (isWatched) {
            err.println('\r' + line(System.nanoTime()) + "    ");
            err.flush();
        }
    }
}
