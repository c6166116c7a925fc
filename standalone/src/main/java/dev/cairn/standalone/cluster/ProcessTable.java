package dev.cairn.standalone.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The processes of this machine: from {@code /proc} where there is one, else from {@code ps}. Safe for use by any thread.
 */
final class ProcessTable {

    private static final long COMMAND_SECONDS_MAX = 10;

    private final Path proc;

    ProcessTable() {
        this(Path.of("/proc"));
    }

    ProcessTable(Path proc) {
        this.proc = proc;
    }

    /**
     * A process.
     *
     * @param started when it began, in words that are the same whenever one asks, and others for a later process that got
     *     the same number
     */
    record Entry(ProcessState state, String started) {}

    /** Signals that a cluster needs. */
    enum Signal {
        TERM,
        KILL,
        STOP,
        CONT
    }

    /** The process with this number, if there is one. */
    Optional<Entry> find(long pid) {
        return Files.isDirectory(proc.resolve("self")) ? fromProc(pid) : fromPs(pid);
    }

    private Optional<Entry> fromProc(long pid) {
        try {
            return Optional.of(ofStat(
                    Files.readString(proc.resolve(Long.toString(pid)).resolve("stat"), StandardCharsets.ISO_8859_1)));
        } catch (IOException gone) {
            return Optional.empty();
        }
    }

    /** {@code PID (NAME) STATE ...}: the name may hold anything, and the 22nd field is the start in ticks since boot. */
    static Entry ofStat(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return new Entry(ProcessState.ofLetter(fields[0].charAt(0)), fields[19]);
    }

    private static Optional<Entry> fromPs(long pid) {
        return ofPs(run("LC_ALL=C TZ=UTC ps -o state= -o lstart= -p " + pid));
    }

    /** {@code S+   Thu Jan  1 00:00:00 2026}, or nothing. */
    static Optional<Entry> ofPs(String line) {
        String[] parts = line.strip().split("\\s+", 2);
        return parts.length < 2
                ? Optional.empty()
                : Optional.of(new Entry(
                        ProcessState.ofLetter(parts[0].charAt(0)),
                        parts[1].strip().replaceAll("\\s+", "_")));
    }

    /** Sends a signal; a process that is gone does not mind. */
    void send(Signal signal, long pid) {
        run("kill -s " + signal + " " + pid + " 2>/dev/null || true");
    }

    /** By the shell, which has these commands even where no package brings them. */
    private static String run(String command) {
        try {
            Process process = new ProcessBuilder("sh", "-c", command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS)) {
                throw new ClusterException("'" + command + "' does not end");
            }
            return output;
        } catch (IOException e) {
            throw new ClusterException("'" + command + "' cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ClusterException("interrupted", e);
        }
    }
}
