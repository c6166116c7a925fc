package dev.cairn.benchmarks.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./cairn cluster} in a folder of its own, as the script runs and shows it. Used by one thread. */
final class ClusterUnderTest implements AutoCloseable {

    private static final int PORT_BASE = 19_500;

    private final Path script;
    private final Path data;
    private final String printed;

    private ClusterUnderTest(Path script, Path data) throws IOException, InterruptedException {
        this.script = script;
        this.data = data;
        this.printed = run("start", "--port-base", String.valueOf(PORT_BASE));
    }

    /** @param home where the script is */
    static ClusterUnderTest start(Path home, Path data) throws IOException, InterruptedException {
        var cluster = new ClusterUnderTest(home.resolve("cairn"), data);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
        return cluster;
    }

    String run(String command, String... more) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(script.toString(), "cluster", command, "--data", data.toString()));
        line.addAll(List.of(more));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int code = process.waitFor();
        if (code != 0 && !command.equals("status") && !command.equals("stop")) {
            throw new IOException(command + " ended with " + code + ": " + output);
        }
        return output;
    }

    /** Process number and part of each metadata-service that runs. */
    record Replica(String name, long pid, String role, String lag) {}

    List<Replica> metadata() throws IOException, InterruptedException {
        Matcher line = Pattern.compile("(metadata-\\d) +(\\d+) +running +(\\S+) +\\S+ +\\S+ +(\\S+)")
                .matcher(run("status"));
        List<Replica> found = new ArrayList<>();
        while (line.find()) {
            found.add(new Replica(line.group(1), Long.parseLong(line.group(2)), line.group(3), line.group(4)));
        }
        return found;
    }

    String found(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(printed);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + printed);
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        try {
            run("stop");
        } catch (IOException e) {
            System.err.println("the cluster was not stopped: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
