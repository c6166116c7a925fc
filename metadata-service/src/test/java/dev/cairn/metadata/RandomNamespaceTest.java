package dev.cairn.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.Entry;
import dev.cairn.api.metadata.EntryCursor;
import dev.cairn.api.metadata.EntryPage;
import dev.cairn.api.metadata.EntryPath;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.ObjectListRequest;
import dev.cairn.api.metadata.ObjectPage;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;

/** Whatever is done to a shard, in whatever order: it does and refuses what the model does, and its items agree. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RandomNamespaceTest {

    private static final int STEPS = 5000;
    private static final int STEPS_BETWEEN_CHECKS = 100;
    private static final int STEPS_BETWEEN_RESTARTS = 400;

    private static final Bytes POSIX = Bytes.utf8("posix");
    private static final Bytes BUCKET = Bytes.utf8("bucket");
    private static final List<String> POSIX_NAMES = List.of("a", "b", "a!", "a.b", "é", "longer-name");
    /** The last two are names that only a directory of object keys takes, and the empty one only for directories. */
    private static final List<String> OBJECT_NAMES = List.of("a", "b", "a!", "a0", "..", "");

    private static final List<XattrMode> MODES = List.of(XattrMode.values());

    private final Random random = new Random(Seeds.next());
    private final NamespaceModel model = new NamespaceModel();

    @RepeatedTest(3)
    void theShardDoesWhatTheModelDoes() {
        try (var shard = new TestShard()) {
            shard.makeDirectory("posix", NewEntry.NameRule.POSIX);
            shard.makeDirectory("bucket", NewEntry.NameRule.OBJECT_KEYS);
            model.makeDirectory(List.of(POSIX));
            model.makeDirectory(List.of(BUCKET)).takesAnyName = true;
            for (int step = 1; step <= STEPS; step++) {
                step(shard);
                if (step % STEPS_BETWEEN_RESTARTS == 0) {
                    shard.restart();
                }
                if (random.nextInt(50) == 0) {
                    shard.reap();
                }
                if (step % STEPS_BETWEEN_CHECKS == 0) {
                    shard.read(tree -> {
                        ShardChecker.check(tree);
                        return true;
                    });
                    compareAll(shard);
                    compareListings(shard);
                }
            }
            removeEverything(shard);
        }
    }

    private void step(TestShard shard) {
        shard.clock.advance(Duration.ofMillis(random.nextInt(3)));
        switch (random.nextInt(12)) {
            case 0, 1 -> makeDirectory(shard, anyPath());
            case 2, 3, 4 -> put(shard, anyPath());
            case 5 -> remove(shard, anyPath());
            case 6 -> rename(shard, anyPath(), anyPath());
            case 7 -> link(shard, anyPath(), anyPath());
            case 8 -> symlink(shard, anyPath());
            case 9 -> release(shard, anyPath());
            case 10 -> stage(shard, anyPath());
            default -> xattr(shard, anyPath());
        }
    }

    private List<Bytes> anyPath() {
        boolean isPosix = random.nextBoolean();
        List<String> names = isPosix ? POSIX_NAMES : OBJECT_NAMES;
        List<Bytes> path = new ArrayList<>();
        path.add(isPosix ? POSIX : BUCKET);
        for (int depth = random.nextInt(3); depth >= 0; depth--) {
            path.add(Bytes.utf8(names.get(random.nextInt(names.size()))));
        }
        return path;
    }

    private static EntryPath at(List<Bytes> path) {
        return new EntryPath(InodeNumber.ROOT, path);
    }

    private static FileRef file(List<Bytes> path) {
        return FileRef.path(at(path), FileRef.Want.ANY);
    }

    /** What one side did, or the error it refused with. */
    private record Outcome<T>(Optional<T> done, Optional<ErrorCode> refused) {}

    private interface Action<T> {
        T run();
    }

    private static <T> Outcome<T> attempt(Action<T> action) {
        try {
            return new Outcome<>(Optional.of(action.run()), Optional.empty());
        } catch (CairnException refusal) {
            return new Outcome<>(Optional.empty(), Optional.of(refusal.code()));
        }
    }

    private static <M, S> void both(String what, Outcome<M> expected, Outcome<S> actual) {
        assertThat(actual.refused).as(what).isEqualTo(expected.refused);
    }

    private void makeDirectory(TestShard shard, List<Bytes> path) {
        Outcome<NamespaceModel.Node> expected = attempt(() -> model.makeDirectory(path));
        Outcome<InodeNumber> actual = attempt(() -> shard.namespace()
                .create(
                        shard.context(),
                        at(path),
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Directory(0755, NewEntry.NameRule.INHERIT, Map.of()))
                .attributes()
                .inode());
        both("mkdir " + path, expected, actual);
        expected.done.ifPresent(node -> node.number = actual.done.orElseThrow());
    }

    private void put(TestShard shard, List<Bytes> path) {
        boolean impliesParents = random.nextBoolean() && !path.getLast().isEmpty();
        NewContent content = anyContent(shard);
        Outcome<NamespaceModel.Node> expected = attempt(() -> model.put(path, content.size(), impliesParents));
        var request = new PutRequest(
                at(path),
                impliesParents ? PutRequest.Parents.IMPLIED : PutRequest.Parents.REQUIRED,
                content,
                TestShard.TAG,
                0644,
                Map.of(),
                PutRequest.XattrPolicy.KEEP_OTHERS,
                Optional.empty(),
                Condition.ALWAYS);
        Outcome<InodeNumber> actual = attempt(() ->
                shard.namespace().put(shard.context(), request).attributes().inode());
        both("put " + path, expected, actual);
        expected.done.ifPresent(node -> node.number = actual.done.orElseThrow());
    }

    private NewContent anyContent(TestShard shard) {
        return switch (random.nextInt(4)) {
            case 0 -> new NewContent.Empty();
            case 1 -> new NewContent.Inline(Bytes.wrap(new byte[1 + random.nextInt(MetadataLimits.INLINE_BYTES_MAX)]));
            case 2 -> shard.stored(1 + random.nextInt(10 * TestShard.BLOCK));
            default -> {
                long first = 1L + random.nextInt(3 * TestShard.BLOCK);
                long second = 1L + random.nextInt(3 * TestShard.BLOCK);
                yield new NewContent.Stored(List.of(shard.extent(0, first), shard.extent(first, second)));
            }
        };
    }

    private void remove(TestShard shard, List<Bytes> path) {
        boolean prunes = path.getFirst().equals(BUCKET) && random.nextInt(4) > 0;
        var emptied = prunes ? RemoveRequest.Emptied.PRUNE_IMPLICIT : RemoveRequest.Emptied.KEEP;
        var request = new RemoveRequest(at(path), FileRef.Want.ANY, emptied, Condition.ALWAYS);
        both(
                "remove " + path,
                attempt(() -> model.remove(path, prunes)),
                attempt(() -> shard.namespace().remove(shard.context(), request)));
    }

    private void rename(TestShard shard, List<Bytes> from, List<Bytes> to) {
        if (to.getLast().isEmpty()) {
            // Whether the name can be had depends on what is moved; the table of errors has it.
            return;
        }
        boolean replaces = random.nextBoolean();
        Outcome<Boolean> expected = attempt(() -> {
            model.rename(from, to, replaces);
            return true;
        });
        Outcome<Boolean> actual = attempt(() -> {
            shard.namespace()
                    .rename(shard.context(), at(from), at(to), replaces ? RenameMode.REPLACE : RenameMode.NO_REPLACE);
            return true;
        });
        both("rename " + from + " to " + to, expected, actual);
    }

    private void link(TestShard shard, List<Bytes> path, List<Bytes> to) {
        Outcome<Boolean> expected = attempt(() -> {
            model.link(path, to);
            return true;
        });
        both(
                "link " + path + " to " + to,
                expected,
                attempt(() -> shard.namespace().link(shard.context(), file(path), at(to))));
    }

    private void symlink(TestShard shard, List<Bytes> path) {
        Outcome<NamespaceModel.Node> expected = attempt(() -> model.makeSymlink(path));
        Outcome<InodeNumber> actual = attempt(() -> shard.namespace()
                .create(
                        shard.context(),
                        at(path),
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Symlink(Bytes.utf8("some/target")))
                .attributes()
                .inode());
        both("symlink " + path, expected, actual);
        expected.done.ifPresent(node -> node.number = actual.done.orElseThrow());
    }

    private Optional<NamespaceModel.Node> regular(List<Bytes> path) {
        return attempt(() -> model.find(path)).done.filter(node -> node.kind == NamespaceModel.Kind.FILE);
    }

    private void release(TestShard shard, List<Bytes> path) {
        regular(path).ifPresent(node -> {
            int first = random.nextInt(6);
            int count = random.nextInt(8);
            shard.archive()
                    .release(
                            shard.context(),
                            file(path),
                            (long) first * TestShard.BLOCK,
                            (long) count * TestShard.BLOCK,
                            node.dataVersion);
            long end = Math.min(node.blocks(), first + count);
            if (first < end) {
                node.offline.set(first, (int) end);
            }
        });
    }

    private void stage(TestShard shard, List<Bytes> path) {
        regular(path).filter(node -> node.size > 0).ifPresent(node -> {
            int first = random.nextInt((int) node.blocks());
            long end = Math.min(node.size, (long) (first + 1 + random.nextInt(4)) * TestShard.BLOCK);
            long length = end - (long) first * TestShard.BLOCK;
            long offline = offlineBytes(node, first, end);
            var result = shard.archive()
                    .stage(
                            shard.context(),
                            file(path),
                            (long) first * TestShard.BLOCK,
                            shard.stored(length),
                            node.dataVersion);
            assertThat(result.stagedBytes()).as("staged bytes of %s", path).isEqualTo(offline);
            assertThat(result.skippedBytes()).isEqualTo(length - offline);
            node.offline.clear(first, (int) MetadataLimits.blocks(end));
        });
    }

    private static long offlineBytes(NamespaceModel.Node node, int firstBlock, long end) {
        long bytes = 0;
        for (long at = (long) firstBlock * TestShard.BLOCK; at < end; at += TestShard.BLOCK) {
            if (node.offline.get((int) (at / TestShard.BLOCK))) {
                bytes += Math.min(TestShard.BLOCK, end - at);
            }
        }
        return bytes;
    }

    private void xattr(TestShard shard, List<Bytes> path) {
        Outcome<NamespaceModel.Node> node = attempt(() -> model.find(path));
        if (node.done.isEmpty() || node.done.get().kind == NamespaceModel.Kind.SYMLINK) {
            return;
        }
        Map<Bytes, Bytes> xattrs = node.done.get().xattrs;
        Bytes name = Bytes.utf8("user." + random.nextInt(4));
        if (random.nextBoolean()) {
            Bytes value = Bytes.wrap(new byte[random.nextInt(300)]);
            var mode = MODES.get(random.nextInt(MODES.size()));
            Outcome<Boolean> actual = attempt(() -> {
                shard.namespace().setXattr(shard.context(), file(path), name, value, mode);
                return true;
            });
            boolean isRefused = xattrs.containsKey(name) ? mode == XattrMode.CREATE : mode == XattrMode.REPLACE;
            assertThat(actual.refused)
                    .isEqualTo(
                            isRefused
                                    ? Optional.of(mode == XattrMode.CREATE ? ErrorCode.EEXIST : ErrorCode.ENODATA)
                                    : Optional.empty());
            if (!isRefused) {
                xattrs.put(name, value);
            }
        } else {
            Outcome<Boolean> actual = attempt(() -> {
                shard.namespace().removeXattr(shard.context(), file(path), name);
                return true;
            });
            assertThat(actual.refused.isEmpty()).isEqualTo(xattrs.remove(name) != null);
        }
    }

    private void compareAll(TestShard shard) {
        compare(shard, model.root, Bytes.EMPTY);
    }

    private void compare(TestShard shard, NamespaceModel.Node directory, Bytes path) {
        InodeNumber number = directory == model.root ? InodeNumber.ROOT : numberOf(shard, directory, path);
        List<Entry> entries = new ArrayList<>();
        Optional<EntryCursor> after = Optional.empty();
        do {
            EntryPage page =
                    shard.namespace().list(shard.context(), FileRef.inode(number), after, 1 + random.nextInt(5));
            entries.addAll(page.entries());
            after = page.next();
        } while (after.isPresent());
        assertThat(entries.stream()
                        .map(entry -> NamespaceModel.key(
                                entry.name(), entry.attributes().isDirectory())))
                .as("entries of %s", path)
                .containsExactlyElementsOf(directory.entries.keySet());
        for (Entry entry : entries) {
            Bytes key = NamespaceModel.key(entry.name(), entry.attributes().isDirectory());
            NamespaceModel.Node node = Objects.requireNonNull(directory.entries.get(key));
            Bytes below = path.isEmpty() ? key : path.concat(key);
            compare(shard, node, entry.attributes(), below);
            if (node.isDirectory()) {
                compare(shard, node, below);
            }
        }
    }

    private static InodeNumber numberOf(TestShard shard, NamespaceModel.Node directory, Bytes path) {
        InodeNumber known = directory.number;
        if (known != null) {
            return known;
        }
        List<Bytes> names = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < path.length(); i++) {
            if (path.at(i) == '/') {
                names.add(path.slice(from, i));
                from = i + 1;
            }
        }
        var want = new FileRef.ByPath(InodeNumber.ROOT, names, FileRef.Want.DIRECTORY);
        return shard.namespace()
                .lookup(shard.context(), want, Set.of())
                .attributes()
                .inode();
    }

    private static void compare(TestShard shard, NamespaceModel.Node node, Attributes actual, Bytes path) {
        if (node.number != null) {
            assertThat(actual.inode()).as("inode of %s", path).isEqualTo(node.number);
        }
        FileRef file = FileRef.inode(actual.inode());
        assertThat(shard.namespace()
                        .lookup(shard.context(), file, node.xattrs.keySet())
                        .xattrs())
                .isEqualTo(node.xattrs);
        assertThat(shard.namespace().xattrNames(shard.context(), file))
                .containsExactlyInAnyOrderElementsOf(node.xattrs.keySet());
        if (node.isDirectory()) {
            assertThat(actual.origin()).as("origin of %s", path).isEqualTo(NamespaceModel.origin(node));
        }
        if (node.kind == NamespaceModel.Kind.FILE) {
            assertThat(actual.size()).isEqualTo(node.size);
            assertThat(actual.dataVersion()).as("data_version of %s", path).isEqualTo(node.dataVersion);
            assertThat(actual.linkCount()).isEqualTo(node.links);
            assertThat(actual.offlineBlocks()).as("offline blocks of %s", path).isEqualTo(node.offline.cardinality());
            assertThat(actual.onlineBlocks() + actual.offlineBlocks()).isEqualTo(node.blocks());
            assertThat(shard.archive().paths(shard.context(), actual.inode(), Optional.empty(), 100))
                    .extracting(LinkPath::path)
                    .contains(path)
                    .hasSize(node.links);
        }
    }

    private void compareListings(TestShard shard) {
        NamespaceModel.Node bucket = model.directory(List.of(BUCKET));
        InodeNumber number = shard.stat("bucket").inode();
        for (String prefix : List.of("", "a", "a/", "a/..", "a//", "zz")) {
            for (String delimiter : List.of("", "/", "a", "/a")) {
                List<Bytes> expected = keysOf(bucket, Bytes.utf8(prefix), Bytes.utf8(delimiter));
                List<Bytes> actual = new ArrayList<>();
                Optional<Bytes> after = Optional.empty();
                do {
                    ObjectPage page = shard.namespace()
                            .listObjects(
                                    shard.context(),
                                    new ObjectListRequest(
                                            number,
                                            Bytes.utf8(prefix),
                                            Bytes.utf8(delimiter),
                                            after,
                                            1 + random.nextInt(4)));
                    page.items().forEach(item -> actual.add(item.key()));
                    after = page.next();
                } while (after.isPresent());
                assertThat(actual).as("keys from %s by %s", prefix, delimiter).isEqualTo(expected);
            }
        }
    }

    private List<Bytes> keysOf(NamespaceModel.Node bucket, Bytes prefix, Bytes delimiter) {
        NavigableMap<Bytes, NamespaceModel.Node> keys = model.keys(bucket);
        List<Bytes> shown = new ArrayList<>();
        for (Bytes key : keys.keySet()) {
            if (key.startsWith(prefix)) {
                Bytes told = rolledUp(key, prefix, delimiter);
                if (shown.isEmpty() || !shown.getLast().equals(told)) {
                    shown.add(told);
                }
            }
        }
        return shown;
    }

    private static Bytes rolledUp(Bytes key, Bytes prefix, Bytes delimiter) {
        for (int i = prefix.length(); !delimiter.isEmpty() && i + delimiter.length() <= key.length(); i++) {
            if (key.slice(i, i + delimiter.length()).equals(delimiter)) {
                return key.slice(0, i + delimiter.length());
            }
        }
        return key;
    }

    /** After the last file is gone nothing may be left that costs anything. */
    private void removeEverything(TestShard shard) {
        for (Bytes top : List.of(POSIX, BUCKET)) {
            empty(shard, List.of(top));
        }
        shard.reap();
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
        assertThat(shard.liveBytes()).isZero();
    }

    private static void empty(TestShard shard, List<Bytes> directory) {
        var want = new FileRef.ByPath(InodeNumber.ROOT, directory, FileRef.Want.DIRECTORY);
        for (Entry entry : shard.namespace()
                .list(shard.context(), want, Optional.empty(), 1000)
                .entries()) {
            List<Bytes> path = new ArrayList<>(directory);
            path.add(entry.name());
            boolean isDirectory = entry.attributes().isDirectory();
            if (isDirectory) {
                empty(shard, path);
            }
            shard.namespace()
                    .remove(
                            shard.context(),
                            new RemoveRequest(
                                    at(path),
                                    isDirectory ? FileRef.Want.DIRECTORY : FileRef.Want.NOT_DIRECTORY,
                                    RemoveRequest.Emptied.KEEP,
                                    Condition.ALWAYS));
        }
    }
}
