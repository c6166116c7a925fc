package dev.cairn.metadata;

import static dev.cairn.metadata.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.Entry;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.LinkPath;
import dev.cairn.api.metadata.LinkPosition;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.ReferringEntry;
import dev.cairn.api.metadata.ReferringPage;
import dev.cairn.api.metadata.RemoveRequest;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.metadata.item.EntryName;
import dev.cairn.metadata.item.Inode;
import dev.cairn.metadata.namespace.Directories;
import dev.cairn.testkit.Seeds;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** From an inode to its names, and which numbers are taken. */
class NamesOfInodesScenariosTest {

    private static final InodeNumber NOBODY = InodeNumber.parse("4611686018427387904");

    private final TestShard shard = new TestShard();
    private final OpenCalls calls = new OpenCalls(shard);

    @AfterEach
    void close() {
        shard.close();
    }

    @Test
    @DisplayName("NM-2 get-referring-entries 1: the root and unknown inodes have none")
    void none() {
        assertThat(calls.referring(InodeNumber.ROOT)).isEmpty();
        assertThat(calls.referring(NOBODY)).isEmpty();
    }

    @Test
    @DisplayName("NM-2 get-referring-entries 2: names follow creation, rename, link and removal")
    void namesFollow() {
        InodeNumber file = shard.put("first", 1).inode();
        assertThat(calls.names(file)).containsExactly(Bytes.utf8("first"));
        calls.rename("first", "renamed");
        assertThat(calls.names(file)).containsExactly(Bytes.utf8("renamed"));
        calls.rename("renamed", "first");
        calls.link(FileRef.inode(file), "second");
        assertThat(calls.names(file)).containsExactly(Bytes.utf8("first"), Bytes.utf8("second"));
        shard.remove("first");
        shard.remove("second");
        assertThat(calls.names(file)).isEmpty();
    }

    @Test
    @DisplayName("NM-2 get-referring-entries 3: a file in ten directories has the names that a tree scan finds")
    void tenDirectories() {
        InodeNumber file = shard.put("file", 1).inode();
        for (int i = 0; i < 10; i++) {
            shard.makeDirectory("dir" + i);
            calls.link(FileRef.inode(file), "dir" + i + "/name" + 7 * i);
        }
        List<ReferringEntry> scanned = new ArrayList<>();
        scan(InodeNumber.ROOT, file, scanned);
        assertThat(scanned).hasSize(11);
        assertThat(calls.referring(file)).containsExactlyInAnyOrderElementsOf(scanned);
        assertThat(inPages(file, 3)).isEqualTo(calls.referring(file));
    }

    private void scan(InodeNumber directory, InodeNumber wanted, List<ReferringEntry> found) {
        for (Entry entry : shard.namespace()
                .list(shard.context(), FileRef.inode(directory), Optional.empty(), 1_000)
                .entries()) {
            Attributes inode = entry.attributes();
            if (inode.inode().equals(wanted)) {
                found.add(new ReferringEntry(directory, entry.name(), inode.type()));
            }
            if (inode.isDirectory()) {
                scan(inode.inode(), wanted, found);
            }
        }
    }

    private List<ReferringEntry> inPages(InodeNumber inode, int limit) {
        List<ReferringEntry> all = new ArrayList<>();
        Optional<LinkPosition> after = Optional.empty();
        while (true) {
            ReferringPage page = shard.volume().referringEntries(shard.context(), inode, after, limit);
            all.addAll(page.entries());
            if (page.isComplete()) {
                return all;
            }
            ReferringEntry last = page.entries().getLast();
            after = Optional.of(new LinkPosition(last.directory(), last.name()));
        }
    }

    @Test
    @DisplayName("NM-2 get-referring-entries 4: types 4, 10, 2, 6 and 8")
    void types() {
        InodeNumber symlink = shard.namespace()
                .create(
                        shard.context(),
                        TestShard.path("symlink"),
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Symlink(Bytes.utf8("target")))
                .attributes()
                .inode();
        assertThat(List.of(
                        type(shard.makeDirectory("dir").inode()),
                        type(symlink),
                        type(makeDevice("character", FileType.CHARACTER_DEVICE)),
                        type(makeDevice("block", FileType.BLOCK_DEVICE)),
                        type(shard.put("file", 1).inode())))
                .containsExactly(4, 10, 2, 6, 8);
    }

    private int type(InodeNumber inode) {
        return calls.referring(inode).getFirst().type().direntType();
    }

    private InodeNumber makeDevice(String name, FileType type) {
        return shard.step(transaction -> {
            Inode root = transaction.inode(InodeNumber.ROOT);
            Inode device = Directories.newInode(transaction, root, type, 0600, Caller.system());
            Directories.addEntry(transaction, root, EntryName.file(Bytes.utf8(name)), device, Caller.system());
            transaction.store(device);
            return device.number;
        });
    }

    @Test
    @DisplayName("NM-2 get-referring-entries 5: names of all lengths from 1 to 255")
    void allLengths() {
        InodeNumber file = shard.put("a", 1).inode();
        List<Bytes> names = new ArrayList<>(List.of(Bytes.utf8("a")));
        for (int length = 2; length <= 255; length++) {
            calls.link(FileRef.inode(file), "n".repeat(length));
            names.add(Bytes.utf8("n".repeat(length)));
        }
        assertThat(calls.names(file)).hasSize(255).containsExactlyInAnyOrderElementsOf(names);
        assertThat(inPages(file, 7)).isEqualTo(calls.referring(file));
    }

    @Test
    void referringEntriesNeedAPrivilegeAndRoom() {
        refused(
                ErrorCode.EPERM,
                "privilege",
                () -> shard.volume()
                        .referringEntries(shard.context(TestShard.user(1000)), InodeNumber.ROOT, Optional.empty(), 10));
        refused(
                ErrorCode.EINVAL,
                "limit",
                () -> shard.volume().referringEntries(shard.context(), InodeNumber.ROOT, Optional.empty(), 0));
    }

    @Test
    @DisplayName("X-25 ino-path")
    void paths() {
        assertThat(paths(InodeNumber.ROOT)).isEmpty();
        shard.makeDirectory("closed");
        shard.makeDirectory("closed/below");
        InodeNumber file = shard.put("closed/below/one", 1).inode();
        calls.link(FileRef.inode(file), "closed/two");
        calls.link(FileRef.inode(file), "three");
        var noSearch = new AttributeChange(
                Optional.of(0), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        shard.namespace().setAttributes(shard.context(), TestShard.file("closed"), noSearch);
        Caller searcher = OpenCalls.searcher(1000);
        List<LinkPath> paths = shard.archive().paths(shard.context(searcher), file, Optional.empty(), 10);
        assertThat(paths)
                .extracting(path -> path.path().toString())
                .containsExactly("three", "closed/two", "closed/below/one");
        assertThat(shard.archive().paths(shard.context(), file, Optional.of(paths.getLast()), 10))
                .isEmpty();
        List<LinkPath> oneByOne = new ArrayList<>();
        Optional<LinkPath> after = Optional.empty();
        for (int i = 0; i < 3; i++) {
            after = Optional.of(
                    shard.archive().paths(shard.context(), file, after, 1).getFirst());
            oneByOne.add(after.get());
        }
        assertThat(oneByOne).isEqualTo(paths);
        refused(
                ErrorCode.EPERM,
                () -> shard.archive().paths(shard.context(TestShard.user(1000)), file, Optional.empty(), 10));
        Handle handle = calls.open("three");
        shard.remove("three");
        shard.remove("closed/two");
        shard.remove("closed/below/one");
        assertThat(paths(file)).isEmpty();
        calls.close(handle);
    }

    private List<LinkPath> paths(InodeNumber inode) {
        return shard.archive().paths(shard.context(), inode, Optional.empty(), 10);
    }

    @Test
    @DisplayName("PTH-5: a path of more than 65535 bytes is too long to be told, and what has it can be removed")
    void aVeryLongPath() {
        String name = "d".repeat(255);
        List<InodeNumber> chain = new ArrayList<>(List.of(InodeNumber.ROOT));
        for (int depth = 0; depth < 260; depth++) {
            chain.add(shard.namespace()
                    .create(
                            shard.context(),
                            TestShard.path(chain.getLast(), name),
                            PutRequest.Parents.REQUIRED,
                            new NewEntry.Directory(0755, NewEntry.NameRule.INHERIT, Map.of()))
                    .attributes()
                    .inode());
        }
        refused(ErrorCode.ENAMETOOLONG, "path", () -> paths(chain.getLast()));
        assertThat(paths(chain.get(255)).getFirst().path().length()).isEqualTo(256 * 255 - 1);
        for (int depth = 260; depth > 0; depth--) {
            shard.namespace()
                    .remove(
                            shard.context(),
                            new RemoveRequest(
                                    TestShard.path(chain.get(depth - 1), name),
                                    FileRef.Want.DIRECTORY,
                                    RemoveRequest.Emptied.KEEP,
                                    Condition.ALWAYS));
        }
    }

    @Test
    @DisplayName("X-26 allocated inos")
    void allocated() {
        InodeNumber first = shard.put("first", 0).inode();
        InodeNumber between = shard.put("between", 0).inode();
        InodeNumber third = shard.put("third", 0).inode();
        shard.remove("between");
        shard.reap();
        assertThat(allocated(first, 2)).containsExactly(first, third);
        assertThat(allocated(new InodeNumber(first.value() + 1), 2)).containsExactly(third);
        assertThat(allocated(first, 1)).containsExactly(first);
        assertThat(allocated(NOBODY, 10)).isEmpty();
        assertThat(allocated(new InodeNumber(-1), 10)).isEmpty();
        assertThat(allocated(new InodeNumber(0), 10)).containsExactly(InodeNumber.ROOT);
        assertThat(calls.exists(between)).isFalse();
        refused(ErrorCode.EINVAL, "limit", () -> allocated(first, 0));
        refused(
                ErrorCode.EPERM,
                "privilege",
                () -> shard.volume().allocatedInodes(shard.context(TestShard.user(1000)), first, 1));
    }

    private List<InodeNumber> allocated(InodeNumber from, int limit) {
        return shard.volume().allocatedInodes(shard.context(), from, limit);
    }

    @Test
    @DisplayName("X-26 allocated inos: only those of the group of 1024 that holds the start")
    void oneGroup() {
        InodeNumber last = shard.put("file", 0).inode();
        long group = last.value() | 1023;
        int made = 0;
        while (last.value() <= group + 5) {
            last = shard.put("file" + made++, 0).inode();
        }
        assertThat(allocated(new InodeNumber(group - 2), 10)).allMatch(inode -> inode.value() <= group);
        assertThat(allocated(new InodeNumber(group + 1), 10)).allMatch(inode -> inode.value() > group);
    }

    @Test
    @DisplayName("X-27 inode numbers: ten thousand in a row, over restarts, all distinct and none below 1024")
    void numbersAreNeverReused() {
        Set<InodeNumber> seen = new HashSet<>();
        var random = new Random(Seeds.next());
        for (int i = 0; i < 10_000; i++) {
            InodeNumber inode = shard.put("file", new NewContent.Empty()).inode();
            assertThat(seen.add(inode)).isTrue();
            assertThat(inode.value()).isGreaterThanOrEqualTo(1024);
            shard.remove("file");
            if (random.nextInt(500) == 0) {
                shard.restart();
            }
            if (random.nextInt(500) == 0) {
                shard.reap();
            }
        }
    }

    @Test
    @DisplayName("AD-1 export-get-name-parent")
    void nameAndParentByNumber() {
        InodeNumber parent = shard.makeDirectory("parent").inode();
        InodeNumber directory = shard.makeDirectory("parent/name").inode();
        shard.restart();
        Handle handle = calls.open(FileRef.inode(directory));
        assertThat(calls.stat(OpenCalls.held(handle)).isDirectory()).isTrue();
        assertThat(calls.referring(directory))
                .containsExactly(new ReferringEntry(parent, Bytes.utf8("name"), FileType.DIRECTORY));
        // HND-3: of a file, the first name in a given directory.
        InodeNumber file = shard.put("parent/name/b", 1).inode();
        calls.link(FileRef.inode(file), "elsewhere");
        calls.link(FileRef.inode(file), "parent/name/a");
        ReferringPage inDirectory = shard.volume()
                .referringEntries(shard.context(), file, Optional.of(new LinkPosition(directory, Bytes.EMPTY)), 1);
        assertThat(inDirectory.entries())
                .containsExactly(new ReferringEntry(directory, Bytes.utf8("a"), FileType.REGULAR));
    }

    @Test
    @DisplayName("AD-2 export-lookup-evict-race: opens by number and changes by path at once, for a time")
    void opensByNumberAmongChanges() throws InterruptedException, ExecutionException {
        InodeNumber file = shard.put("file", 5_000).inode();
        // The requests of the shard's changes are numbered by one thread; a read needs no number.
        CallContext reading = shard.context();
        var ends = new AtomicBoolean();
        List<CompletableFuture<Integer>> workers = new ArrayList<>();
        for (int worker = 0; worker < 3; worker++) {
            workers.add(CompletableFuture.supplyAsync(() -> {
                int reads = 0;
                do {
                    assertThat(shard.contents()
                                    .plan(reading, FileRef.inode(file), 0, Long.MAX_VALUE, Set.of())
                                    .extents())
                            .hasSize(1);
                    reads++;
                } while (!ends.get());
                return reads;
            }));
        }
        for (int i = 0; i < 500; i++) {
            Handle handle = calls.open(FileRef.inode(file));
            var times = new AttributeChange(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(shard.clock.now()),
                    Optional.of(shard.clock.now()));
            shard.namespace().setAttributes(shard.context(), TestShard.file("file"), times);
            assertThat(calls.read(OpenCalls.held(handle))).hasSize(1);
            calls.close(handle);
        }
        ends.set(true);
        for (CompletableFuture<Integer> worker : workers) {
            assertThat(worker.get()).isPositive();
        }
    }
}
