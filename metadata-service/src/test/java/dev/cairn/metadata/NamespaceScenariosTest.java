package dev.cairn.metadata;

import static dev.cairn.metadata.PosixCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.Entry;
import dev.cairn.api.metadata.EntryCursor;
import dev.cairn.api.metadata.EntryPage;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Names and directories, scenario by scenario. A is one client, B another one. */
class NamespaceScenariosTest {

    private final TestShard shard = new TestShard();
    private final PosixCalls a = PosixCalls.root(shard);
    private final PosixCalls b = PosixCalls.root(shard);

    @AfterEach
    void close() {
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
        shard.close();
    }

    @Test
    @DisplayName("NM-1 simple-readdir")
    void positionsAreNames() {
        a.mkdir("d", 0755);
        List<String> names =
                IntStream.range(0, 36).mapToObj(i -> "a".repeat(1 + 7 * i)).toList();
        names.forEach(name -> a.create("d/" + name, 0644));
        assertThat(a.list("d")).isEqualTo(names);
        assertThat(a.entries("d", 5))
                .extracting(entry -> entry.attributes().type())
                .containsOnly(FileType.REGULAR);
        // From the place of a name on, whether it is there or not.
        assertThat(behind("d", names.get(17), 1000)).isEqualTo(names.subList(18, 36));
        assertThat(behind("d", names.get(17), 4)).isEqualTo(names.subList(18, 22));
        for (int length = 57; length <= 120; length += 7) {
            a.unlink("d/" + "a".repeat(length));
        }
        assertThat(behind("d", names.get(7), 1)).containsExactly(names.get(18));
        assertThat(behind("d", names.get(12), 1000)).isEqualTo(names.subList(18, 36));
        assertThat(a.entries("d", 3)).hasSize(26);
    }

    private List<String> behind(String path, String name, int limit) {
        var cursor = new EntryCursor(Bytes.utf8(name), false);
        return shard.namespace().list(a.context(), PosixCalls.ref(path), Optional.of(cursor), limit).entries().stream()
                .map(entry -> entry.name().toString())
                .toList();
    }

    @Test
    @DisplayName("NM-3 basic-posix-consistency: attributes, files and symlinks")
    void attributesFilesAndSymlinks() {
        var then = new AttributeChange(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.ofEpochSecond(7)),
                Optional.of(Instant.ofEpochSecond(8)));
        b.change("", then);
        assertThat(a.stat("").mtime()).isEqualTo(Instant.ofEpochSecond(8));
        a.chmod("", 0711);
        assertThat(b.stat("").mode()).isEqualTo(0711);

        a.create("f", 0640);
        assertThat(b.stat("f")).isEqualTo(a.stat("f"));
        shard.put("f", 4 << 20);
        assertThat(b.stat("f").size()).isEqualTo(4 << 20);
        assertThat(shard.map(b.stat("f"))).isEqualTo("[0,+1024) on");
        b.unlink("f");
        assertRefused(ErrorCode.ENOENT, () -> a.stat("f"));

        a.symlink("l", "one");
        assertThat(b.readlink("l")).isEqualTo(Bytes.utf8("one"));
        b.unlink("l");
        b.symlink("l", "two");
        assertThat(a.readlink("l")).isEqualTo(Bytes.utf8("two"));

        a.create("x", 0644);
        a.setXattr("x", "user.a", "1");
        assertThat(b.xattr("x", "user.a")).contains(Bytes.utf8("1"));
        b.setXattr("x", "user.a", "2");
        assertThat(a.xattr("x", "user.a")).contains(Bytes.utf8("2"));
        a.removeXattr("x", "user.a");
        assertRefused(ErrorCode.ENODATA, () -> b.removeXattr("x", "user.a"));
    }

    @Test
    @DisplayName("NM-3 basic-posix-consistency: directories and renames")
    void directoriesAndRenames() {
        a.mkdir("d", 0755);
        assertThat(b.list("d")).isEmpty();
        List.of("one", "two", "three", "four").forEach(name -> b.create("d/" + name, 0644));
        assertThat(a.list("d")).as("in the order of names").containsExactly("four", "one", "three", "two");
        a.unlink("d/one");
        b.unlink("d/three");
        assertThat(a.list("d")).containsExactly("four", "two");
        a.unlink("d/two");
        b.unlink("d/four");
        assertThat(b.list("d")).isEmpty();
        b.rmdir("d");

        a.mkdir("s", 0755);
        a.mkdir("t", 0755);
        a.write("s/f", "1");
        a.write("t/over", "2");
        a.mkdir("s/sub", 0755);
        a.mkdir("t/empty", 0755);
        a.mkdir("t/full", 0755);
        a.create("t/full/x", 0644);
        Attributes moved = a.stat("s/f");
        a.rename("s/f", "t/f");
        b.rename("t/f", "t/g");
        a.rename("s/sub", "s/dir");
        b.rename("t/g", "t/over");
        assertThat(a.stat("t/over").inode()).isEqualTo(moved.inode());
        assertRefused(ErrorCode.ENOTEMPTY, () -> a.rename("s/dir", "t/full"));
        a.rename("s/dir", "t/empty");
        b.rename("t/over", "in-root");
        assertThat(tree(a)).isEqualTo(tree(b));
        List<String> before = tree(a);
        shard.restart();
        assertThat(tree(PosixCalls.root(shard))).isEqualTo(before);
        assertThat(before).containsExactly("in-root", "s", "t", "t/empty", "t/full", "t/full/x");
    }

    /** Every path with all there is to tell; walked page by page. */
    private static List<String> tree(PosixCalls calls) {
        List<String> paths = new ArrayList<>();
        collect(calls, "", paths);
        return paths;
    }

    private static void collect(PosixCalls calls, String directory, List<String> paths) {
        for (Entry entry : calls.entries(directory, 2)) {
            String path = directory.isEmpty() ? entry.name().toString() : directory + "/" + entry.name();
            paths.add(path);
            assertThat(calls.stat(path)).isEqualTo(entry.attributes());
            if (entry.attributes().isDirectory()) {
                collect(calls, path, paths);
            }
        }
    }

    @Test
    @DisplayName("NM-3 basic-posix-consistency: paths of links and walks of the indexes")
    void pathsOfLinksAndWalks() {
        Attributes file = a.write("f", "x");
        Set<String> expected = new HashSet<>(Set.of("f"));
        String directory = "";
        for (int depth = 0; depth < 8; depth++) {
            directory += (directory.isEmpty() ? "" : "/") + "deep" + depth;
            a.mkdir(directory, 0755);
            b.link("f", directory + "/link" + depth);
            expected.add(directory + "/link" + depth);
            for (PosixCalls calls : List.of(a, b)) {
                assertThat(shard.archive().paths(calls.context(), file.inode(), Optional.empty(), 100))
                        .extracting(LinkPath::path)
                        .extracting(Bytes::toString)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
        a.unlink("deep0/deep1/link1");
        for (SeqIndex index : SeqIndex.values()) {
            var walked = shard.archive().changes(a.context(), ChangeQuery.positions(index, SeqPosition.START, 1000));
            assertThat(shard.archive().changes(b.context(), ChangeQuery.positions(index, SeqPosition.START, 1000)))
                    .isEqualTo(walked);
            assertThat(walked.changes()).extracting(SeqPosition::inode).doesNotHaveDuplicates();
        }
    }

    @Test
    @DisplayName("X-28 directory size and links")
    void directorySizeAndLinks() {
        a.mkdir("d", 0755);
        a.mkdir("e", 0755);
        assertDirectory("d", 0, 2);
        a.create("d/abc", 0644);
        a.mkdir("d/sub", 0755);
        assertDirectory("d", 6, 3);
        a.rename("d/abc", "d/abcdef");
        assertDirectory("d", 9, 3);
        a.rename("d/abcdef", "d/a");
        assertDirectory("d", 4, 3);
        a.link("d/a", "d/link");
        a.create("d/xyz", 0644);
        assertDirectory("d", 11, 3);
        a.rename("d/a", "d/xyz");
        assertDirectory("d", 10, 3);
        a.rename("d/sub", "e/s");
        assertDirectory("d", 7, 2);
        assertDirectory("e", 1, 3);
        a.mkdir("d/empty", 0755);
        a.rename("e/s", "d/empty");
        assertDirectory("d", 12, 3);
        assertDirectory("e", 0, 2);
        a.rmdir("d/empty");
        a.unlink("d/link");
        a.unlink("d/xyz");
        assertDirectory("d", 0, 2);
        a.rmdir("d");
        a.rename("e", "e2");
        assertThat(a.stat("").size()).isEqualTo(2);
    }

    private void assertDirectory(String path, long size, long links) {
        Attributes directory = a.stat(path);
        assertThat(directory.size()).as("size of %s", path).isEqualTo(size);
        assertThat(directory.linkCount()).as("links of %s", path).isEqualTo(links);
    }

    @Test
    @DisplayName("X-29 readdir position after rename: an iteration sees each untouched entry exactly once")
    void iterationUnderChange() {
        a.mkdir("d", 0755);
        List<String> untouched = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String name = "%03d".formatted(i);
            a.create("d/" + name, 0644);
            if (i % 2 == 0) {
                untouched.add(name);
            }
        }
        List<String> seen = new ArrayList<>();
        Optional<EntryCursor> after = Optional.empty();
        int next = 1;
        do {
            EntryPage page = shard.namespace().list(a.context(), PosixCalls.ref("d"), after, 7);
            page.entries().forEach(entry -> seen.add(entry.name().toString()));
            after = page.next();
            // Behind, before and at the place of the iteration: renamed, removed, created again.
            for (int step = 0; step < 8 && next < 200; step++, next += 2) {
                String name = "%03d".formatted(next);
                switch (next % 3) {
                    case 0 -> b.rename("d/" + name, "d/z" + name);
                    case 1 -> b.rename("d/" + name, "d/!" + name);
                    default -> b.unlink("d/" + name);
                }
            }
            after.ifPresent(cursor -> {
                String last = cursor.name().toString();
                if (!untouched.contains(last) && a.list("d").contains(last)) {
                    b.unlink("d/" + last);
                }
            });
        } while (after.isPresent());
        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen.stream().filter(untouched::contains).toList()).isEqualTo(untouched);
    }

    @Test
    @DisplayName("X-30 rename topology and flags")
    void topologyAndFlags() {
        a.mkdir("d", 0755);
        a.mkdir("d/e", 0755);
        a.mkdir("d/e/f", 0755);
        a.create("file", 0644);
        a.create("d/file", 0644);
        assertRefused(ErrorCode.EINVAL, "topology", () -> a.rename("d", "d/x"));
        assertRefused(ErrorCode.EINVAL, "topology", () -> a.rename("d", "d/e/f/x"));
        assertRefused(ErrorCode.EINVAL, "topology", () -> a.rename("d", "d/e/f"));
        assertRefused(ErrorCode.ENOTEMPTY, () -> a.rename("d/e/f", "d"));
        assertRefused(ErrorCode.ENOTEMPTY, () -> a.rename("d/e/f", "d/e"));
        assertRefused(ErrorCode.EISDIR, () -> a.rename("d/file", "d/e"));
        assertRefused(ErrorCode.ENOTDIR, () -> a.rename("d/e", "file"));
        assertRefused(ErrorCode.ENOTDIR, () -> a.rename("d/e", "file", RenameMode.NO_REPLACE));
        assertRefused(ErrorCode.EISDIR, () -> a.rename("file", "d"));
        assertRefused(ErrorCode.ENOTEMPTY, () -> a.rename("d/e/f", "d", RenameMode.NO_REPLACE));
        assertRefused(ErrorCode.EEXIST, () -> a.rename("file", "d/file", RenameMode.NO_REPLACE));
        assertRefused(ErrorCode.ENOENT, () -> a.rename("none", "d/x"));
        assertRefused(ErrorCode.ENAMETOOLONG, () -> a.rename("d", "d/" + "x".repeat(256)));

        a.link("file", "link");
        Attributes before = a.stat("file");
        a.rename("file", "link");
        a.rename("file", "file");
        a.rename("d", "d");
        assertThat(a.stat("file")).isEqualTo(before);
        assertThat(a.stat("link")).isEqualTo(before);
        assertRefused(ErrorCode.EEXIST, () -> a.rename("file", "link", RenameMode.NO_REPLACE));
        assertRefused(ErrorCode.EEXIST, () -> a.rename("d", "d", RenameMode.NO_REPLACE));
        a.rename("d/e/f", "top");
        assertThat(a.list("")).containsExactly("d", "file", "link", "top");
    }

    @Test
    @DisplayName("X-36 byte-exact names")
    void byteExactNames() {
        List<Bytes> names = new ArrayList<>();
        names.add(Bytes.wrap(new byte[] {(byte) 0xFF, (byte) 0xFE, (byte) 0xC0}));
        names.add(Bytes.wrap(new byte[] {1, 2, '\n', 0x7F}));
        for (String name : List.of(
                "a b",
                " ",
                ".hidden",
                "..x",
                "...",
                "100%25",
                "%",
                "A",
                "a",
                "\u00e9",
                "e\u0301",
                "x".repeat(255),
                "~")) {
            names.add(Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)));
        }
        for (int value = 1; value < 256; value++) {
            if (value != '/' && value != '.') {
                names.add(Bytes.wrap(new byte[] {'=', (byte) value}));
            }
        }
        InodeNumber directory = a.mkdir("d", 0755).inode();
        Map<Bytes, InodeNumber> inodes = new HashMap<>();
        names.forEach(name -> inodes.put(name, create(directory, name)));
        assertThat(inodes).hasSize(names.size());
        assertThat(a.entries("d", 10))
                .extracting(Entry::name)
                .containsExactlyElementsOf(names.stream().sorted().toList());
        inodes.forEach((name, inode) -> {
            assertThat(shard.namespace()
                            .lookup(
                                    a.context(),
                                    FileRef.path(new EntryPath(directory, List.of(name)), FileRef.Want.ANY),
                                    Set.of())
                            .attributes()
                            .inode())
                    .isEqualTo(inode);
            assertThat(shard.archive().paths(a.context(), inode, Optional.empty(), 10))
                    .containsExactly(
                            new LinkPath(directory, name, Bytes.utf8("d/").concat(name)));
        });
    }

    private InodeNumber create(InodeNumber directory, Bytes name) {
        var path = new EntryPath(directory, List.of(name));
        return shard.namespace()
                .put(a.context(), TestShard.putOf(path, new NewContent.Empty()))
                .attributes()
                .inode();
    }
}
