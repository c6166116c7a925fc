package dev.cairn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands ask the gateway for what they say, print what it answers, and end with a code that tells how. */
class CommandsTest {

    private final FakeGateway gateway = new FakeGateway();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        gateway.close();
    }

    private static Arguments asks(String command, String request, String body) {
        return Arguments.of(command, request, body);
    }

    static Stream<Arguments> commands() {
        return Stream.of(
                asks("stat a/b", "GET /v1/entries/a/b", ""),
                asks("stat ino:1052", "GET /v1/inodes/1052", ""),
                asks("ls a/b", "GET /v1/dirs/a/b", ""),
                asks("mkdir -p --mode 0700 a/b", "PUT /v1/dirs/a/b?mode=0700&parents=create", ""),
                asks("rm a/b", "DELETE /v1/files/a/b", ""),
                asks("rm -d a", "DELETE /v1/dirs/a", ""),
                asks("mv a b", "POST /v1/rename", "{\"from\":\"a\",\"to\":\"b\",\"mode\":\"replace\"}"),
                asks("mv --no-replace a b", "POST /v1/rename", "{\"from\":\"a\",\"to\":\"b\",\"mode\":\"noreplace\"}"),
                asks("ln ino:7 a/b", "PUT /v1/links/a/b", "{\"inode\":\"7\"}"),
                asks("ln -s ../x a", "PUT /v1/symlinks/a", "{\"target\":\"../x\"}"),
                asks("chmod 0640 ino:7", "PATCH /v1/inodes/7", "{\"mode\":\"0640\"}"),
                asks("chown 10:20 ino:7", "PATCH /v1/inodes/7", "{\"uid\":\"10\",\"gid\":\"20\"}"),
                asks("chown :20 ino:7", "PATCH /v1/inodes/7", "{\"gid\":\"20\"}"),
                asks(
                        "touch --mtime 2026-01-02T03:04:05Z ino:7",
                        "PATCH /v1/inodes/7",
                        "{\"mtime\":\"2026-01-02T03:04:05Z\"}"),
                asks("walk-inodes data_seq 5.7", "GET /v1/changes?index=data&from=5.7&limit=10000", ""),
                asks("deletions 5", "GET /v1/deletions?from=5", ""),
                asks(
                        "release --data-version 3 -o 4K -l 1M ino:7",
                        "POST /v1/inodes/7/release?offset=4096&length=1048576",
                        ""),
                asks("recall --keep 60 ino:7", "POST /v1/inodes/7/recall", "{\"keepSeconds\":\"60\"}"),
                asks("get-attr-x -a size -a project ino:7", "GET /v1/inodes/7/attr-x?attr=size&attr=project", ""),
                asks(
                        "set-attr-x --data-version 7 --size 1G --size-offline --retention false --project 9 ino:7",
                        "PATCH /v1/inodes/7/attr-x",
                        "{\"dataVersion\":\"7\",\"size\":\"1073741824\",\"sizeOffline\":true,\"retention\":false,\"project\":\"9\"}"),
                asks("get-allocated-inos 1052", "GET /v1/allocated-inodes?from=1052", ""),
                asks("data-waiting 7 8", "GET /v1/waiting?after=7.8", ""),
                asks(
                        "data-wait-err --op read 7 0 4K EIO",
                        "POST /v1/waiting/fail",
                        "{\"inode\":\"7\",\"offset\":\"0\",\"length\":\"4096\",\"error\":\"EIO\",\"ops\":[\"read\"]}"),
                asks("extents ino:7", "GET /v1/inodes/7/extents", ""),
                asks("truncate ino:7 1K", "POST /v1/inodes/7/truncate", "{\"size\":\"1024\"}"),
                asks(
                        "fallocate -n ino:7 0 4K",
                        "POST /v1/inodes/7/allocate",
                        "{\"offset\":\"0\",\"length\":\"4096\",\"keepSize\":true}"),
                asks(
                        "punch-offline --data-version 3 ino:7 4K 8K",
                        "POST /v1/inodes/7/punch-offline",
                        "{\"offset\":\"4096\",\"length\":\"8192\"}"),
                asks(
                        "move-blocks --stage --data-version 3 ino:8 0 4K ino:7 8K",
                        "POST /v1/inodes/7/move-blocks",
                        "{\"offset\":\"8192\",\"length\":\"4096\",\"source\":\"8\",\"sourceOffset\":\"0\",\"stage\":true}"),
                asks("set-xattr ino:7 user.a value", "PUT /v1/inodes/7/xattrs/user.a", "value"),
                asks("remove-xattr ino:7 user.a", "DELETE /v1/inodes/7/xattrs/user.a", ""),
                asks("list-xattrs ino:7", "GET /v1/inodes/7/xattrs", ""),
                asks("list-hidden-xattrs ino:7", "GET /v1/inodes/7/hidden-xattrs", ""),
                asks("read-xattr-totals 1.2", "GET /v1/totals?from=1.2", ""),
                asks(
                        "inject-xattr-total 1.2.3 -- -128 -2",
                        "POST /v1/totals/1.2.3/inject",
                        "{\"sum\":\"-128\",\"count\":\"-2\"}"),
                asks(
                        "read-xattr-index 3 3.-1.-1",
                        "GET /v1/attribute-index?from=3.0.0&to=3.18446744073709551615.18446744073709551615",
                        ""),
                asks("df", "GET /v1/df", ""),
                asks("statfs", "GET /v1/statfs", ""),
                asks("alloc-detail", "GET /v1/alloc-detail", ""),
                asks("sync", "POST /v1/sync", ""),
                asks("quota-add one", "POST /v1/quota-rules", "{\"rules\":[\"one\"]}"),
                asks("quota-del one", "DELETE /v1/quota-rules", "{\"rules\":[\"one\"]}"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aCommandAsksForWhatItSays(String command, String request, String body) {
        gateway.answer(200, "{}");
        assertThat(gateway.run(command.split(" ")).code()).isZero();
        assertThat(gateway.asked()).hasSize(1);
        assertThat(gateway.asked().getFirst().line()).isEqualTo(request);
        assertThat(gateway.asked().getFirst().body()).isEqualTo(body);
        assertThat(gateway.asked().getFirst().headers()).containsEntry("Authorization", "Basic a2V5OnNlY3JldA==");
    }

    @ParameterizedTest
    @CsvSource({"404, 3", "401, 4", "403, 4", "423, 4", "409, 5", "412, 5", "507, 7", "400, 8", "501, 8", "500, 1"})
    void theExitCodeTellsTheKindOfRefusal(int status, int code) {
        gateway.answer(status, "{\"code\":\"ENAME\",\"reason\":\"why\",\"detail\":\"in words\"}");
        FakeGateway.Ran ran = gateway.run("stat", "a");
        assertThat(ran.code()).isEqualTo(code);
        assertThat(ran.err()).isEqualTo("cairn: ENAME (why): in words\n");
        assertThat(ran.out()).isEmpty();
    }

    @Test
    void offlineDataIsNotAskedForAgain() {
        gateway.answer(503, "{\"code\":\"OFFLINE\",\"detail\":\"block 3\"}");
        assertThat(gateway.run("get", "a", "-").code()).isEqualTo(ExitCode.TRY_LATER.number());
        assertThat(gateway.asked()).hasSize(1);
    }

    @Test
    void aReadIsRepeatedWhileAnotherLeaderIsElected() {
        gateway.answer(503, Map.of("Retry-After", "0"), "{\"code\":\"UNAVAILABLE\"}")
                .answer(503, Map.of("Retry-After", "0"), "{\"code\":\"NOT_LEADER\"}")
                .answer(200, "{\"inode\":\"7\"}");
        FakeGateway.Ran ran = gateway.run("stat", "a");
        assertThat(ran.code()).isZero();
        assertThat(ran.out()).isEqualTo("inode  7\n");
        assertThat(gateway.asked()).hasSize(3);
    }

    @Test
    void aChangeIsNotRepeatedForItMayHaveBeenDone() {
        gateway.answer(503, "{\"code\":\"UNAVAILABLE\"}");
        assertThat(gateway.run("rm", "a").code()).isEqualTo(ExitCode.TRY_LATER.number());
        assertThat(gateway.asked()).hasSize(1);
    }

    @Test
    void whatNobodyAnswersIsAFailure() {
        String nowhere = gateway.address();
        gateway.close();
        assertThat(gateway.run("stat", "a").err()).contains("no answer from " + nowhere);
        assertThat(gateway.run("stat", "a").code()).isEqualTo(ExitCode.FAILED.number());
    }

    @Test
    void aWrongCommandLineIsUsage() {
        gateway.answer(200, "{}");
        for (String wrong : List.of("stat", "stat a b", "nothing a", "release -o 1X a", "truncate a -1")) {
            assertThat(gateway.run(wrong.split(" ")).code()).as(wrong).isEqualTo(ExitCode.USAGE.number());
        }
        assertThat(gateway.asked()).isEmpty();
    }

    @Test
    void withoutAVersionTheOneThatTheFileHasIsMeant() {
        gateway.answer(200, "{\"inode\":\"7\",\"dataVersion\":\"3\"}")
                .answer(200, "{\"onlineBlocks\":\"0\",\"offlineBlocks\":\"2\"}");
        assertThat(gateway.run("release", "a").out()).isEqualTo("a  online 0, offline 2\n");
        assertThat(gateway.lines()).containsExactly("GET /v1/entries/a", "POST /v1/inodes/7/release?offset=0");
        assertThat(gateway.asked().getLast().headers()).containsEntry("If-Match", "\"3\"");
    }

    @Test
    void allPagesAreRead() {
        gateway.answer(200, "{\"entries\":[{\"name\":\"a\"},{\"name\":\"b\"}],\"next\":\"b%20/\"}")
                .answer(200, "{\"entries\":[{\"nameBase64\":\"/wo=\"}]}");
        assertThat(gateway.run("ls", "d").out()).isEqualTo("a\nb\n%FF%0A\n");
        assertThat(gateway.lines()).containsExactly("GET /v1/dirs/d", "GET /v1/dirs/d?after=b%2520%2F");
    }

    @Test
    void aWalkEndsAtTheFirstEmptyPage() {
        gateway.answer(200, "{\"changes\":[{\"seq\":\"5\",\"inode\":\"7\"}],\"next\":\"5.8\"}")
                .answer(200, "{\"changes\":[],\"next\":\"9.0\"}");
        assertThat(gateway.run("walk-inodes", "meta_seq").out()).isEqualTo("5.7\n");
        assertThat(gateway.asked()).hasSize(2);
    }

    @Test
    void aSearchGoesOnBehindTheLastInodeUntilTheEnd() {
        gateway.answer(200, "{\"inodes\":[\"5\",\"18446744073709551613\"],\"end\":false}")
                .answer(200, "{\"inodes\":[],\"end\":true}");
        assertThat(gateway.run("search-xattrs", "scoutfs.srch.a b").out()).isEqualTo("5\n18446744073709551613\n");
        assertThat(gateway.lines())
                .containsExactly(
                        "GET /v1/search?xattr=scoutfs.srch.a%20b&from=0&limit=1000",
                        "GET /v1/search?xattr=scoutfs.srch.a%20b&from=18446744073709551614&limit=1000");
    }

    @Test
    void jsonIsWhatTheGatewayAnsweredALineEach() {
        gateway.answer(200, "{\"totals\":[{\"name\":\"1.2.3\",\"sum\":\"42\",\"count\":\"3\"}]}");
        assertThat(gateway.run("read-xattr-totals", "--json").out())
                .isEqualTo("{\"name\":\"1.2.3\",\"sum\":\"42\",\"count\":\"3\"}\n");
        assertThat(gateway.run("read-xattr-totals").out()).isEqualTo("1.2.3 = 42, 3\n");
    }

    @Test
    void aFileIsWholeOrNotThere() throws Exception {
        Path to = folder.resolve("copy");
        gateway.answer(404, "{\"code\":\"ENOENT\"}");
        assertThat(gateway.run("get", "a", to.toString()).code()).isEqualTo(ExitCode.NOT_FOUND.number());
        assertThat(folder).isEmptyDirectory();
        try (FakeGateway other = new FakeGateway()) {
            other.answer(200, "the bytes");
            assertThat(other.run("get", "a", to.toString()).code()).isZero();
            assertThat(to).hasContent("the bytes");
            assertThat(other.run("get", "--wait", "5", "ino:7", to.toString()).code())
                    .isZero();
            assertThat(other.lines()).containsExactly("GET /v1/files/a", "GET /v1/inodes/7/content?wait=5");
        }
    }

    @Test
    void longWorkTellsHowFarItIsWhenAskedTo() throws Exception {
        Path copy = Files.write(folder.resolve("copy"), new byte[3 << 20]);
        gateway.answer(200, "{\"stagedBytes\":\"1\",\"skippedBytes\":\"0\"}");
        FakeGateway.Ran ran = gateway.run("stage", "--progress", "--data-version", "3", copy.toString(), "ino:7");
        assertThat(ran.err()).contains("staged 3.0MiB of 3.0MiB (100 %)");
    }

    @Test
    void aStageSendsThePartOfTheArchiveCopyThatIsMeant() throws Exception {
        Path copy = Files.writeString(folder.resolve("copy"), "0123456789");
        gateway.answer(200, "{\"stagedBytes\":\"4\",\"skippedBytes\":\"0\"}");
        assertThat(gateway.run("stage", "--data-version", "3", "-o", "2", "-l", "4", copy.toString(), "ino:7")
                        .out())
                .isEqualTo("ino:7  4 bytes staged, 0 skipped\n");
        assertThat(gateway.asked().getFirst().line()).isEqualTo("PUT /v1/inodes/7/stage?offset=2&length=4");
        assertThat(gateway.asked().getFirst().body()).isEqualTo("2345");
        assertThat(gateway.asked().getFirst().headers()).containsEntry("Content-Length", "4");
    }

    @Test
    void rulesComeFromAFileALineEach() throws Exception {
        Path rules =
                Files.writeString(folder.resolve("rules"), "1 2,L,- 3,L,- 4,L,- I 5 -\n\n6 2,L,- 3,L,- 4,L,- D 5 C\n");
        gateway.answer(201, "{}");
        assertThat(gateway.run("quota-add", "-f", rules.toString()).code()).isZero();
        assertThat(gateway.asked())
                .extracting(FakeGateway.Asked::body)
                .containsExactly("{\"rules\":[\"1 2,L,- 3,L,- 4,L,- I 5 -\",\"6 2,L,- 3,L,- 4,L,- D 5 C\"]}");
    }

    @Test
    void allRulesAreWipedAsListed() {
        gateway.answer(200, "{\"rules\":[{\"text\":\"one\"},{\"text\":\"two\"}]}")
                .answer(204, "");
        assertThat(gateway.run("quota-wipe").code()).isZero();
        assertThat(gateway.lines()).containsExactly("GET /v1/quota-rules", "DELETE /v1/quota-rules");
        assertThat(gateway.asked().getLast().body()).isEqualTo("{\"rules\":[\"one\",\"two\"]}");
    }

    @Test
    void aCheckThatFindsSomethingSaysSo() {
        gateway.answer(
                        200,
                        "{\"clean\":true,\"items\":\"40\",\"inodes\":\"5\",\"rules\":{\"size\":\"0\"},\"findings\":[]}")
                .answer(
                        200,
                        "{\"clean\":false,\"items\":\"40\",\"inodes\":\"5\",\"rules\":{\"names\":\"0\",\"size\":\"2\"},"
                                + "\"findings\":[{\"rule\":\"size\",\"inode\":\"7\",\"detail\":\"8, not 9\"}]}");
        assertThat(gateway.run("check")).isEqualTo(new FakeGateway.Ran(0, "40 items of 5 inodes: clean\n", ""));
        FakeGateway.Ran ran = gateway.run("check");
        assertThat(ran.code()).isEqualTo(ExitCode.DAMAGED.number());
        assertThat(ran.out()).isEqualTo("size: inode 7: 8, not 9\n40 items of 5 inodes: size broken 2 times\n");
    }

    @Test
    void anEmptyFileIsPut() throws Exception {
        gateway.answer(201, "{}");
        Path empty = Files.createFile(folder.resolve("empty"));
        assertThat(gateway.run("put", empty.toString(), "a").code()).isZero();
        assertThat(gateway.lines()).containsExactly("PUT /v1/files/a");
    }

    @Test
    void namesOfAnyBytesCanBeGivenEncoded() {
        gateway.answer(200, "{}");
        gateway.run("stat", "--encoded", "a/%FF%20b");
        gateway.run("stat", "a/\u00fc b");
        assertThat(gateway.lines()).containsExactly("GET /v1/entries/a/%FF%20b", "GET /v1/entries/a/%C3%BC%20b");
    }

    @Test
    void everyCommandHasHelpWithAnExample() {
        for (var command : CairnCli.commandLine().getSubcommands().entrySet()) {
            if (!command.getKey().equals("generate-completion")) {
                String help = command.getValue().getUsageMessage();
                assertThat(help).as(command.getKey()).contains("Example").contains("  cairn " + command.getKey());
            }
        }
    }

    @Test
    void theCompletionKnowsTheCommands() {
        var out = new StringWriter();
        assertThat(CairnCli.run(new PrintWriter(out), new PrintWriter(out), "generate-completion"))
                .isZero();
        assertThat(out.toString()).contains("walk-inodes").contains("--data-version");
    }
}
