package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Extent;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.NewEntry;
import dev.cairn.api.metadata.Place;
import dev.cairn.api.metadata.StageResult;
import dev.cairn.kernel.Bytes;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Release and stage change where data is and nothing else. */
class ReleaseAndStageTest {

    private final TestShard shard = new TestShard();

    @AfterEach
    void close() {
        shard.read(tree -> {
            ShardChecker.check(tree);
            return true;
        });
        shard.close();
    }

    private Attributes newFile(long size) {
        return shard.put("file", size);
    }

    private StageResult stage(Attributes file, long offset, long length) {
        return shard.archive().stage(shard.context(), ref(file), offset, shard.stored(length), file.dataVersion());
    }

    private static FileRef ref(Attributes file) {
        return FileRef.inode(file.inode());
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CairnException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    @Test
    void theOrderOfReleasesDoesNotShow() {
        for (int a = 0; a < 5; a++) {
            for (int b = 0; b < 5; b++) {
                for (int c = 0; c < 5; c++) {
                    Attributes file = newFile(5 * BLOCK);
                    for (int block : List.of(a, b, c)) {
                        shard.release(file, (long) block * BLOCK, BLOCK);
                    }
                    assertThat(shard.map(file)).as("%s %s %s", a, b, c).isEqualTo(runs(a, b, c));
                }
            }
        }
    }

    private static String runs(int... released) {
        var map = new StringBuilder();
        int start = 0;
        for (int block = 1; block <= 5; block++) {
            if (block == 5 || isIn(released, block) != isIn(released, start)) {
                map.append("[%d,+%d) %s ".formatted(start, block - start, isIn(released, start) ? "off" : "on"));
                start = block;
            }
        }
        return map.toString().strip();
    }

    private static boolean isIn(int[] blocks, int wanted) {
        for (int block : blocks) {
            if (block == wanted) {
                return true;
            }
        }
        return false;
    }

    @Test
    void nothingButThePlaceOfTheDataChanges() {
        Attributes before = newFile(3 * BLOCK + 100);
        shard.clock.advance(Duration.ofSeconds(5));
        Attributes released = shard.release(before, 0, 8 * BLOCK);
        assertThat(shard.map(before)).isEqualTo("[0,+4) off");
        assertThat(released.offlineBlocks()).isEqualTo(4);
        shard.clock.advance(Duration.ofSeconds(5));
        stage(before, 0, before.size());
        Attributes after = shard.stat("file");
        assertThat(after).usingRecursiveComparison().ignoringFields("metaSeq").isEqualTo(before);
        assertThat(after.metaSeq()).isGreaterThan(released.metaSeq());
        assertThat(released.metaSeq()).isGreaterThan(before.metaSeq());
    }

    @Test
    void aRepeatedReleaseOrStageChangesNothing() {
        Attributes file = newFile(2 * BLOCK);
        Attributes once = shard.release(file, 0, 2 * BLOCK);
        assertThat(shard.release(file, 0, 16 * BLOCK)).isEqualTo(once);
        assertThat(stage(file, 0, file.size()).stagedBytes()).isEqualTo(file.size());
        Attributes staged = shard.stat("file");
        assertThat(stage(file, 0, file.size()).skippedBytes()).isEqualTo(file.size());
        assertThat(shard.stat("file")).isEqualTo(staged);
        assertThat(shard.liveBytes()).isEqualTo(file.size());
    }

    @Test
    void aStageTouchesOnlyWhatIsOffline() {
        Attributes file = newFile(6 * BLOCK);
        List<Extent> kept = extents(file);
        shard.release(file, BLOCK, BLOCK);
        shard.release(file, 3 * BLOCK, BLOCK);
        StageResult result = stage(file, 0, 6 * BLOCK);
        assertThat(result.stagedBytes()).isEqualTo(2 * BLOCK);
        assertThat(result.skippedBytes()).isEqualTo(4 * BLOCK);
        Place.Stored first = (Place.Stored) kept.getFirst().place();
        for (Extent extent : extents(file)) {
            boolean isNew = extent.offset() == BLOCK || extent.offset() == 3 * BLOCK;
            Place.Stored place = (Place.Stored) extent.place();
            assertThat(place.location().chunk() == first.location().chunk())
                    .as("block %s is the old one", extent.offset() / BLOCK)
                    .isEqualTo(!isNew);
        }
        assertThat(shard.liveBytes()).isEqualTo(6 * BLOCK);
    }

    private List<Extent> extents(Attributes file) {
        return shard.contents()
                .plan(shard.context(), ref(file), 0, Long.MAX_VALUE, Set.of())
                .extents();
    }

    @Test
    void aFileComesBackPieceByPiece() {
        Attributes file = newFile(10 * BLOCK + 7);
        shard.release(file, 0, 11 * BLOCK);
        stage(file, 4 * BLOCK, 2 * BLOCK);
        assertThat(shard.map(file)).isEqualTo("[0,+4) off [4,+2) on [6,+5) off");
        stage(file, 10 * BLOCK, 7);
        stage(file, 0, 4 * BLOCK);
        assertThat(shard.map(file)).isEqualTo("[0,+6) on [6,+4) off [10,+1) on");
        stage(file, 6 * BLOCK, 4 * BLOCK);
        assertThat(shard.stat("file").offlineBlocks()).isZero();
        assertThat(shard.liveBytes()).isEqualTo(file.size());
    }

    @Test
    void fewBytesInTheMetadataAreReleasedAndStagedToo() {
        var bytes = new NewContent.Inline(Bytes.utf8("hello"));
        Attributes file = shard.put("file", bytes);
        shard.release(file, 0, BLOCK);
        assertThat(shard.map(file)).isEqualTo("[0,+1) off");
        shard.archive().stage(shard.context(), ref(file), 0, bytes, file.dataVersion());
        assertThat(extents(file)).containsExactly(new Extent(0, 5, new Place.Inline(bytes.bytes())));
    }

    @Test
    void aFileOfVeryManyExtentsIsReleasedWhole() {
        List<Extent> extents = new ArrayList<>();
        for (int i = 0; i < MetadataLimits.EXTENTS_PER_CALL_MAX; i++) {
            // Not at block borders, so that the steps of the release have to find some.
            extents.add(shard.extent(1000L * i, 1000));
        }
        Attributes file = shard.put("file", new NewContent.Stored(extents));
        Attributes released = shard.release(file, 0, MetadataLimits.blocks(file.size()) * BLOCK);
        assertThat(released.onlineBlocks()).isZero();
        assertThat(extents(file)).containsExactly(new Extent(0, file.size(), new Place.Offline()));
        assertThat(shard.liveBytes()).isZero();
    }

    @Test
    void aWrongDataVersionIsStale() {
        Attributes file = newFile(BLOCK);
        shard.release(file, 0, BLOCK);
        for (long version : new long[] {0, 2, 9999, -1}) {
            assertRefused(
                    ErrorCode.ESTALE, () -> shard.archive().release(shard.context(), ref(file), 0, BLOCK, version));
            assertRefused(
                    ErrorCode.ESTALE,
                    () -> shard.archive().stage(shard.context(), ref(file), 0, shard.stored(BLOCK), version));
            assertRefused(
                    ErrorCode.ESTALE, () -> shard.archive().checkStage(shard.context(), ref(file), 0, BLOCK, version));
        }
        newFile(BLOCK);
        assertRefused(ErrorCode.ESTALE, () -> stage(file, 0, BLOCK));
        assertThat(shard.map(file)).isEqualTo("[0,+1) on");
    }

    @Test
    void aMisalignedOrWrappingReleaseIsRefused() {
        Attributes file = newFile(4 * BLOCK);
        for (long[] range : new long[][] {
            {1, BLOCK},
            {0, 1},
            {BLOCK - 1, BLOCK},
            {BLOCK, BLOCK + 1},
            {-BLOCK, 2 * BLOCK}
        }) {
            assertRefused(ErrorCode.EINVAL, () -> shard.release(file, range[0], range[1]));
        }
        assertThat(shard.release(file, 100 * BLOCK, BLOCK).offlineBlocks()).isZero();
        assertThat(shard.release(file, BLOCK, 0).offlineBlocks()).isZero();
        assertThat(shard.release(file, -BLOCK, BLOCK).offlineBlocks()).isZero();
        assertThat(shard.release(file, Long.MAX_VALUE - BLOCK + 1, BLOCK).offlineBlocks())
                .isZero();
        assertThat(shard.map(file)).isEqualTo("[0,+4) on");
    }

    @Test
    void aStageThatWouldExtendOrSplitABlockIsRefused() {
        Attributes file = newFile(2 * BLOCK - 100);
        shard.release(file, 0, 2 * BLOCK);
        for (long[] range : new long[][] {
            {1, BLOCK - 1}, {0, 1024}, {0, 2 * BLOCK}, {2 * BLOCK, BLOCK}, {-BLOCK, 2 * BLOCK}, {BLOCK, BLOCK - 101}
        }) {
            assertRefused(
                    ErrorCode.EINVAL,
                    () -> shard.archive()
                            .checkStage(shard.context(), ref(file), range[0], range[1], file.dataVersion()));
        }
        assertThat(stage(file, BLOCK, 0).stagedBytes()).isZero();
        assertThat(shard.map(file)).isEqualTo("[0,+2) off");
        Attributes empty = shard.put("empty", 0);
        assertRefused(ErrorCode.EINVAL, () -> stage(empty, 0, BLOCK));
    }

    @Test
    void onlyRegularFilesAreReleased() {
        Attributes directory = shard.makeDirectory("directory", NewEntry.NameRule.POSIX);
        assertRefused(ErrorCode.EINVAL, () -> shard.release(directory, 0, BLOCK));
        assertRefused(ErrorCode.EINVAL, () -> stage(directory, 0, BLOCK));
    }

    @Test
    void nothingNewIsPutIntoARetiredSegment() {
        Attributes file = newFile(BLOCK);
        assertThat(shard.segments().retire(TestShard.SEGMENT)).isFalse();
        shard.release(file, 0, BLOCK);
        assertThat(shard.segments().retire(TestShard.SEGMENT)).isTrue();
        assertRefused(ErrorCode.ESTALE, () -> stage(file, 0, BLOCK));
        assertRefused(ErrorCode.ESTALE, () -> shard.put("other", BLOCK));
        assertThat(shard.map(file)).isEqualTo("[0,+1) off");
        shard.segments().forget(TestShard.SEGMENT);
        stage(file, 0, BLOCK);
        assertThat(shard.map(file)).isEqualTo("[0,+1) on");
    }
}
