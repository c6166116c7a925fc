package dev.cairn.metadata;

import static dev.cairn.metadata.ArchiveCalls.assertRefused;
import static dev.cairn.metadata.ArchiveCalls.ref;
import static dev.cairn.metadata.TestShard.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.CallContext;
import dev.cairn.api.Caller;
import dev.cairn.api.metadata.AttributeChange;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ContentId;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.StageResult;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.Await;
import dev.cairn.testkit.Seeds;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Release and stage, as the acceptance scenarios have them. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StagingScenariosTest {

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

    @Test
    @DisplayName("ST-1 simple-staging, 1 to 3: what was staged is what was there")
    void stagedContentIsTheCopy() {
        for (long blocks : new long[] {1, 4096}) {
            Attributes file = calls.offline("file" + blocks, 1, blocks * BLOCK);
            assertThat(shard.map(file)).isEqualTo("[0,+" + blocks + ") off");
            calls.stage(file, 1, 0, file.size());
            calls.assertIsCopy(file, 1);
        }
        Attributes file = calls.put("cycled", 2, 1024 * BLOCK);
        for (int cycle = 0; cycle < 9; cycle++) {
            calls.releaseAll(file);
            calls.stage(file, 2, 0, file.size());
            calls.assertIsCopy(file, 2);
        }
    }

    @Test
    @DisplayName("ST-1 simple-staging, 4 and 5: only meta_seq changes")
    void onlyMetaSeqChanges() {
        Attributes before = calls.put("file", 1, 5 * BLOCK);
        shard.clock.advance(Duration.ofSeconds(3));
        Attributes released = calls.releaseAll(before);
        shard.clock.advance(Duration.ofSeconds(3));
        calls.stage(before, 1, 0, before.size());
        Attributes after = shard.stat("file");
        assertThat(after).usingRecursiveComparison().ignoringFields("metaSeq").isEqualTo(before);
        assertThat(after.metaSeq()).isNotEqualTo(released.metaSeq());
    }

    @Test
    @DisplayName("ST-1 simple-staging, 6 to 10: what is refused, and what does nothing")
    void refusedStages() {
        Attributes empty = shard.put("empty", 0);
        assertRefused(ErrorCode.EINVAL, () -> calls.stage(empty, 1, 0, BLOCK));
        assertThat(shard.stat("empty")).isEqualTo(empty);

        Attributes two = calls.offline("two", 1, 2 * BLOCK);
        assertRefused(ErrorCode.EINVAL, () -> check(two, 0xFFFF_FFFF_FFFF_F000L, 2 * BLOCK));

        Attributes one = calls.offline("one", 1, BLOCK);
        assertRefused(ErrorCode.EINVAL, () -> calls.stage(one, 1, 1, BLOCK - 1));
        assertRefused(ErrorCode.EINVAL, () -> calls.stage(one, 1, 0, 1024));
        assertThat(shard.map(one)).isEqualTo("[0,+1) off");

        Attributes part = calls.put("part", 1, 2048);
        shard.release(part, 0, BLOCK);
        assertThat(calls.stage(part, 1, 0, 2048).stagedBytes()).isEqualTo(2048);
        calls.assertIsCopy(part, 1);

        Attributes many = calls.offline("many", 1, 100 * BLOCK);
        StageResult nothing = shard.archive().stage(shard.context(), ref(many), BLOCK, new NewContent.Empty(), 77);
        assertThat(nothing.stagedBytes() + nothing.skippedBytes()).isZero();
        assertThat(shard.map(many)).isEqualTo("[0,+100) off");
    }

    private void check(Attributes file, long offset, long length) {
        shard.archive().checkStage(shard.context(), ref(file), offset, length, file.dataVersion());
    }

    @Test
    @DisplayName("ST-2 stage-multi-part: a reader of the whole file goes on while it is staged in pieces")
    void multiPart() {
        int pieces = 32;
        long piece = 1024L * BLOCK;
        Attributes file = calls.offline("file", 1, pieces * piece);
        CallContext context = shard.context();
        CompletableFuture<Void> reader = CompletableFuture.runAsync(
                () -> shard.archive()
                        .awaitOnline(context, ref(file), 0, file.size(), WaitOp.READ, Duration.ofMinutes(1)),
                Thread::startVirtualThread);
        for (int i = 0; i < pieces; i++) {
            long missing = i * piece / BLOCK;
            Await.until(
                    "the reader waits at the next piece",
                    () -> calls.waiting().stream().anyMatch(waiting -> waiting.block() == missing));
            assertThat(reader).isNotDone();
            calls.stage(file, 1, i * piece, piece);
        }
        reader.join();
        calls.assertIsCopy(file, 1);
        assertThat(calls.waiting()).isEmpty();
    }

    @Test
    @DisplayName("ST-2 stage-multi-part: pieces arrive at the same time and in any order")
    void piecesAtTheSameTime() {
        var random = new Random(Seeds.next());
        Attributes file = calls.offline("file", 1, 64L * BLOCK + 100);
        List<CompletableFuture<?>> stages = new ArrayList<>();
        List<Integer> blocks = new ArrayList<>();
        for (int block = 0; block <= 64; block++) {
            blocks.add(block);
        }
        Collections.shuffle(blocks, random);
        for (int block : blocks) {
            long from = (long) block * BLOCK;
            CallContext context = shard.context();
            NewContent copy = ArchiveCalls.copy(1, from, Math.min(BLOCK, file.size() - from));
            stages.add(CompletableFuture.runAsync(
                    () -> shard.ownSlot(
                            context, own -> shard.archive().stage(own, ref(file), from, copy, file.dataVersion())),
                    Thread::startVirtualThread));
        }
        stages.forEach(CompletableFuture::join);
        calls.assertIsCopy(file, 1);
        assertThat(shard.stat("file").onlineBlocks()).isEqualTo(65);
        assertThat(shard.stat("file").offlineBlocks()).isZero();
    }

    @Test
    @DisplayName(
            "ST-3 stage-release-race-alloc: files that are staged and released beside each other keep their content")
    void stageAndReleaseRace() {
        var random = new Random(Seeds.next());
        List<Attributes> online = new ArrayList<>();
        List<Attributes> offline = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            Attributes file = calls.put("file" + i, i + 1, 256 * BLOCK);
            online.add(file);
        }
        for (int i = 0; i < 8; i++) {
            offline.add(online.removeLast());
            calls.releaseAll(offline.getLast());
        }
        for (int round = 0; round < 200; round++) {
            Collections.shuffle(online, random);
            Collections.shuffle(offline, random);
            List<Attributes> toRelease = List.copyOf(online.subList(0, 4));
            List<Attributes> toStage = List.copyOf(offline.subList(0, 4));
            List<CompletableFuture<?>> work = new ArrayList<>();
            toRelease.forEach(file -> work.add(beside(
                    context -> shard.archive().release(context, ref(file), 0, file.size(), file.dataVersion()))));
            toStage.forEach(file -> work.add(beside(context -> shard.archive()
                    .stage(context, ref(file), 0, ArchiveCalls.copy(mark(file), 0, file.size()), file.dataVersion()))));
            work.forEach(CompletableFuture::join);
            online.removeAll(toRelease);
            offline.removeAll(toStage);
            online.addAll(toStage);
            offline.addAll(toRelease);
            online.forEach(file -> calls.assertIsCopy(file, mark(file)));
        }
        offline.forEach(file -> assertThat(shard.map(file)).isEqualTo("[0,+256) off"));
    }

    private int mark(Attributes file) {
        for (int i = 0; i < 16; i++) {
            if (shard.stat("file" + i).inode().equals(file.inode())) {
                return i + 1;
            }
        }
        throw new AssertionError("there is no such file");
    }

    private CompletableFuture<Void> beside(java.util.function.Consumer<CallContext> call) {
        CallContext context = shard.context();
        return CompletableFuture.runAsync(() -> shard.ownSlot(context, call), Thread::startVirtualThread);
    }

    @Test
    @DisplayName("ST-4 archive-light-cycle: every file goes through the whole cycle beside all others")
    void lightCycle() {
        var random = new Random(Seeds.next());
        int workers = 4;
        long[] blocks = random.longs(workers, 256, 4096).toArray();
        for (int round = 0; round < 3; round++) {
            List<CompletableFuture<Attributes>> files = new ArrayList<>();
            for (int worker = 0; worker < workers; worker++) {
                int mark = round * workers + worker + 1;
                files.add(CompletableFuture.completedFuture(calls.put("file" + worker, mark, blocks[worker] * BLOCK)));
            }
            for (int worker = 0; worker < workers; worker++) {
                int mark = round * workers + worker + 1;
                Attributes file = files.get(worker).join();
                assertCounts("file" + worker, blocks[worker], 0);
                calls.assertIsCopy(file, mark);
            }
            files.stream()
                    .map(CompletableFuture::join)
                    .map(file -> beside(
                            context -> shard.archive().release(context, ref(file), 0, file.size(), file.dataVersion())))
                    .toList()
                    .forEach(CompletableFuture::join);
            for (int worker = 0; worker < workers; worker++) {
                int mark = round * workers + worker + 1;
                assertCounts("file" + worker, 0, blocks[worker]);
                Attributes file = files.get(worker).join();
                calls.stage(file, mark, 0, file.size());
                assertCounts("file" + worker, blocks[worker], 0);
                calls.assertIsCopy(file, mark);
                calls.releaseAll(file);
                assertCounts("file" + worker, 0, blocks[worker]);
                shard.remove("file" + worker);
            }
            shard.reap();
            assertThat(shard.liveBytes()).isZero();
        }
    }

    private void assertCounts(String name, long online, long offline) {
        Attributes file = shard.stat(name);
        assertThat(file.onlineBlocks()).isEqualTo(online);
        assertThat(file.offlineBlocks()).isEqualTo(offline);
    }

    @Test
    @DisplayName("X-3 release edge rules")
    void releaseEdges() {
        Attributes file = calls.put("file", 1, 3 * BLOCK);
        assertThat(release(file, 1, 0).offlineBlocks()).as("a: no bytes").isZero();
        assertRefused(ErrorCode.EINVAL, () -> release(file, 1, BLOCK));

        Attributes directory = shard.makeDirectory("directory", NewEntry.NameRule.POSIX);
        assertRefused(ErrorCode.EINVAL, () -> release(directory, 0, BLOCK));

        Attributes stale = shard.put("stale", BLOCK);
        Attributes changed = shard.put("stale", BLOCK);
        assertRefused(ErrorCode.ESTALE, () -> release(stale, 0, BLOCK));
        assertThat(shard.stat("stale")).as("g: nothing changed").isEqualTo(changed);

        assertRefused(
                ErrorCode.EACCES,
                () -> shard.archive()
                        .release(shard.context(TestShard.user(22222)), ref(file), 0, BLOCK, file.dataVersion()));
        assertThat(shard.map(file)).isEqualTo("[0,+3) on");
    }

    private Attributes release(Attributes file, long offset, long length) {
        return shard.archive().release(shard.context(), ref(file), offset, length, file.dataVersion());
    }

    @Test
    @DisplayName("X-4 release waits for a running read: who reads a long file keeps its bytes")
    void readersKeepWhatTheyRead() {
        long size = MetadataLimits.UNLOCKED_READ_BYTES_MAX + BLOCK;
        Attributes file = calls.put("file", 1, size);
        ContentId read = file.content();
        calls.releaseAll(file);
        assertThat(shard.map(file)).isEqualTo("[0,+16385) off");
        shard.reaper(content -> content.equals(read) ? Optional.empty() : Optional.of(() -> {}))
                .sweep();
        assertThat(shard.liveBytes()).as("a reader holds the lock").isEqualTo(size);
        shard.reap();
        assertThat(shard.liveBytes()).as("nobody reads any more").isZero();
        calls.stage(file, 1, 0, size);
        calls.assertIsCopy(file, 1);
    }

    @Test
    @DisplayName("X-5 stage checks order and scope")
    void stageScope() {
        Attributes retained = calls.offline("retained", 1, 2 * BLOCK);
        calls.set(retained, ArchiveCalls.retention(true));
        calls.stage(retained, 1, 0, 2 * BLOCK);
        calls.assertIsCopy(retained, 1);
        calls.releaseAll(retained);

        Attributes owned = calls.offline("owned", 1, BLOCK);
        shard.namespace()
                .setAttributes(
                        shard.context(),
                        ref(owned),
                        new AttributeChange(
                                Optional.empty(),
                                Optional.of(22222),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
        NewContent copy = ArchiveCalls.copy(1, 0, BLOCK);
        assertRefused(
                ErrorCode.EACCES,
                () -> shard.archive()
                        .stage(shard.context(TestShard.user(33333)), ref(owned), 0, copy, owned.dataVersion()));
        shard.archive().stage(shard.context(TestShard.user(22222)), ref(owned), 0, copy, owned.dataVersion());
        calls.assertIsCopy(owned, 1);

        assertRefused(
                ErrorCode.ESTALE,
                () -> shard.archive().stage(shard.context(), ref(retained), 0, copy, retained.dataVersion() + 1));
        assertRefused(ErrorCode.EINVAL, () -> calls.stage(retained, 1, BLOCK, 2 * BLOCK));
    }

    @Test
    @DisplayName("X-5 stage checks order and scope: a stage over what is online says so")
    void stageSkips() {
        Attributes file = calls.offline("file", 1, 4 * BLOCK);
        calls.stage(file, 1, BLOCK, BLOCK);
        StageResult result = calls.stage(file, 2, 0, 4 * BLOCK);
        assertThat(result.stagedBytes()).isEqualTo(3 * BLOCK);
        assertThat(result.skippedBytes()).isEqualTo(BLOCK);
        List<Integer> marks = calls.extents(file).stream()
                .map(extent -> ((Place.Stored) extent.place()).location().crc32c())
                .toList();
        assertThat(marks).containsExactly(2, 1, 2);
    }

    @Test
    void checksAreMadeInTheirOrder() {
        Attributes file = calls.offline("file", 1, 2 * BLOCK);
        Attributes directory = shard.makeDirectory("directory", NewEntry.NameRule.POSIX);
        Caller nobody = TestShard.user(22222);
        // A bad range before the type, the type before the permission, the size before the version.
        assertReason("range", () -> shard.archive().release(shard.context(nobody), ref(directory), 1, BLOCK, 9));
        assertReason("type", () -> shard.archive().release(shard.context(nobody), ref(directory), 0, BLOCK, 9));
        assertRefused(ErrorCode.EACCES, () -> shard.archive().release(shard.context(nobody), ref(file), 0, BLOCK, 9));
        assertReason("range", () -> shard.archive().checkStage(shard.context(nobody), ref(directory), 1, BLOCK, 9));
        assertReason(
                "range",
                () -> shard.archive()
                        .checkStage(shard.context(), ref(file), 0, 1L + MetadataLimits.STAGE_BYTES_MAX, 9));
        assertReason("type", () -> shard.archive().checkStage(shard.context(nobody), ref(directory), 0, BLOCK, 9));
        assertRefused(
                ErrorCode.EACCES, () -> shard.archive().checkStage(shard.context(nobody), ref(file), 0, 9 * BLOCK, 9));
        assertReason("size", () -> shard.archive().checkStage(shard.context(), ref(file), 0, 2 * BLOCK + 1, 9));
        assertReason("range", () -> shard.archive().checkStage(shard.context(), ref(file), 0, BLOCK + 1, 9));
        assertReason("data-version", () -> shard.archive().checkStage(shard.context(), ref(file), 0, BLOCK, 9));
    }

    private static void assertReason(String reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        org.assertj.core.api.Assertions.assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        dev.cairn.kernel.CairnException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    @Test
    void aStageOfVeryManyPiecesTakesSeveralTransactionsAndTellsItAll() {
        List<Extent> extents = new ArrayList<>();
        for (int i = 0; i < MetadataLimits.EXTENTS_PER_CALL_MAX; i++) {
            extents.add(shard.extent((long) i * BLOCK, BLOCK));
        }
        Attributes file = shard.put("file", new NewContent.Stored(extents));
        for (long block = 0; block < MetadataLimits.EXTENTS_PER_CALL_MAX; block += 2) {
            shard.release(file, block * BLOCK, BLOCK);
        }
        StageResult result = calls.stage(file, 1, 0, file.size());
        assertThat(result.stagedBytes()).isEqualTo(file.size() / 2);
        assertThat(result.skippedBytes()).isEqualTo(file.size() / 2);
        assertThat(shard.stat("file").offlineBlocks()).isZero();
        assertThat(shard.liveBytes()).isEqualTo(file.size());
    }

    @Test
    void aRepeatedReleaseDoesNotReleaseWhatWasStagedMeanwhile() {
        Attributes file = calls.put("file", 1, BLOCK);
        CallContext context = shard.context();
        Attributes first = shard.archive().release(context, ref(file), 0, BLOCK, file.dataVersion());
        shard.ownSlot(
                shard.context(),
                own -> shard.archive().stage(own, ref(file), 0, ArchiveCalls.copy(1, 0, BLOCK), file.dataVersion()));
        assertThat(shard.archive().release(context, ref(file), 0, BLOCK, file.dataVersion()))
                .isEqualTo(first);
        calls.assertIsCopy(file, 1);
    }
}
