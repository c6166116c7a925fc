package dev.cairn.metadata;

import static dev.cairn.metadata.ArchiveCalls.assertRefused;
import static dev.cairn.metadata.ArchiveCalls.ref;
import static dev.cairn.metadata.TestShard.BLOCK;
import static dev.cairn.metadata.TestShard.file;
import static dev.cairn.metadata.TestShard.path;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Caller;
import dev.cairn.api.Privilege;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ChangePage;
import dev.cairn.api.metadata.ChangeQuery;
import dev.cairn.api.metadata.FileView;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.PutRequest;
import dev.cairn.api.metadata.RenameMode;
import dev.cairn.api.metadata.SeqIndex;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.testkit.Seeds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Walks by change sequence, and what is left after restarts, as the acceptance scenarios have them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChangeWalkScenariosTest {

    private final TestShard shard = new TestShard();
    private final ArchiveCalls calls = new ArchiveCalls(shard);

    @AfterEach
    void close() {
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
        shard.close();
    }

    private ChangePage walk(SeqIndex index, SeqPosition from, SeqPosition to, int limit) {
        return shard.archive()
                .changes(shard.context(), new ChangeQuery(index, from, to, limit, new ChangeQuery.Detail.Positions()));
    }

    private List<SeqPosition> all(SeqIndex index) {
        return walk(index, SeqPosition.START, SeqPosition.END, 10_000).changes();
    }

    private List<InodeNumber> inodes(SeqIndex index) {
        return all(index).stream().map(SeqPosition::inode).toList();
    }

    private void touch(String name) {
        shard.namespace()
                .setAttributes(
                        shard.context(),
                        file(name),
                        new AttributeChange(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(Instant.ofEpochSecond(1234))));
    }

    @Test
    @DisplayName("IX-1 simple-inode-index, 1 to 5: who is in which index, and where")
    void inodeIndex() {
        Attributes directory = shard.makeDirectory("directory");
        assertThat(inodes(SeqIndex.DATA)).doesNotContain(directory.inode());
        Attributes first = shard.put("first", BLOCK);
        Attributes second = shard.put("second", BLOCK);
        assertThat(inodes(SeqIndex.DATA)).containsExactly(first.inode(), second.inode());
        assertThat(Long.compareUnsigned(first.dataSeq(), second.dataSeq())).isNegative();

        Attributes removed = shard.put("removed", 1);
        shard.remove("removed");
        shard.reap();
        assertThat(inodes(SeqIndex.META)).doesNotContain(removed.inode());
        assertThat(inodes(SeqIndex.DATA)).doesNotContain(removed.inode());

        Attributes x = shard.put("x", 0);
        assertThat(inodes(SeqIndex.META)).contains(x.inode());
        assertThat(shard.put("y", 0).metaSeq()).isNotEqualTo(x.metaSeq());

        shard.namespace().setXattr(shard.context(), file("x"), Bytes.utf8("user.x"), Bytes.EMPTY, XattrMode.CREATE);
        assertThat(shard.stat("x").metaSeq()).isGreaterThan(x.metaSeq());
        assertThat(shard.stat("x").dataSeq()).isEqualTo(x.dataSeq());
        shard.put("x", BLOCK);
        assertThat(shard.stat("x").dataSeq()).isGreaterThan(x.dataSeq());
    }

    @Test
    @DisplayName("IX-1 simple-inode-index, 6 and 7: an inode stands once in the index, whoever changes it")
    void oneEntryEach() {
        for (int i = 0; i < 4; i++) {
            shard.put("f" + i, BLOCK);
        }
        for (int round = 0; round < 9; round++) {
            List<CompletableFuture<Void>> touches = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                for (int i = 0; i < 4; i++) {
                    String name = "f" + i;
                    var context = shard.context();
                    touches.add(CompletableFuture.runAsync(
                            () -> shard.ownSlot(
                                    context,
                                    own -> shard.namespace()
                                            .setAttributes(
                                                    own,
                                                    file(name),
                                                    new AttributeChange(
                                                            Optional.empty(),
                                                            Optional.empty(),
                                                            Optional.empty(),
                                                            Optional.of(Instant.EPOCH),
                                                            Optional.empty()))),
                            Thread::startVirtualThread));
                }
            }
            touches.forEach(CompletableFuture::join);
            assertThat(inodes(SeqIndex.META)).doesNotHaveDuplicates();
        }
        for (int round = 0; round < 100; round++) {
            shard.put("f0", BLOCK);
            assertThat(inodes(SeqIndex.DATA)).hasSize(4);
        }
    }

    @Test
    @DisplayName("X-23 walk clamping and cursors")
    void clampingAndCursors() {
        for (int i = 0; i < 30; i++) {
            shard.put("f" + i, 1);
        }
        List<SeqPosition> whole = all(SeqIndex.META);
        assertThat(whole).hasSize(31);
        ChangePage page = walk(SeqIndex.META, SeqPosition.START, SeqPosition.END, 100);
        assertThat(page.changes().getLast().seq()).isLessThanOrEqualTo(page.stableSeq());
        assertThat(page.files()).isEmpty();

        List<SeqPosition> single = new ArrayList<>();
        SeqPosition at = SeqPosition.START;
        List<SeqPosition> one = walk(SeqIndex.META, at, SeqPosition.END, 1).changes();
        while (!one.isEmpty()) {
            single.addAll(one);
            at = one.getLast().next();
            one = walk(SeqIndex.META, at, SeqPosition.END, 1).changes();
        }
        assertThat(single).isEqualTo(whole);

        SeqPosition first = whole.get(3);
        SeqPosition last = whole.get(9);
        assertThat(walk(SeqIndex.META, first, last, 100).changes())
                .as("both inclusive")
                .isEqualTo(whole.subList(3, 10));
        assertThat(walk(SeqIndex.META, first, first, 100).changes()).containsExactly(first);
        assertThat(walk(SeqIndex.META, last, first, 100).changes()).isEmpty();
        assertThat(walk(SeqIndex.META, SeqPosition.START, SeqPosition.END, 0).changes())
                .isEmpty();
        assertRefused(ErrorCode.EINVAL, () -> walk(SeqIndex.META, SeqPosition.START, SeqPosition.END, -1));
        assertThat(walk(SeqIndex.META, new SeqPosition(page.stableSeq() + 1, new InodeNumber(0)), SeqPosition.END, 9)
                        .changes())
                .isEmpty();
        Attributes later = shard.put("later", 1);
        assertThat(later.metaSeq()).isGreaterThan(page.stableSeq());
    }

    @Test
    @DisplayName("X-24 incremental walk never loses a change")
    void nothingIsLost() {
        var random = new Random(Seeds.next());
        int files = 200;
        for (int i = 0; i < files; i++) {
            shard.put("f" + i, 1);
        }
        var isOver = new AtomicBoolean();
        CompletableFuture<Void> writers = CompletableFuture.runAsync(
                () -> {
                    for (int i = 0; i < 3000; i++) {
                        String name = "f" + random.nextInt(files);
                        shard.ownSlot(
                                shard.context(),
                                own -> shard.namespace().put(own, TestShard.putOf(path(name), shard.stored(1))));
                    }
                    isOver.set(true);
                },
                Thread::startVirtualThread);
        Map<InodeNumber, Long> seen = new HashMap<>();
        SeqPosition from = SeqPosition.START;
        boolean isLast = false;
        while (!isLast) {
            isLast = isOver.get();
            ChangePage page = shard.archive().changes(consumer(), ChangeQuery.positions(SeqIndex.DATA, from, 10_000));
            page.changes().forEach(change -> seen.put(change.inode(), change.seq()));
            from = new SeqPosition(page.stableSeq() + 1, new InodeNumber(0));
        }
        writers.join();
        for (int i = 0; i < files; i++) {
            Attributes file = shard.stat("f" + i);
            assertThat(seen).containsEntry(file.inode(), file.dataSeq());
        }
    }

    private dev.cairn.api.CallContext consumer() {
        return new dev.cairn.api.CallContext(
                Caller.system(),
                new dev.cairn.kernel.RequestId(new java.util.UUID(5, 5), 0, 1),
                dev.cairn.kernel.Deadline.in(Duration.ofSeconds(20), shard.clock));
    }

    @Test
    void aPageWithAttributesTellsWhatIsThereAtThatMoment() {
        Attributes file = shard.put("file", BLOCK);
        Bytes trusted = Bytes.utf8("trusted.media");
        Bytes user = Bytes.utf8("user.note");
        for (Bytes name : List.of(trusted, user)) {
            shard.namespace().setXattr(shard.context(), ref(file), name, Bytes.utf8("tape 7"), XattrMode.CREATE);
        }
        Caller reader = new Caller(7, 7, Set.of(), 0, Set.of(Privilege.PATH_SEARCH));
        assertThat(view(Caller.system(), file, Set.of(trusted, user)).xattrs()).containsOnlyKeys(trusted, user);
        assertThat(view(reader, file, Set.of(trusted, user)).xattrs()).containsOnlyKeys(user);
        shard.namespace()
                .setAttributes(
                        shard.context(),
                        ref(file),
                        new AttributeChange(
                                Optional.of(0600),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
        assertThat(view(reader, file, Set.of(user)).xattrs()).isEmpty();
        assertThat(view(reader, file, Set.of()).attributes()).isEqualTo(shard.stat("file"));
    }

    private FileView view(Caller caller, Attributes file, Set<Bytes> xattrs) {
        ChangePage page = shard.archive()
                .changes(
                        shard.context(caller),
                        new ChangeQuery(
                                SeqIndex.META,
                                SeqPosition.START,
                                SeqPosition.END,
                                100,
                                new ChangeQuery.Detail.Files(xattrs)));
        assertThat(page.files()).hasSameSizeAs(page.changes());
        for (int i = 0; i < page.files().size(); i++) {
            FileView view = page.files().get(i);
            assertThat(page.changes().get(i))
                    .isEqualTo(new SeqPosition(
                            view.attributes().metaSeq(), view.attributes().inode()));
        }
        return page.files().stream()
                .filter(view -> view.attributes().inode().equals(file.inode()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("AT-4 inode-items-updated: what was changed without a sync reads back the same after a restart")
    void changesSurvive() {
        for (String name : List.of("empty", "staged", "released", "written", "linked", "moved", "timed", "named")) {
            calls.put(name, 1, 4 * BLOCK);
        }
        shard.makeDirectory("d");
        calls.releaseAll(shard.stat("staged"));
        shard.restart();

        shard.put("empty", 0);
        calls.stage(shard.stat("staged"), 1, 0, 4 * BLOCK);
        calls.releaseAll(shard.stat("released"));
        calls.put("written", 2, 4 * BLOCK);
        shard.put("d/new", 0);
        shard.namespace().link(shard.context(), file("linked"), path("link"));
        shard.put("gone", 0);
        shard.remove("gone");
        shard.namespace()
                .create(
                        shard.context(),
                        path("symlink"),
                        PutRequest.Parents.REQUIRED,
                        new NewEntry.Symlink(Bytes.utf8("d")));
        shard.namespace().rename(shard.context(), path("moved"), path("d/moved"), RenameMode.REPLACE);
        touch("timed");
        shard.namespace()
                .setXattr(shard.context(), file("named"), Bytes.utf8("user.test"), Bytes.EMPTY, XattrMode.CREATE);
        Map<String, Object> before = everything();
        shard.restart();
        assertThat(everything()).isEqualTo(before);
        assertThat(before.get("gone")).isEqualTo(ErrorCode.ENOENT);
        assertThat(before.get("moved")).isEqualTo(ErrorCode.ENOENT);
    }

    private Map<String, Object> everything() {
        Map<String, Object> all = new HashMap<>();
        for (String name : List.of(
                "empty",
                "staged",
                "released",
                "written",
                "d",
                "d/new",
                "linked",
                "link",
                "gone",
                "symlink",
                "moved",
                "d/moved",
                "timed",
                "named")) {
            try {
                all.put(name, shard.namespace().lookup(shard.context(), file(name), Set.of(Bytes.utf8("user.test"))));
            } catch (CairnException e) {
                all.put(name, e.code());
            }
        }
        return all;
    }

    @Test
    @DisplayName("AT-5 persistent-item-vers: the newest change wins, also over the restart of everything")
    void newestWins() {
        for (int i = 0; i < 2000; i++) {
            shard.put("unrelated" + i, 0);
        }
        Attributes file = shard.put("file", 0);
        shard.restart();
        assertThat(shard.stat("file").mtime()).isEqualTo(file.mtime());
        touch("file");
        shard.restart();
        assertThat(shard.stat("file").mtime()).isEqualTo(Instant.ofEpochSecond(1234));
    }

    @Test
    @DisplayName("X-32 durability: what was acknowledged is there, and no request is half there")
    void acknowledgedIsDurable() {
        var random = new Random(Seeds.next());
        Map<String, Attributes> expected = new HashMap<>();
        for (int step = 0; step < 300; step++) {
            String name = "f" + random.nextInt(20);
            switch (random.nextInt(3)) {
                case 0 -> expected.put(name, calls.put(name, 1 + random.nextInt(9), random.nextLong(1, 9 * BLOCK)));
                case 1 -> {
                    if (expected.containsKey(name)) {
                        expected.put(name, calls.releaseAll(expected.get(name)));
                    }
                }
                default -> {
                    if (random.nextInt(10) == 0) {
                        shard.restart();
                        expected.forEach(
                                (path, file) -> assertThat(shard.stat(path)).isEqualTo(file));
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("X-33 committed_seq: it never goes back, and an idle shard shows its last change")
    void stableSeqNeverGoesBack() {
        var random = new Random(Seeds.next());
        long last = 0;
        Set<String> there = new HashSet<>();
        for (int step = 0; step < 300; step++) {
            String name = "f" + random.nextInt(5);
            switch (random.nextInt(4)) {
                case 0 -> {
                    Attributes file = shard.put(name, 1);
                    there.add(name);
                    assertThat(stable()).isGreaterThanOrEqualTo(file.metaSeq());
                }
                case 1 -> {
                    if (there.remove(name)) {
                        shard.remove(name);
                    }
                }
                case 2 -> shard.reap();
                default -> {
                    shard.clock.jumpTo(Instant.parse("2020-01-01T00:00:00Z").plusSeconds(step));
                    shard.restart();
                }
            }
            assertThat(Long.compareUnsigned(stable(), last)).isGreaterThanOrEqualTo(0);
            last = stable();
        }
    }

    private long stable() {
        return shard.archive().stableSeq(shard.context());
    }

    @Test
    void anIndexEntryThatIsTakenOutDoesNotTakeTheStableSeqBack() {
        Attributes file = shard.put("file", 1);
        shard.remove("file");
        // The orphan changes once more, above its entry in the deletion feed.
        calls.set(file, ArchiveCalls.project(7));
        long before = stable();
        shard.reap();
        assertThat(stable()).isGreaterThanOrEqualTo(before);
        shard.restart();
        assertThat(stable()).isGreaterThanOrEqualTo(before);
    }
}
