package dev.cairn.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The launch script with a data folder and ports of its own. It stands in a copy of the distribution, apart from the
 * sources, so that it starts the program that was built and never builds one.
 */
final class LaunchScript implements AutoCloseable {

    private static final Duration TIME_MAX = Duration.ofSeconds(90);
    private static final Pattern PID = Pattern.compile("\\(pid (\\d+)\\)");

    private final Tool tool;
    private final Path data;
    private final int s3Port;
    private final int restPort;

    private LaunchScript(Tool tool, Path data, int s3Port, int restPort) {
        this.tool = tool;
        this.data = data;
        this.s3Port = s3Port;
        this.restPort = restPort;
    }

    /** Puts script and program into a folder of this build; the script will run in {@code workFolder}. */
    static Tool install(Path workFolder) throws IOException {
        Path program = Path.of(System.getProperty("cairn.program")).toRealPath();
        Path folder = Path.of("target", "launch").toAbsolutePath();
        link(program, List.of("cairn-standalone.jar", "lib", "cairn.aot"), folder.resolve("standalone/target"));
        Path commandLine = Path.of(System.getProperty("cairn.command-line")).toRealPath();
        link(commandLine, List.of("cairn-cli.jar", "lib"), folder.resolve("cli/target"));
        Path script = folder.resolve("cairn");
        Files.copy(program.resolve("../../../cairn").normalize(), script, StandardCopyOption.REPLACE_EXISTING);
        return Tool.of(script.toString(), workFolder, Map.of("JAVA_HOME", System.getProperty("java.home")));
    }

    private static void link(Path jar, List<String> parts, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (String part : parts) {
            Path link = folder.resolve(part);
            Files.deleteIfExists(link);
            if (Files.exists(jar.resolveSibling(part))) {
                Files.createSymbolicLink(link, jar.resolveSibling(part));
            }
        }
    }

    static LaunchScript on(Tool tool, Path data) {
        return new LaunchScript(tool, data, FreePorts.next(), FreePorts.next());
    }

    /** Other data on ports of one's choice. */
    LaunchScript beside(Path otherData, int otherS3Port, int otherRestPort) {
        return new LaunchScript(tool, otherData, otherS3Port, otherRestPort);
    }

    Tool.Run start() {
        return run("start", "--s3-port", Integer.toString(s3Port), "--rest-port", Integer.toString(restPort));
    }

    Tool.Run stop() {
        return run("stop");
    }

    Tool.Run status() {
        return run("status");
    }

    private Tool.Run run(String command, String... options) {
        List<String> arguments = new ArrayList<>(List.of(command, "--data", data.toString()));
        arguments.addAll(List.of(options));
        return tool.run(TIME_MAX, arguments);
    }

    String s3() {
        return "http://127.0.0.1:" + s3Port;
    }

    String rest() {
        return "http://127.0.0.1:" + restPort;
    }

    int s3Port() {
        return s3Port;
    }

    int restPort() {
        return restPort;
    }

    Path data() {
        return data;
    }

    /** The process that serves, by what {@code status} says of it. */
    Optional<ProcessHandle> process() {
        Matcher matcher = PID.matcher(status().output());
        return matcher.find() ? ProcessHandle.of(Long.parseLong(matcher.group(1))) : Optional.empty();
    }

    @Override
    public void close() {
        Optional<ProcessHandle> process = process();
        stop();
        process.ifPresent(ProcessHandle::destroyForcibly);
    }
}
