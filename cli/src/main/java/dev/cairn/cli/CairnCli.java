package dev.cairn.cli;

import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExitCodeExceptionMapper;
import picocli.CommandLine.ParameterException;

/** {@code cairn COMMAND}: what archive people do with files, and what operators ask of the volume. */
@Command(
        name = "cairn",
        description = "Files, and the way of their data to the archive and back, over the REST interface of a gateway.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footer = {"", "cairn COMMAND --help tells more, with examples."})
public final class CairnCli {

    private static final List<Class<?>> GROUPS = List.of(
            FileCommands.class,
            ArchiveCommands.class,
            WaitingCommands.class,
            SpaceCommands.class,
            AttributeCommands.class,
            QuotaCommands.class,
            VolumeCommands.class);

    private static final int OUTPUT_BUFFER_CHARS = 1 << 16;

    private CairnCli() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String... arguments) {
        var out = new PrintWriter(
                new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), OUTPUT_BUFFER_CHARS));
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        int code = run(out, err, arguments);
        out.flush();
        System.exit(code);
    }

    /** @return the exit code, see {@link ExitCode} */
    static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = commandLine();
        line.setOut(out);
        line.setErr(err);
        return line.execute(arguments);
    }

    static CommandLine commandLine() {
        var line = new CommandLine(new CairnCli());
        commands().forEach(command -> line.addSubcommand(new CommandLine(command)));
        line.addSubcommand(new CommandLine(new AutoComplete.GenerateCompletion()));
        line.registerConverter(ByteCount.class, new ByteCount.Converter());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.getSubcommands().values().forEach(CairnCli::tellExitCodes);
        line.setExecutionExceptionHandler((failure, command, result) -> {
            if (failure instanceof RuntimeException && !isForPeople(failure)) {
                throw failure;
            }
            command.getOut().flush();
            command.getErr().println("cairn: " + failure.getMessage());
            return command.getExitCodeExceptionMapper().getExitCode(failure);
        });
        IExitCodeExceptionMapper codes = CairnCli::exitCode;
        line.setExitCodeExceptionMapper(codes);
        return line;
    }

    /** By name, as the help lists them. */
    private static List<Method> commands() {
        return GROUPS.stream()
                .flatMap(group -> Stream.of(group.getDeclaredMethods()))
                .filter(method -> method.isAnnotationPresent(Command.class))
                .sorted(Comparator.comparing(
                        method -> method.getAnnotation(Command.class).name()))
                .toList();
    }

    private static void tellExitCodes(CommandLine command) {
        command.getCommandSpec()
                .usageMessage()
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(codesByNumber());
    }

    private static Map<String, String> codesByNumber() {
        var codes = new LinkedHashMap<String, String>();
        for (ExitCode code : ExitCode.values()) {
            codes.put(Integer.toString(code.number()), code.meaning());
        }
        return codes;
    }

    private static boolean isForPeople(Throwable failure) {
        return failure instanceof Refusal
                || failure instanceof CommandFailure
                || failure instanceof NothingFound
                || failure instanceof UncheckedIOException;
    }

    private static int exitCode(Throwable failure) {
        return switch (failure) {
            case Refusal refusal -> refusal.exitCode().number();
            case NothingFound ignored -> ExitCode.NOT_FOUND.number();
            case ParameterException ignored -> ExitCode.USAGE.number();
            default -> ExitCode.FAILED.number();
        };
    }
}
