package dev.cairn.standalone.cluster;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A command line, understood.
 *
 * @param member whom it is about; empty for the verbs that are about all
 * @param portBase as given; empty for what the cluster was started with, or the default
 */
record CommandLine(Verb verb, String member, ClusterFolder folder, OptionalInt portBase, Output output) {

    enum Verb {
        START,
        STATUS,
        KILL,
        PAUSE,
        RESUME,
        RESTART,
        STOP;

        boolean takesMember() {
            return switch (this) {
                case KILL, PAUSE, RESUME, RESTART -> true;
                case START, STATUS, STOP -> false;
            };
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum Output {
        TABLE,
        JSON
    }

    private static final int PORT_MAX = 65_535;

    /** @throws UsageException if it is not one of the commands with its options */
    static CommandLine parse(List<String> arguments) {
        Deque<String> rest = new ArrayDeque<>(arguments);
        Verb verb = verb(rest.poll());
        String member = "";
        var folder = new ClusterFolder(ClusterFolder.DEFAULT);
        OptionalInt portBase = OptionalInt.empty();
        Output output = Output.TABLE;
        for (String argument = rest.poll(); argument != null; argument = rest.poll()) {
            if (argument.equals("--data")) {
                folder = folder(value(argument, rest));
            } else if (argument.equals("--port-base") && verb == Verb.START) {
                portBase = OptionalInt.of(portBase(value(argument, rest)));
            } else if (argument.equals("--json") && verb == Verb.STATUS) {
                output = Output.JSON;
            } else if (!argument.startsWith("-") && verb.takesMember() && member.isEmpty()) {
                member = argument;
            } else {
                throw new UsageException(verb.word() + " does not take '" + argument + "'");
            }
        }
        if (verb.takesMember() && member.isEmpty()) {
            throw new UsageException(verb.word() + " needs the name of a member, such as metadata-1");
        }
        return new CommandLine(verb, member, folder, portBase, output);
    }

    private static Verb verb(@Nullable String word) {
        return Stream.of(Verb.values())
                .filter(verb -> verb.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new UsageException(
                        word == null ? "a command is missing" : "there is no command '" + word + "'"));
    }

    private static String value(String option, Deque<String> rest) {
        return Optional.ofNullable(rest.poll())
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new UsageException(option + " needs a value"));
    }

    private static ClusterFolder folder(String value) {
        try {
            return new ClusterFolder(Path.of(value));
        } catch (InvalidPathException e) {
            throw new UsageException("'" + value + "' is not the name of a folder");
        }
    }

    private static int portBase(String value) {
        int max = PORT_MAX - Role.PORTS + 1;
        if (value.matches("\\d{1,5}")) {
            int port = Integer.parseInt(value);
            if (port > 0 && port <= max) {
                return port;
            }
        }
        throw new UsageException("--port-base must be a number from 1 to " + max + ": '" + value + "'");
    }
}
