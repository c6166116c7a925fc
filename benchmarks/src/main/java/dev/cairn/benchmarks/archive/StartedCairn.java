package dev.cairn.benchmarks.archive;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Everything in one process, as {@code ./cairn start} runs it, on a data folder of this benchmark. */
final class StartedCairn implements AutoCloseable {

    private final Path script;
    private final Path data;
    private final int port;
    private final String authorization;

    private StartedCairn(Path script, Path data) throws IOException, InterruptedException {
        this.script = script;
        this.data = data;
        this.port = freePort();
        String printed = run("start", "--s3-port", Integer.toString(freePort()), "--rest-port", Integer.toString(port));
        String key = found(printed, "AWS_ACCESS_KEY_ID=(\\S+)") + ":" + found(printed, "AWS_SECRET_ACCESS_KEY=(\\S+)");
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
    }

    /** @param home where the script is */
    static StartedCairn start(Path home, Path data) throws IOException, InterruptedException {
        var started = new StartedCairn(home.resolve("cairn"), data);
        Runtime.getRuntime().addShutdownHook(new Thread(started::close));
        return started;
    }

    HttpConnection connect() throws IOException {
        return new HttpConnection(port, authorization);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private String run(String... command) throws IOException, InterruptedException {
        var line = new ArrayList<String>();
        line.add(script.toString());
        line.addAll(List.of(command));
        line.add("--data");
        line.add(data.toString());
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(command[0] + " failed: " + output);
        }
        return output;
    }

    private static String found(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        try {
            run("stop");
        } catch (IOException e) {
            System.err.println("cairn was not stopped: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
