package dev.cairn.metadata;

import static dev.cairn.metadata.OpenCalls.held;
import static dev.cairn.metadata.Refusals.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.SeqPosition;
import dev.cairn.api.metadata.TemporaryFile;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.XattrMode;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.InodeNumber;
import dev.cairn.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** An inode lives as long as it has a name or a handle, and no longer. */
class InodeDeletionScenariosTest {

    private static final Bytes ATTRIBUTE = Bytes.utf8("user.attempt");

    private final TestShard shard = new TestShard();
    private final OpenCalls calls = new OpenCalls(shard);

    @AfterEach
    void close() {
        shard.close();
    }

    @Test
    @DisplayName("IX-2 inode-deletion 1: a file goes from the index with its name")
    void unlinked() {
        InodeNumber file = shard.put("file", 10_000).inode();
        assertThat(calls.isIndexed(file)).isTrue();
        shard.remove("file");
        shard.reap();
        assertThat(calls.isIndexed(file)).isFalse();
    }

    @Test
    @DisplayName(
            "IX-2 inode-deletion 2, 5, 7: an open handle keeps the content and the index entry, over a restart too")
    void unlinkedWhileOpen() {
        InodeNumber file = shard.put("file", 10_000).inode();
        Handle handle = calls.open("file");
        shard.remove("file");
        shard.reap();
        assertThat(calls.read(held(handle))).hasSize(1);
        assertThat(calls.isIndexed(file)).isTrue();
        shard.restart();
        shard.reap();
        assertThat(calls.read(held(handle))).hasSize(1);
        assertThat(shard.liveBytes()).isEqualTo(10_000);
        refused(ErrorCode.ENOENT, () -> shard.stat("file"));
        calls.close(handle);
        shard.reap();
        assertThat(calls.isIndexed(file)).isFalse();
        assertThat(shard.liveBytes()).isZero();
    }

    @Test
    @DisplayName("IX-2 inode-deletion 3: gone only after both handles are closed")
    void twoHandles() {
        InodeNumber file = shard.put("file", 10_000).inode();
        Handle first = calls.open("file");
        Handle second = calls.open("file");
        shard.remove("file");
        calls.close(first);
        shard.reap();
        assertThat(calls.isIndexed(file)).isTrue();
        assertThat(calls.read(held(second))).hasSize(1);
        refused(ErrorCode.ESTALE, "handle", () -> calls.read(held(first)));
        calls.close(second);
        shard.reap();
        assertThat(calls.isIndexed(file)).isFalse();
    }

    @Test
    @DisplayName("IX-2 inode-deletion 6: five files and their directory")
    void filesAndTheirDirectory() {
        List<InodeNumber> inodes = new ArrayList<>();
        inodes.add(shard.makeDirectory("dir").inode());
        for (int i = 0; i < 5; i++) {
            inodes.add(shard.put("dir/file" + i, 5_000).inode());
        }
        for (int i = 0; i < 5; i++) {
            shard.remove("dir/file" + i);
        }
        shard.remove("dir");
        shard.reap();
        assertThat(inodes).noneMatch(calls::isIndexed).noneMatch(calls::exists);
    }

    @Test
    @DisplayName("IX-3 orphan-inodes 1 to 3: the probe shows an inode until its holder's lease has ended")
    void aHolderThatDies() {
        InodeNumber file = shard.put("file", 10_000).inode();
        assertThat(shard.volume().allocatedInodes(shard.context(), file, 1)).containsExactly(file);
        calls.open("file");
        shard.remove("file");
        shard.reap();
        assertThat(calls.exists(file)).isTrue();
        shard.clock.advance(OpenCalls.LEASE.minusMillis(1));
        shard.reap();
        assertThat(calls.exists(file)).isTrue();
        shard.clock.advance(Duration.ofMillis(1));
        shard.reap();
        assertThat(calls.exists(file)).isFalse();
        assertThat(shard.liveBytes()).isZero();
    }

    @Test
    @DisplayName("IX-3 orphan-inodes 4: what was open when everything died is deleted after the restart")
    void everythingDies() {
        List<InodeNumber> inodes = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            inodes.add(shard.put("file" + i, 10_000).inode());
            calls.open("file" + i);
            shard.remove("file" + i);
        }
        shard.restart();
        shard.reap();
        assertThat(inodes).allMatch(calls::exists);
        shard.clock.advance(OpenCalls.LEASE);
        shard.restart();
        shard.reap();
        assertThat(inodes).noneMatch(calls::exists);
        assertThat(shard.liveBytes()).isZero();
    }

    @Test
    @DisplayName("IX-3 orphan-inodes 5: an unlinked inode is never revived by its number")
    void attemptsByNumber() {
        var random = new Random(Seeds.next());
        List<InodeNumber> unlinked = new ArrayList<>();
        int attempts = 0;
        for (int step = 0; step < 3_000; step++) {
            switch (random.nextInt(5)) {
                case 0 -> {
                    String name = "file" + step;
                    unlinked.add(shard.put(name, random.nextInt(5_000)).inode());
                    if (random.nextBoolean()) {
                        calls.open(name);
                    }
                    shard.remove(name);
                }
                case 1 -> shard.clock.advance(Duration.ofSeconds(random.nextInt(40)));
                case 2 -> shard.reaper(content -> Optional.of(() -> {})).sweep();
                case 3 -> {
                    if (random.nextInt(20) == 0) {
                        shard.restart();
                    }
                }
                default -> {
                    if (!unlinked.isEmpty()) {
                        attempt(FileRef.inode(unlinked.get(random.nextInt(unlinked.size()))));
                        attempts++;
                    }
                }
            }
        }
        assertThat(attempts).isPositive();
        shard.clock.advance(OpenCalls.LEASE);
        shard.reap();
        assertThat(unlinked).noneMatch(calls::exists);
        assertThat(shard.liveBytes()).isZero();
    }

    private void attempt(FileRef file) {
        refused(ErrorCode.ENOENT, () -> calls.open(file));
        refused(ErrorCode.ENOENT, () -> calls.stat(file));
        refused(ErrorCode.ENOENT, () -> calls.link(file, "revived"));
        refused(
                ErrorCode.ENOENT,
                () -> shard.namespace().setXattr(shard.context(), file, ATTRIBUTE, Bytes.EMPTY, XattrMode.CREATE));
    }

    @Test
    @DisplayName("LIF-6: reads, writes, attribute and archive calls go on through the handle")
    void workThroughTheHandle() {
        Attributes before = shard.put("file", 3 * TestShard.BLOCK);
        Handle handle = calls.open("file");
        FileRef file = held(handle);
        shard.remove("file");
        shard.namespace().setXattr(shard.context(), file, ATTRIBUTE, Bytes.utf8("value"), XattrMode.CREATE);
        assertThat(shard.namespace().xattrNames(shard.context(), file)).containsExactly(ATTRIBUTE);
        long version = before.dataVersion();
        assertThat(shard.archive()
                        .release(shard.context(), file, 0, 2 * TestShard.BLOCK, version)
                        .offlineBlocks())
                .isEqualTo(2);
        assertThat(shard.archive()
                        .stage(shard.context(), file, 0, shard.stored(2 * TestShard.BLOCK), version)
                        .attributes()
                        .onlineBlocks())
                .isEqualTo(3);
        shard.archive().awaitOnline(shard.context(), file, 0, 4096, WaitOp.READ, Duration.ofSeconds(1));
        assertThat(calls.stat(file).linkCount()).isZero();
        calls.close(handle);
    }

    @Test
    @DisplayName("LIF-10: an unlinked inode that is held is counted and indexed until it is deleted, and then told")
    void untilItIsDeleted() {
        TemporaryFile temporary = calls.temporary("");
        long inodes = shard.volume().statistics(shard.context()).inodes();
        long told = deletions();
        calls.close(temporary.handle());
        shard.reap();
        assertThat(shard.volume().statistics(shard.context()).inodes()).isEqualTo(inodes - 1);
        assertThat(deletions()).as("a walk showed it, so its end is told").isEqualTo(told + 1);
    }

    private long deletions() {
        return shard.archive()
                .deletions(shard.context(), SeqPosition.START, 1_000)
                .deletions()
                .size();
    }

    @Test
    void aFileThatIsReadWithoutAHandleIsKeptByTheLockOfTheReader() {
        Attributes file = shard.put("file", 10_000);
        Handle handle = calls.open("file");
        shard.remove("file");
        var reaper = shard.reaper(content -> Optional.empty());
        calls.close(handle);
        reaper.sweep();
        assertThat(calls.exists(file.inode())).isTrue();
        shard.reap();
        assertThat(calls.exists(file.inode())).isFalse();
    }

    @Test
    void aRemovedDirectoryIsHeldTooAndTakesNoEntries() {
        shard.makeDirectory("dir");
        Handle handle = calls.open("dir");
        shard.remove("dir");
        shard.reap();
        Attributes directory = calls.stat(held(handle));
        assertThat(directory.linkCount()).isZero();
        try {
            shard.namespace()
                    .put(shard.context(), TestShard.putOf(TestShard.path(directory.inode(), "file"), shard.stored(1)));
            throw new AssertionError("a removed directory took an entry");
        } catch (CairnException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.ENOENT);
        }
        calls.close(handle);
    }
}
