package dev.cairn.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line against the started program: what an archive does with a file, and what an operator asks. */
class CommandLineTest {

    private static final Duration TIME_MAX = Duration.ofSeconds(60);

    /** As the launch script does it. */
    private static final List<String> QUICK_START = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar");

    @TempDir
    private Path folder;

    private Standalone cairn;
    private Tool java;

    @BeforeEach
    void start() throws IOException {
        cairn = Standalone.start(Files.createDirectory(folder.resolve("data")));
        java = Tool.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                folder,
                Map.of(
                        "CAIRN_ENDPOINT", cairn.restEndpoint().toString(),
                        "AWS_ACCESS_KEY_ID", cairn.accessKey(),
                        "AWS_SECRET_ACCESS_KEY", cairn.secretKey()));
    }

    @AfterEach
    void stop() {
        cairn.close();
    }

    private Tool.Run run(String... arguments) {
        List<String> command = new ArrayList<>(QUICK_START);
        command.add(System.getProperty("cairn.command-line"));
        command.addAll(List.of(arguments));
        return java.run(TIME_MAX, command);
    }

    private String ask(String... arguments) {
        return run(arguments).expectSuccess().output().strip();
    }

    @Test
    void aFileGoesToTheArchiveAndComesBack() throws Exception {
        byte[] bytes = new byte[1 << 20];
        new Random(7).nextBytes(bytes);
        Path original = Files.write(folder.resolve("original"), bytes);
        ask("put", "-p", original.toString(), "letters/2026/one");
        String inode = ask("stat", "-s", "inode", "letters/2026/one");
        assertThat(ask("walk-inodes", "data_seq", "--attributes")).contains("." + inode + "  file size 1048576");
        assertThat(ask("ino-path", inode)).isEqualTo("letters/2026/one");
        assertThat(ask("get-referring-entries", inode)).endsWith("one");

        assertThat(ask("release", "letters/2026/one")).isEqualTo("letters/2026/one  online 0, offline 256");
        assertThat(run("get", "letters/2026/one", "-").exitCode()).isEqualTo(6);
        assertThat(ask("extents", "ino:" + inode)).isEqualTo("0  1048576  offline");
        Path copy = folder.resolve("copy");
        CompletableFuture<Tool.Run> reader =
                CompletableFuture.supplyAsync(() -> run("get", "--wait", "60", "letters/2026/one", copy.toString()));
        Await.until(
                "the reader shows",
                TIME_MAX,
                () -> ask("data-waiting").startsWith("ino " + inode + " block 0 ops read"));
        ask("stage", original.toString(), "ino:" + inode);
        reader.get(TIME_MAX.toSeconds(), TimeUnit.SECONDS).expectSuccess();
        assertThat(copy).hasBinaryContent(bytes);

        ask("rm", "letters/2026/one");
        assertThat(ask("deletions")).endsWith(inode + "  letters/2026/one");
        assertThat(run("stat", "letters/2026/one").exitCode()).isEqualTo(3);
        assertThat(ask("check")).endsWith("clean");
    }

    @Test
    void anArchiveRestoresAFileThatItHas() {
        ask("mkdir", "restored");
        ask("put", "/dev/null", "restored/big");
        ask("set-attr-x", "--data-version", "7", "--size", "1G", "--size-offline", "--project", "12", "restored/big");
        assertThat(ask("get-attr-x", "-a", "offlineBlocks", "-a", "project", "--json", "restored/big"))
                .isEqualTo("{\"offlineBlocks\":\"262144\",\"project\":\"12\"}");
        ask("punch-offline", "--data-version", "7", "restored/big", "1M", "1M");
        assertThat(ask("extents", "restored/big").lines()).hasSize(2);
        assertThat(run("punch-offline", "--data-version", "8", "restored/big", "0", "4K")
                        .exitCode())
                .isEqualTo(5);
        ask("set-attr-x", "--retention", "true", "restored/big");
        assertThat(run("rm", "restored/big").exitCode()).isEqualTo(4);
        ask("set-attr-x", "--retention", "false", "restored/big");
        ask("truncate", "restored/big", "0");
        assertThat(ask("stat", "-s", "size", "restored/big")).isEqualTo("0");
        ask("check");
    }

    @Test
    void taggedAttributesAreFoundSummedAndLimited() {
        ask("put", "/dev/null", "a");
        String inode = ask("stat", "-s", "inode", "a");
        ask("set-xattr", "a", "scoutfs.hide.srch.tape-0042");
        ask("set-xattr", "a", "scoutfs.totl.files.1.2.3", "40");
        ask("set-xattr", "a", "scoutfs.indx.queue.3.17");
        assertThat(ask("list-xattrs", "a")).doesNotContain("tape").contains("scoutfs.totl.files.1.2.3");
        assertThat(ask("list-hidden-xattrs", "a")).isEqualTo("scoutfs.hide.srch.tape-0042");
        assertThat(ask("search-xattrs", "scoutfs.hide.srch.tape-0042")).isEqualTo(inode);
        ask("inject-xattr-total", "1.2.3", "--", "2", "0");
        assertThat(ask("read-xattr-totals")).isEqualTo("1.2.3 = 42, 1");
        assertThat(ask("read-xattr-index", "3.0.0", "3.-1.-1")).isEqualTo("3.17 = " + inode);

        String rule = "7 1,L,- 2,L,- 3,L,- I 42 -";
        ask("quota-add", rule);
        assertThat(ask("quota-list")).isEqualTo(rule);
        assertThat(run("quota-add", rule).exitCode()).isEqualTo(5);
        assertThat(run("put", "/dev/null", "b").exitCode()).isEqualTo(7);
        ask("quota-wipe");
        ask("put", "/dev/null", "b");
        ask("check");
    }

    @Test
    void anOperatorSeesTheVolume() {
        assertThat(ask("df")).contains("Use%");
        assertThat(ask("statfs")).contains("committedSeq");
        assertThat(ask("alloc-detail")).startsWith("Owner");
        assertThat(ask("sync")).matches("\\d+");
        assertThat(ask("generate-completion")).contains("walk-inodes");
        assertThat(run("--help").output()).contains("walk-inodes");
        assertThat(run("nothing").exitCode()).isEqualTo(2);
    }
}
