package dev.cairn.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What somebody meets in the first minutes: the script starts the program, says the truth about it, and stops it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StartTest {

    private static final int NOT_RUNNING = 3;
    private static final Duration START_TIME_MAX = Duration.ofSeconds(30);
    private static final Duration TIME_MAX = Duration.ofSeconds(60);
    private static final long EMPTY_HEAP_BYTES_MAX = 300L << 20;
    private static final Pattern KEY = Pattern.compile("(?:Access|Secret) key +(\\S+)");
    private static final Pattern COMMAND = Pattern.compile("(?m)^ +((?:export|aws|curl) .*)$");
    private static final Pattern HEAP_USED = Pattern.compile("(?m)^(?!.*(?:Metaspace|class space)).*used (\\d+)K");

    private Path folder;
    private Tool script;

    @BeforeAll
    void install(@TempDir Path temporary) throws IOException {
        folder = temporary;
        script = LaunchScript.install(temporary);
    }

    @Test
    void whatStartPrintsIsTrueAndStatusAndStopAreToo() {
        try (var cairn = LaunchScript.on(script, folder.resolve("first"))) {
            assertThat(cairn.status().exitCode()).isEqualTo(NOT_RUNNING);
            String printed = timedStart("first start", cairn);

            assertThat(printed).contains(cairn.s3()).contains(cairn.rest());
            assertThat(keys(printed)).hasSize(2).doesNotHaveDuplicates();
            Tool.Run status = cairn.status();
            assertThat(status.exitCode()).isZero();
            assertThat(status.output())
                    .contains("Cairn runs")
                    .contains(cairn.s3())
                    .contains(cairn.rest());
            List<String> commands = found(COMMAND, printed);
            assertThat(commands).hasSize(3);
            String exports = commands.getFirst();
            commands.subList(1, 3).forEach(command -> assertWorks(exports, command));
            assertThat(heapUsed(cairn.process().orElseThrow().pid())).isLessThan(EMPTY_HEAP_BYTES_MAX);

            assertThat(cairn.stop().expectSuccess().output()).contains("Stopped");
            assertThat(cairn.status().exitCode()).isEqualTo(NOT_RUNNING);
            assertThat(cairn.status().output()).contains("not running");
            assertThat(cairn.stop().expectSuccess().output()).contains("not running");
        }
    }

    @Test
    void theKeyPairStaysWithTheDataAndIsOfItsOwn() {
        try (var cairn = LaunchScript.on(script, folder.resolve("one"));
                var other = LaunchScript.on(script, folder.resolve("other"))) {
            List<String> before = keys(timedStart("start", cairn));
            assertThat(keys(timedStart("start beside another", other))).doesNotContainAnyElementsOf(before);
            cairn.stop().expectSuccess();
            assertThat(keys(timedStart("start again", cairn))).isEqualTo(before);
            ProcessHandle killed = cairn.process().orElseThrow();
            killed.destroyForcibly();
            killed.onExit().join();
            assertThat(cairn.status().exitCode()).isEqualTo(NOT_RUNNING);
            assertThat(keys(timedStart("start after a kill", cairn))).isEqualTo(before);
        }
    }

    @Test
    void aSecondStartIsRefusedAndTheFirstStaysUp() throws IOException {
        try (var cairn = LaunchScript.on(script, folder.resolve("busy"))) {
            cairn.start().expectSuccess();
            ProcessHandle first = cairn.process().orElseThrow();

            assertRefused(cairn.start(), "already running");
            assertRefused(LaunchScript.on(script, cairn.data()).start(), "already running");
            Path others = folder.resolve("others");
            assertRefused(cairn.beside(others, cairn.s3Port(), FreePorts.next()).start(), "port " + cairn.s3Port());
            assertRefused(
                    cairn.beside(others, FreePorts.next(), cairn.restPort()).start(), "ort " + cairn.restPort());
            // Without the script's own note only the lock of the data folder can tell.
            Path pid = cairn.data().resolve("run/pid");
            String noted = Files.readString(pid);
            Files.delete(pid);
            assertRefused(LaunchScript.on(script, cairn.data()).start(), "in use");
            Files.writeString(pid, noted);

            assertThat(cairn.process()).contains(first);
            assertThat(cairn.status().exitCode()).isZero();
            assertThat(bash("curl -fsS " + cairn.rest() + "/actuator/health")
                            .expectSuccess()
                            .output())
                    .contains("UP");
        }
    }

    @Test
    void aProcessThatGotTheNumberOfADeadOneIsLeftAlone() throws Exception {
        String looks = "java -jar cairn-standalone.jar --cairn.data=" + folder.resolve("elsewhere");
        Process stranger = new ProcessBuilder("bash", "-c", "exec -a '" + looks + "' sleep 120").start();
        try (var cairn = LaunchScript.on(script, folder.resolve("stale"))) {
            Files.createDirectories(cairn.data().resolve("run"));
            Files.writeString(cairn.data().resolve("run/pid"), stranger.pid() + "\n");

            assertThat(cairn.status().exitCode()).isEqualTo(NOT_RUNNING);
            assertThat(cairn.stop().output()).contains("not running");
            assertThat(stranger.waitFor(0, TimeUnit.SECONDS)).isFalse();
        } finally {
            stranger.destroyForcibly();
        }
    }

    private static void assertRefused(Tool.Run start, String reason) {
        assertThat(start.exitCode()).as(start.output()).isNotZero();
        assertThat(start.output()).contains(reason).doesNotContain("Exception").doesNotContain("is ready");
        assertThat(start.output().lines().count()).as(start.output()).isLessThanOrEqualTo(2);
    }

    private static String timedStart(String what, LaunchScript cairn) {
        long begin = System.nanoTime();
        String printed = cairn.start().expectSuccess().output();
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        System.out.printf("%s: %.1f s%n", what, took.toMillis() / 1e3);
        assertThat(took).isLessThan(START_TIME_MAX);
        return printed;
    }

    /** Runs a command as printed, in a shell that did what was printed first. */
    private void assertWorks(String exports, String command) {
        String program = command.substring(0, command.indexOf(' '));
        if (bash(program + " --version").exitCode() != 0) {
            System.out.println("not tried, " + program + " does not work here: " + command);
            return;
        }
        String output = bash(exports + "\n" + command).expectSuccess().output();
        assertThat(output).contains(program.equals("aws") ? "make_bucket: first" : "\"changes\"");
    }

    private Tool.Run bash(String commands) {
        return Tool.of("bash", folder, Map.of()).run(TIME_MAX, List.of("-c", "set -eu\n" + commands));
    }

    private long heapUsed(long pid) {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        bash(jcmd + " " + pid + " GC.run").expectSuccess();
        String heap = bash(jcmd + " " + pid + " GC.heap_info").expectSuccess().output();
        long bytes = found(HEAP_USED, heap).stream().mapToLong(Long::parseLong).sum() << 10;
        assertThat(bytes).as(heap).isPositive();
        System.out.printf("heap of an empty volume: %.1f MB%n", bytes / 1e6);
        return bytes;
    }

    private static List<String> keys(String printed) {
        return found(KEY, printed);
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1)).toList();
    }
}
