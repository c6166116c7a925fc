package dev.cairn.system;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of this machine, run in an environment that tells it nothing but what the test says. */
final class Tool {

    private static final Duration PROBE_TIME_MAX = Duration.ofSeconds(20);

    private final String program;
    private final Path folder;
    private final Map<String, String> environment = new HashMap<>();

    private Tool(String program, Path folder, Map<String, String> environment) {
        this.program = program;
        this.folder = folder;
        this.environment.putAll(environment);
        this.environment.put("LC_ALL", "C.UTF-8");
    }

    /** What a run printed, errors included, and how it ended. */
    record Run(int exitCode, String output) {

        /** @throws AssertionError showing the output, unless it ended with 0 */
        Run expectSuccess() {
            if (exitCode != 0) {
                throw new AssertionError("exit code " + exitCode + "\n" + output);
            }
            return this;
        }
    }

    /**
     * @param folder what the program prints goes to files there
     * @param environment in addition to what this process has
     */
    static Tool of(String program, Path folder, Map<String, String> environment) {
        return new Tool(program, folder, environment);
    }

    /** The same, and the test is skipped, with its reason printed, where the program does not work. */
    static Tool orSkip(String program, Path folder, Map<String, String> environment) {
        Tool tool = of(program, folder, environment);
        String reason = "";
        try {
            Run probe = tool.run(PROBE_TIME_MAX, List.of("--version"));
            reason = probe.exitCode() == 0 ? "" : program + " does not work here: " + probe.output();
        } catch (UncheckedIOException notThere) {
            reason = program + " is not on this machine";
        }
        if (!reason.isEmpty()) {
            System.out.println("skipped: " + reason);
            abort(reason);
        }
        return tool;
    }

    /** Runs it to its end. */
    Run run(Duration timeMax, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(arguments);
        try {
            Path output = Files.createTempFile(folder, Path.of(program).getFileName() + "-", ".out");
            var builder = new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .redirectInput(new File("/dev/null"));
            builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(timeMax.toMillis(), TimeUnit.MILLISECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError(command + " took longer than " + timeMax + "\n" + Files.readString(output));
            }
            return new Run(process.exitValue(), Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
