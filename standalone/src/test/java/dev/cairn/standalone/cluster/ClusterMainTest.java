package dev.cairn.standalone.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong ends in one line and an exit code. */
class ClusterMainTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void aWrongCommandLineEndsWithTwo() {
        assertThat(run("frobnicate")).isEqualTo(2);
        assertThat(output()).isEqualTo("cairn: there is no command 'frobnicate'; see ./cairn cluster --help\n");
    }

    @Test
    void beforeTheFirstStartThereIsNothingToAskFor() {
        for (String verb : List.of("status", "stop", "kill")) {
            assertThat(verb.equals("kill") ? onFolder(verb, "lock-1") : onFolder(verb))
                    .isEqualTo(1);
        }
        assertThat(output().lines()).hasSize(3).allMatch(line -> line.contains("no cluster was ever started in"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void deadMembersAreShownAndCannotBeSignalled() throws IOException {
        Files.writeString(folder.resolve("port-base"), "9500\n");

        assertThat(onFolder("status")).isEqualTo(1);
        assertThat(output()).contains("MEMBER", "zookeeper", "dead");
        assertThat(onFolder("pause", "lock-1")).isEqualTo(1);
        assertThat(output()).contains("cairn: lock-1 does not run");
        assertThat(onFolder("kill", "nobody")).isEqualTo(1);
        assertThat(output()).contains("no member is called 'nobody'");
        assertThat(onFolder("stop")).isZero();
        assertThat(output()).contains("does not run.");
    }

    @Test
    void aPortOfAnotherProcessIsNamed() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int base = taken.getLocalPort() - Role.ZOOKEEPER.firstPortOf(1);

            assertThat(onFolder("start", "--port-base", String.valueOf(base))).isEqualTo(1);
            assertThat(output()).contains("port " + taken.getLocalPort() + " of zookeeper is in use");
        }
    }

    @Test
    void twoCommandsDoNotWorkOnOneClusterAtATime() throws IOException {
        Files.writeString(folder.resolve("port-base"), "9500\n");
        try (FileChannel lock =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(lock.lock().isValid()).isTrue();

            assertThat(onFolder("stop")).isEqualTo(1);
            assertThat(output()).contains("another command is at work");
        }
    }

    private int onFolder(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--data", folder.toString()));
        return run(all.toArray(String[]::new));
    }

    private int run(String... arguments) {
        var stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new ClusterMain(stream, stream).run(List.of(arguments));
    }

    private String output() {
        return printed.toString(StandardCharsets.UTF_8);
    }
}
