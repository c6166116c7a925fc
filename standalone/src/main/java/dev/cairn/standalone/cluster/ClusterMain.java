package dev.cairn.standalone.cluster;

import dev.cairn.standalone.cluster.CommandLine.Output;
import dev.cairn.standalone.cluster.CommandLine.Verb;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.OptionalInt;

/**
 * {@code ./cairn cluster COMMAND}: does one command and ends.
 *
 * <p>Exit code 0: done. 1: it could not be done, and one line on standard error says why; or {@code status} found a member
 * that does not run. 2: the command line is wrong.
 */
public final class ClusterMain {

    private static final int DONE = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;

    private final PrintStream out;
    private final PrintStream errors;

    ClusterMain(PrintStream out, PrintStream errors) {
        this.out = out;
        this.errors = errors;
    }

    /** @param arguments a verb, perhaps the name of a member, and options */
    public static void main(String[] arguments) {
        System.exit(new ClusterMain(System.out, System.err).run(List.of(arguments)));
    }

    int run(List<String> arguments) {
        try {
            return run(CommandLine.parse(arguments));
        } catch (UsageException e) {
            errors.println("cairn: " + e.getMessage() + "; see ./cairn cluster --help");
            return MISUSED;
        } catch (ClusterException e) {
            errors.println("cairn: " + e.getMessage());
            return FAILED;
        } catch (IOException e) {
            errors.println("cairn: " + e);
            return FAILED;
        }
    }

    private int run(CommandLine command) throws IOException {
        ClusterFolder folder = command.folder();
        OptionalInt known = PortBase.read(folder);
        if (known.isEmpty() && command.verb() != Verb.START) {
            throw new ClusterException("no cluster was ever started in " + folder.root());
        }
        if (command.verb() == Verb.STATUS) {
            return status(new ClusterLayout(folder, known.getAsInt()), command.output());
        }
        folder.create();
        try (FileChannel lock = FileChannel.open(folder.lock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            if (!isTaken(lock)) {
                throw new ClusterException("another command is at work on " + folder.root());
            }
            change(command, known);
            return DONE;
        }
    }

    /** The system gives it back when this process ends, however it ends. */
    private static boolean isTaken(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private int status(ClusterLayout layout, Output output) {
        try (var probe = new HealthProbe()) {
            ClusterStatus status = cluster(layout, probe).status();
            out.print(
                    switch (output) {
                        case TABLE -> status.table();
                        case JSON -> status.json();
                    });
            return status.allRun() ? DONE : FAILED;
        }
    }

    private void change(CommandLine command, OptionalInt known) throws IOException {
        ClusterFolder folder = command.folder();
        String name = command.member();
        try (var probe = new HealthProbe()) {
            if (command.verb() == Verb.START) {
                start(folder, command.portBase(), known, probe);
                return;
            }
            Cluster cluster = cluster(new ClusterLayout(folder, known.getAsInt()), probe);
            switch (command.verb()) {
                case KILL -> cluster.kill(name);
                case PAUSE -> cluster.pause(name);
                case RESUME -> cluster.resume(name);
                case RESTART -> cluster.restart(name);
                case STOP -> out.println(cluster.stop() == 0 ? "The cluster does not run." : "Stopped.");
                case START, STATUS -> throw new IllegalStateException("handled before: " + command.verb());
            }
            if (command.verb().takesMember()) {
                out.println(name + " is " + after(command.verb()) + ".");
            }
        }
    }

    private static String after(Verb verb) {
        return switch (verb) {
            case KILL -> "killed";
            case PAUSE -> "paused";
            case RESUME -> "resumed";
            case RESTART -> "restarted";
            case START, STATUS, STOP -> throw new IllegalArgumentException("not about a member: " + verb);
        };
    }

    private void start(ClusterFolder folder, OptionalInt wanted, OptionalInt known, HealthProbe probe)
            throws IOException {
        int portBase = wanted.orElse(known.orElse(ClusterLayout.PORT_BASE));
        var layout = new ClusterLayout(folder, portBase);
        Cluster cluster = cluster(layout, probe);
        if (known.isPresent() && known.getAsInt() != portBase && !cluster.isEmpty()) {
            throw new ClusterException("members run with --port-base " + known.getAsInt() + "; stop them first");
        }
        PortBase.write(folder, portBase);
        cluster.start();
        out.println();
        out.print(ReadyMessage.of(layout));
    }

    private Cluster cluster(ClusterLayout layout, HealthProbe probe) {
        String options = System.getenv().getOrDefault("CAIRN_JAVA_OPTS", "");
        return new Cluster(layout, probe, JavaCommand.ofThisProcess(options), out::println);
    }
}
