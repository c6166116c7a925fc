package dev.cairn.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The clients that people have copy a real tree in, list it and copy it out again, and nothing is different. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientsTest {

    private static final int FILES = 5_000;
    private static final int FEW_FILES = 1_000;
    private static final long BYTES_MAX = Long.getLong("cairn.clients.bytes", 60_000_000);
    private static final Duration TIME_MAX = Duration.ofMinutes(3);
    private static final Pattern LISTED = Pattern.compile("\\S+ \\S+ +(\\d+) (.*)");

    private Path folder;
    private Path tree;
    private Path smallTree;
    private Standalone cairn;

    @BeforeAll
    void start(@TempDir Path temporary) throws IOException {
        folder = temporary;
        tree = temporary.resolve("tree");
        smallTree = temporary.resolve("small");
        SampleTree.fill(tree, FILES, BYTES_MAX);
        SampleTree.fill(smallTree, FEW_FILES, BYTES_MAX / 2);
        Map<String, Long> sizes = SampleTree.sizes(tree);
        assertThat(sizes).hasSize(FILES);
        assertThat(SampleTree.sizes(smallTree)).hasSize(FEW_FILES);
        System.out.printf(
                "a tree of %d files, %.1f MB%n",
                sizes.size(), sizes.values().stream().mapToLong(size -> size).sum() / 1e6);
        cairn = Standalone.start(temporary.resolve("data"));
    }

    @AfterAll
    void stop() {
        cairn.close();
    }

    @Test
    void awsCopiesATreeInAndOut() throws IOException {
        Path config =
                Files.writeString(folder.resolve("aws.config"), """
                [default]
                region = us-east-1
                aws_access_key_id = %s
                aws_secret_access_key = %s
                s3 =
                    addressing_style = path
                """.formatted(cairn.accessKey(), cairn.secretKey()));
        Map<String, String> environment = Map.of(
                "AWS_CONFIG_FILE", config.toString(),
                "AWS_SHARED_CREDENTIALS_FILE", config.toString(),
                "AWS_EC2_METADATA_DISABLED", "true");
        Tool aws = Tool.orSkip("aws", folder, environment);
        Path copy = folder.resolve("aws-copy");

        aws(aws, "s3 mb", "s3://aws");
        timed("aws s3 sync in", () -> aws(aws, "s3 sync --only-show-errors", tree.toString(), "s3://aws/a"));
        String listing = timed("aws s3 ls", () -> aws(aws, "s3 ls --recursive", "s3://aws/a/"));
        assertThat(listed(listing)).isEqualTo(SampleTree.sizes(tree));
        assertThat(aws(aws, "s3 sync --dryrun", tree.toString(), "s3://aws/a")).isEmpty();
        timed("aws s3 sync out", () -> aws(aws, "s3 sync --only-show-errors", "s3://aws/a", copy.toString()));

        assertThat(SampleTree.differences(tree, copy)).isEmpty();
    }

    private String aws(Tool aws, String command, String... operands) {
        return run(aws, "--endpoint-url " + cairn.s3Endpoint() + " " + command, operands);
    }

    private static Map<String, Long> listed(String listing) {
        Map<String, Long> sizes = new TreeMap<>();
        listing.lines().forEach(line -> {
            Matcher matcher = LISTED.matcher(line);
            assertThat(matcher.matches()).as(line).isTrue();
            sizes.put(matcher.group(2).substring("a/".length()), Long.valueOf(matcher.group(1)));
        });
        return sizes;
    }

    @Test
    void rcloneCopiesATreeInAndOut() throws IOException {
        Path config = Files.writeString(
                folder.resolve("rclone.conf"), """
                [cairn]
                type = s3
                provider = Other
                access_key_id = %s
                secret_access_key = %s
                endpoint = %s
                region = us-east-1
                force_path_style = true
                upload_cutoff = 8Mi
                chunk_size = 5Mi
                """.formatted(cairn.accessKey(), cairn.secretKey(), cairn.s3Endpoint()));
        Tool rclone = Tool.orSkip("rclone", folder, Map.of("RCLONE_CONFIG", config.toString()));
        Path copy = folder.resolve("rclone-copy");

        run(rclone, "mkdir", "cairn:rclone");
        timed("rclone sync in", () -> run(rclone, "sync --quiet", tree.toString(), "cairn:rclone/a"));
        timed("rclone check", () -> run(rclone, "check --quiet", tree.toString(), "cairn:rclone/a"));
        timed("rclone sync out", () -> run(rclone, "sync --quiet", "cairn:rclone/a", copy.toString()));

        assertThat(SampleTree.differences(tree, copy)).isEmpty();
    }

    @Test
    void s3cmdCopiesATreeInAndOut() throws IOException {
        String host = cairn.s3Endpoint().getAuthority();
        Path config = Files.writeString(
                folder.resolve("s3cmd.config"), """
                [default]
                access_key = %s
                secret_key = %s
                host_base = %s
                host_bucket = %s
                use_https = False
                signature_v2 = False
                bucket_location = us-east-1
                """.formatted(cairn.accessKey(), cairn.secretKey(), host, host));
        Tool s3cmd = Tool.orSkip("s3cmd", folder, Map.of());
        String options = "--config=" + config + " --no-progress --quiet ";
        Path copy = Files.createDirectory(folder.resolve("s3cmd-copy"));

        run(s3cmd, options + "mb", "s3://s3cmd");
        timed("s3cmd sync in", () -> run(s3cmd, options + "sync", smallTree + "/", "s3://s3cmd/a/"));
        timed("s3cmd sync out", () -> run(s3cmd, options + "sync", "s3://s3cmd/a/", copy + "/"));

        assertThat(SampleTree.differences(smallTree, copy)).isEmpty();
    }

    /** The words of a command, then operands in which blanks mean themselves. */
    private static String run(Tool tool, String command, String... operands) {
        List<String> arguments = Arrays.asList(command.split(" ", -1));
        return tool.run(
                        TIME_MAX,
                        Stream.concat(arguments.stream(), Arrays.stream(operands))
                                .toList())
                .expectSuccess()
                .output();
    }

    private static <T> T timed(String what, Supplier<T> step) {
        long start = System.nanoTime();
        T result = step.get();
        System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - start) / 1e9);
        return result;
    }
}
