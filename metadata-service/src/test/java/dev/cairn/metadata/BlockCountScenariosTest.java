package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileData.AllocateMode;
import dev.cairn.api.metadata.FileType;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.archive.ContentLocks;
import dev.cairn.testkit.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Scenarios about block counts and extents. */
class BlockCountScenariosTest extends DataFixture {

    private void assertBlocks(Attributes file, long online, long offline) {
        Attributes now = calls.stat(file);
        assertThat(List.of(now.onlineBlocks(), now.offlineBlocks())).containsExactly(online, offline);
    }

    @Test
    @DisplayName("BC-1 basic-block-counts")
    void basicBlockCounts() {
        Attributes f = calls.create("f");
        byte[] two = DataCalls.bytes(1, 2 * BLOCK);
        calls.write(f, 0, Arrays.copyOf(two, BLOCK));
        assertBlocks(f, 1, 0);
        calls.write(f, 0, Arrays.copyOf(two, BLOCK));
        assertBlocks(f, 1, 0);
        calls.append(f, Arrays.copyOfRange(two, BLOCK, 2 * BLOCK));
        assertBlocks(f, 2, 0);
        calls.release(f, 0, 8192);
        assertBlocks(f, 0, 2);
        calls.release(f, 0, 8192);
        assertBlocks(f, 0, 2);
        calls.release(f, 0, 65536);
        assertBlocks(f, 0, 2);
        calls.stage(f, 0, two);
        assertBlocks(f, 2, 0);
        calls.stage(f, 0, two);
        assertBlocks(f, 2, 0);
        assertThat(calls.read(f)).isEqualTo(two);
        calls.truncate(f, 0);
        calls.write(f, 0, new byte[1 << 20]);
        assertBlocks(f, 256, 0);
        calls.truncate(f, 512 << 10);
        assertBlocks(f, 128, 0);
        Attributes sparse = calls.create("sparse");
        calls.write(sparse, 1024L * BLOCK, new byte[BLOCK]);
        assertBlocks(sparse, 1, 0);
        assertBlocks(calls.create("empty"), 0, 0);
        assertBlocks(shard.makeDirectory("directory"), 0, 0);
    }

    @Test
    @DisplayName("BC-2 basic-truncate")
    void basicTruncate() {
        byte[] pattern = new byte[8192];
        for (int i = 0; i < pattern.length; i++) {
            pattern[i] = (byte) (i % 2 == 0 ? 0x79 : 0x0a);
        }
        Attributes f = file("f", pattern);
        calls.truncate(f, 6144);
        calls.truncate(f, 12288);
        shard.restart();
        assertThat(calls.read(f)).isEqualTo(Arrays.copyOf(Arrays.copyOf(pattern, 6144), 12288));
    }

    @Test
    @DisplayName("BC-3 simple-release-extents")
    void simpleReleaseExtents() {
        Attributes first = reservedAndWritten("1", 65536);
        calls.release(first, 0, 65536);
        assertThat(calls.map(first)).isEqualTo("[0,+16) off");
        Attributes second = reservedAndWritten("2", 6144);
        calls.release(second, BLOCK, BLOCK);
        assertThat(calls.map(second)).isEqualTo("[0,+1) on [1,+1) off");
        Attributes third = reservedAndWritten("3", 8192);
        calls.release(third, 0, 400 << 10);
        calls.release(third, 0, 400 << 10);
        calls.release(third, 0, 0);
        calls.release(third, 400 << 10, BLOCK);
        calls.release(third, LAST_BLOCK, BLOCK);
        assertRefused(ErrorCode.EINVAL, () -> calls.release(third, LAST_BLOCK, 2 * BLOCK));
        assertThat(calls.map(third)).isEqualTo("[0,+2) off");
        Attributes device = special(FileType.CHARACTER_DEVICE);
        assertRefused(ErrorCode.ENOTTY, () -> shard.release(device, 0, BLOCK));
        Attributes stale = calls.create("4");
        assertRefused(
                ErrorCode.ESTALE,
                () -> shard.release(stale(reservedAndWritten("5", BLOCK), stale.dataVersion()), 0, BLOCK));
        for (int order = 0; order < 125; order++) {
            releaseInOrder(order / 25, order / 5 % 5, order % 5);
        }
    }

    /** With another data_version. */
    private static Attributes stale(Attributes file, long dataVersion) {
        return new Attributes(
                file.inode(),
                file.type(),
                file.mode(),
                file.linkCount(),
                file.uid(),
                file.gid(),
                file.size(),
                file.atime(),
                file.mtime(),
                file.ctime(),
                file.crtime(),
                file.metaSeq(),
                file.dataSeq(),
                dataVersion,
                file.onlineBlocks(),
                file.offlineBlocks(),
                file.content(),
                file.contentTag(),
                file.restore(),
                file.origin(),
                file.project(),
                file.isRetained(),
                file.deviceNumber());
    }

    private Attributes reservedAndWritten(String path, int size) {
        Attributes file = calls.create(path);
        calls.allocate(file, 0, size, AllocateMode.EXTEND);
        calls.write(file, 0, DataCalls.bytes(size, size));
        return file;
    }

    private void releaseInOrder(int... blocks) {
        Attributes file = file("merging", DataCalls.bytes(3, 5 * BLOCK));
        var expected = new StringBuilder();
        for (int block : blocks) {
            calls.release(file, (long) block * BLOCK, BLOCK);
        }
        int start = 0;
        for (int block = 1; block <= 5; block++) {
            if (block == 5 || isIn(blocks, block) != isIn(blocks, start)) {
                expected.append("[%d,+%d) %s ".formatted(start, block - start, isIn(blocks, start) ? "off" : "on"));
                start = block;
            }
        }
        assertThat(calls.map(file)).isEqualTo(expected.toString().strip());
    }

    private static boolean isIn(int[] blocks, int wanted) {
        return Arrays.stream(blocks).anyMatch(block -> block == wanted);
    }

    /** A file of so many offline blocks, at data_version 1. */
    private Attributes offline(String path, long blocks) {
        Attributes file = calls.create(path);
        calls.allocate(file, 0, blocks * BLOCK, AllocateMode.EXTEND);
        calls.release(file);
        assertThat(calls.map(file)).isEqualTo("[0,+" + blocks + ") off");
        assertThat(calls.stat(file).dataVersion()).isEqualTo(1);
        return file;
    }

    private void punch(Attributes file, long block, long count) {
        calls.punch(file, block * BLOCK, count * BLOCK, 1);
    }

    @Test
    @DisplayName("BC-4 punch-offline")
    void punchOffline() {
        Attributes directory = shard.makeDirectory("directory");
        assertRefused(ErrorCode.EISDIR, () -> calls.punch(directory, 0, BLOCK, 0));
        Attributes empty = calls.create("empty");
        assertThat(calls.punch(empty, 0, BLOCK, 0)).isEqualTo(empty);
        Attributes written = calls.create("written");
        calls.write(written, 0, new byte[BLOCK]);
        punch(written, 1, 1);
        assertRefused(ErrorCode.EINVAL, () -> punch(written, 0, 1));
        assertThat(calls.map(written)).isEqualTo("[0,+1) on");
        Attributes reserved = calls.create("reserved");
        calls.allocate(reserved, 0, 3 * BLOCK, AllocateMode.EXTEND);
        assertRefused(ErrorCode.EINVAL, () -> punch(reserved, 1, 1));
        assertThat(calls.map(reserved)).isEqualTo("[0,+3) unw");
        Attributes three = offline("three", 3);
        punch(three, 1, 1);
        assertThat(calls.map(three)).isEqualTo("[0,+1) off [2,+1) off");
        for (long[] range :
                new long[][] {{4095, 4096}, {1, 4096}, {4096, 409700}, {4096, 4097}, {4096, 4095}, {4096, 1}}) {
            assertRefused(ErrorCode.EOVERFLOW, () -> calls.punch(three, range[0], range[1], 1));
        }
        calls.punch(three, 4096, 0, 1);
        for (long version : new long[] {0, 2, 9999}) {
            assertRefused(ErrorCode.ESTALE, () -> calls.punch(three, 0, BLOCK, version));
        }
        assertThat(calls.map(three)).isEqualTo("[0,+1) off [2,+1) off");
    }

    @Test
    @DisplayName("BC-4 punch-offline, ranges over holes")
    void punchOverHoles() {
        for (long[] range : new long[][] {{2, 3}, {1, 5}}) {
            Attributes seven = offline("seven" + range[0], 7);
            for (long block : new long[] {1, 3, 5}) {
                punch(seven, block, 1);
            }
            assertThat(calls.map(seven)).isEqualTo("[0,+1) off [2,+1) off [4,+1) off [6,+1) off");
            punch(seven, range[0], range[1]);
            assertThat(calls.map(seven)).isEqualTo("[0,+1) off [6,+1) off");
        }
        Attributes large = offline("large", 1572864);
        punch(large, 134123, 68343);
        punch(large, 467273, 68343);
        punch(large, 734623, 68343);
        assertThat(calls.map(large))
                .isEqualTo("[0,+134123) off [202466,+264807) off [535616,+199007) off [802966,+769898) off");
    }

    @Test
    @DisplayName("BC-4 punch-offline, 1024 blocks bit by bit")
    void punchBitByBit() {
        Attributes file = offline("f", 1024);
        punchEvery(file, 1, 2);
        assertThat(calls.runs(file)).isEqualTo(512);
        punch(file, 32, 13);
        assertThat(calls.runs(file)).isEqualTo(505);
        punchEvery(file, 6, 8);
        assertThat(calls.runs(file)).isEqualTo(378);
        punchEvery(file, 4, 8);
        assertThat(calls.runs(file)).isEqualTo(252);
        punch(file, 127, 48);
        assertThat(calls.runs(file)).isEqualTo(240);
        punchEvery(file, 2, 8);
        assertThat(calls.runs(file)).isEqualTo(120);
        var expected = new StringBuilder();
        for (int block = 0; block < 1024; block += 8) {
            if (block != 32 && block != 40 && (block < 128 || block > 168)) {
                expected.append("[%d,+1) off ".formatted(block));
            }
        }
        assertThat(calls.map(file)).isEqualTo(expected.toString().strip());
        punchEvery(file, 0, 8);
        assertThat(calls.runs(file)).isZero();
    }

    private void punchEvery(Attributes file, int first, int step) {
        for (int block = first; block < 1024; block += step) {
            punch(file, block, 1);
        }
    }

    @Test
    @DisplayName("BC-5 data-prealloc: nothing is reserved by writing (D-18), so only content and counts matter")
    void anyOrderOfBlocks() {
        var random = new Random(Seeds.next());
        for (String order : List.of("forward", "backward", "random")) {
            byte[] bytes = DataCalls.bytes(7, 64 * BLOCK);
            Attributes file = calls.create(order);
            for (int block : blocks(order, random)) {
                calls.write(file, (long) block * BLOCK, block(bytes, block));
            }
            assertThat(calls.read(file)).isEqualTo(bytes);
            assertThat(calls.map(file)).isEqualTo("[0,+64) on");
            assertBlocks(file, 64, 0);
            calls.release(file);
            for (int block : blocks(order, random)) {
                calls.stage(file, (long) block * BLOCK, block(bytes, block));
            }
            assertThat(calls.read(file)).isEqualTo(bytes);
            assertThat(calls.map(file)).isEqualTo("[0,+64) on");
            assertBlocks(file, 64, 0);
        }
    }

    private static List<Integer> blocks(String order, Random random) {
        List<Integer> blocks = new ArrayList<>();
        for (int block = 0; block < 64; block++) {
            blocks.add(order.equals("backward") ? 63 - block : block);
        }
        if (order.equals("random")) {
            Collections.shuffle(blocks, random);
        }
        return blocks;
    }

    private static byte[] block(byte[] bytes, int block) {
        return Arrays.copyOfRange(bytes, block * BLOCK, (block + 1) * BLOCK);
    }

    @Test
    @DisplayName("BC-6 fallocate")
    void readsAndReservationsDoNotBlockEachOther() {
        Attributes file = calls.create("f");
        calls.allocate(file, 0, 128 << 20, AllocateMode.EXTEND);
        Attributes before = calls.stat(file);
        assertThat(calls.map(file)).isEqualTo("[0,+32768) unw");
        CompletableFuture<Void> reading = CompletableFuture.runAsync(() -> {
            for (int round = 0; round < 200; round++) {
                assertThat(shard.contents()
                                .plan(shard.context(), DataCalls.ref(file), 0, Long.MAX_VALUE, Set.of())
                                .covered())
                        .isEqualTo(128 << 20);
            }
        });
        for (int round = 0; round < 200; round++) {
            calls.allocate(file, 0, BLOCK, AllocateMode.KEEP_SIZE);
        }
        reading.join();
        assertThat(calls.read(file, 64 << 20, (64 << 20) + 100)).hasValue(new byte[100]);
        assertThat(calls.stat(file).dataVersion()).isEqualTo(before.dataVersion());
    }

    @Test
    @DisplayName("BC-7 large-fragmented-free")
    void manyExtentsAreFreedInSteps() {
        Attributes source = file("source", DataCalls.bytes(5, 6000 * BLOCK));
        Attributes target = calls.create("target");
        for (int block = 0; block < 6000; block += 2) {
            calls.move(source, (long) block * BLOCK, BLOCK, target, (long) block * BLOCK);
        }
        assertThat(calls.stat(target).onlineBlocks()).isEqualTo(3000);
        check();
        shard.remove("target");
        shard.reaper(locks()).sweep();
        check();
        assertThat(shard.liveBytes()).isEqualTo(3000L * BLOCK);
        shard.remove("source");
        shard.reaper(locks()).sweep();
        assertThat(shard.liveBytes()).isZero();
    }

    private static ContentLocks locks() {
        return content -> Optional.of(() -> {});
    }

    @Test
    @DisplayName("BC-8 cross-mount-data-free")
    void reservedRoomComesBack() {
        Attributes file = calls.create("f");
        for (int round = 0; round < 20; round++) {
            calls.allocate(file, 0, 1L << 40, AllocateMode.EXTEND);
            calls.truncate(file, 0);
            assertThat(calls.map(file)).isEmpty();
        }
        assertBlocks(file, 0, 0);
    }
}
