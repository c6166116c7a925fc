package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.ExtentMap;
import dev.cairn.api.metadata.FileData.AllocateMode;
import dev.cairn.api.metadata.FileData.SeekTarget;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.api.metadata.Waiting;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Scenarios about writes, sizes, reservations, and what they wait for. */
class DataScenariosTest extends DataFixture {

    private final byte[] four = DataCalls.bytes(2, 4 * BLOCK);

    /** Which of the fields that table 6.2 names changed. */
    private static Map<String, Object> changes(Attributes before, Attributes after) {
        Map<String, Object> changes = new TreeMap<>();
        note(changes, "metaSeq", before.metaSeq() != after.metaSeq());
        note(changes, "dataSeq", before.dataSeq() != after.dataSeq());
        note(
                changes,
                "version+" + (after.dataVersion() - before.dataVersion()),
                before.dataVersion() != after.dataVersion());
        note(changes, "ctime", !before.ctime().equals(after.ctime()));
        note(changes, "mtime", !before.mtime().equals(after.mtime()));
        note(changes, "size", before.size() != after.size());
        note(
                changes,
                "counts",
                before.onlineBlocks() != after.onlineBlocks() || before.offlineBlocks() != after.offlineBlocks());
        assertThat(after.atime()).isEqualTo(before.atime());
        assertThat(after.crtime()).isEqualTo(before.crtime());
        return changes;
    }

    private static void note(Map<String, Object> changes, String field, boolean isChanged) {
        if (isChanged) {
            changes.put(field, true);
        }
    }

    private void assertChanges(Attributes file, Runnable call, String... fields) {
        Attributes before = calls.stat(file);
        shard.clock.advance(Duration.ofSeconds(1));
        call.run();
        assertThat(changes(before, calls.stat(file)).keySet()).containsExactlyInAnyOrder(fields);
    }

    @Test
    @DisplayName("X-1 version 0 and first write")
    void versionZero() {
        Attributes file = calls.create("f");
        assertThat(file.dataVersion()).isZero();
        calls.write(file, 0, new byte[BLOCK]);
        assertThat(calls.stat(file).dataVersion()).isEqualTo(1);
        calls.write(file, 0, new byte[BLOCK]);
        assertThat(calls.stat(file).dataVersion()).isEqualTo(2);
        assertChanges(file, () -> calls.truncate(file, BLOCK), "metaSeq", "dataSeq", "ctime", "mtime");
    }

    @Test
    @DisplayName("X-2 field effects table, rows of data")
    void fieldEffects() {
        Attributes file = file("f", four);
        assertChanges(
                file, () -> calls.write(file, 0, new byte[1]), "metaSeq", "dataSeq", "version+1", "ctime", "mtime");
        assertChanges(file, () -> calls.write(file, 9, new byte[0]));
        assertChanges(
                file,
                () -> calls.append(file, new byte[BLOCK]),
                "metaSeq",
                "dataSeq",
                "version+1",
                "ctime",
                "mtime",
                "size",
                "counts");
        assertChanges(
                file,
                () -> calls.truncate(file, 2 * BLOCK),
                "metaSeq",
                "dataSeq",
                "version+1",
                "ctime",
                "mtime",
                "size",
                "counts");
        assertChanges(
                file,
                () -> calls.truncate(file, 3 * BLOCK),
                "metaSeq",
                "dataSeq",
                "version+1",
                "ctime",
                "mtime",
                "size");
        assertChanges(file, () -> calls.allocate(file, 0, 3 * BLOCK, AllocateMode.EXTEND), "metaSeq");
        assertChanges(file, () -> calls.allocate(file, 0, 9 * BLOCK, AllocateMode.KEEP_SIZE), "metaSeq");
        assertChanges(
                file, () -> calls.allocate(file, 0, 9 * BLOCK, AllocateMode.EXTEND), "metaSeq", "version+1", "size");
        assertChanges(file, () -> calls.release(file), "metaSeq", "counts");
        assertChanges(file, () -> calls.stage(file, 0, new byte[2 * BLOCK]), "metaSeq", "counts");
        long version = calls.stat(file).dataVersion();
        assertChanges(file, () -> calls.punch(file, 4 * BLOCK, BLOCK, version), "metaSeq", "counts");
    }

    @Test
    @DisplayName("X-6 reads do not return a prefix")
    void noPrefix() {
        Attributes file = file("f", four);
        calls.release(file, 3 * BLOCK, BLOCK);
        assertThat(waiting(
                        file,
                        WaitOp.READ,
                        () -> await(file, 0, 4 * BLOCK, WaitOp.READ),
                        () -> calls.stage(file, 0, four)))
                .isEqualTo(3);
        calls.release(file, 3 * BLOCK, BLOCK);
        await(file, 0, 3 * BLOCK, WaitOp.READ);
        assertThat(calls.read(file, 0, 3 * BLOCK)).hasValue(Arrays.copyOf(four, 3 * BLOCK));
        assertThat(calls.read(file, 0, 4 * BLOCK)).isEmpty();
    }

    private void await(Attributes file, long from, long length, WaitOp op) {
        shard.archive().awaitOnline(shard.context(), DataCalls.ref(file), from, length, op, Duration.ofMinutes(1));
    }

    /** Runs a call until it waits, then what ends the wait; answers the block it waited at. */
    private long waiting(Attributes file, WaitOp op, Runnable call, Runnable end) {
        CompletableFuture<Void> running = CompletableFuture.runAsync(call);
        Await.until("somebody waits", () -> !list().isEmpty());
        Waiting waiting = list().getFirst();
        assertThat(waiting.inode()).isEqualTo(file.inode());
        assertThat(waiting.ops()).isEqualTo(op.bit());
        end.run();
        running.join();
        assertThat(list()).isEmpty();
        return waiting.block();
    }

    private List<Waiting> list() {
        return shard.archive().waiting(shard.context(), Waiting.Cursor.START, 10, Duration.ZERO);
    }

    /** As a client of the service does: waits for the whole file, then asks again. */
    private void writeWaiting(Attributes file, long offset, byte[] bytes) {
        assertRefused(ErrorCode.OFFLINE, "offline", () -> calls.write(file, offset, bytes));
        await(file, 0, Long.MAX_VALUE, WaitOp.WRITE);
        calls.write(file, offset, bytes);
    }

    @Test
    @DisplayName("X-7 writes need the whole file")
    void writesNeedTheWholeFile() {
        Attributes file = file("f", four);
        calls.release(file, 3 * BLOCK, BLOCK);
        long block = waiting(
                file,
                WaitOp.WRITE,
                () -> writeWaiting(file, 0, new byte[] {7}),
                () -> calls.stage(file, 3 * BLOCK, Arrays.copyOfRange(four, 3 * BLOCK, 4 * BLOCK)));
        assertThat(block).isEqualTo(3);
        byte[] expected = four.clone();
        expected[0] = 7;
        assertThat(calls.read(file)).isEqualTo(expected);
    }

    @Test
    @DisplayName("X-8 size change ranges")
    void sizeChangeRanges() {
        Attributes file = file("f", four);
        calls.release(file);
        assertRefused(ErrorCode.OFFLINE, () -> calls.truncate(file, 8192));
        assertThat(waiting(
                        file,
                        WaitOp.CHANGE_SIZE,
                        () -> await(file, 0, 8192, WaitOp.CHANGE_SIZE),
                        () -> calls.stage(file, 0, Arrays.copyOf(four, 8192))))
                .isZero();
        assertRefused(ErrorCode.OFFLINE, () -> calls.truncate(file, 65536));
        assertThat(calls.truncate(file, 8192).offlineBlocks()).isZero();
        calls.release(file);
        assertThat(calls.truncate(file, 8192).dataVersion()).isEqualTo(2);
        assertThat(calls.truncate(file, 0).dataVersion()).isEqualTo(3);
        assertThat(calls.map(file)).isEmpty();
    }

    @Test
    @DisplayName("X-11 punch wakes readers")
    void punchWakesReaders() {
        Attributes file = file("f", four);
        calls.release(file, BLOCK, BLOCK);
        assertThat(waiting(
                        file,
                        WaitOp.READ,
                        () -> await(file, 0, 4 * BLOCK, WaitOp.READ),
                        () -> calls.punch(file, BLOCK, BLOCK, 1)))
                .isEqualTo(1);
        byte[] expected = four.clone();
        Arrays.fill(expected, BLOCK, 2 * BLOCK, (byte) 0);
        assertThat(calls.read(file)).isEqualTo(expected);
    }

    @Test
    @DisplayName("X-12 punch partial failure")
    void aPunchThatFailsChangesNothing() {
        Attributes file = file("f", Arrays.copyOf(four, 3 * BLOCK));
        calls.release(file, 0, BLOCK);
        calls.release(file, 2 * BLOCK, BLOCK);
        Attributes before = calls.stat(file);
        assertRefused(ErrorCode.EINVAL, "state", () -> calls.punch(file, 0, 3 * BLOCK, 1));
        assertThat(calls.stat(file)).isEqualTo(before);
        assertThat(calls.map(file)).isEqualTo("[0,+1) off [1,+1) on [2,+1) off");
    }

    @Test
    @DisplayName("X-34 extent map")
    void extentMap() {
        Attributes file = file("f", four);
        calls.release(file, BLOCK, BLOCK);
        calls.punch(file, BLOCK, BLOCK, 1);
        calls.release(file, 3 * BLOCK, BLOCK);
        calls.allocate(file, 6 * BLOCK, 2 * BLOCK, AllocateMode.KEEP_SIZE);
        assertThat(calls.map(file)).isEqualTo("[0,+1) on [2,+1) on [3,+1) off [6,+2) unw");
        ExtentMap middle = calls.api().map(shard.context(), DataCalls.ref(file), 7 * BLOCK + 5, 1, 10);
        assertThat(middle.runs())
                .containsExactly(new ExtentMap.Run(6 * BLOCK, 2 * BLOCK, ExtentMap.State.UNWRITTEN, true));
        ExtentMap page = calls.api().map(shard.context(), DataCalls.ref(file), 0, Long.MAX_VALUE, 2);
        assertThat(page.runs()).extracting(ExtentMap.Run::isLast).containsExactly(false, false);
        assertThat(page.next()).hasValue(3 * BLOCK);
        assertRefused(ErrorCode.EINVAL, () -> calls.api().map(shard.context(), DataCalls.ref(file), 0, 0, 10));
        assertThat(seek(file, 0, SeekTarget.HOLE)).isEqualTo(BLOCK);
        assertThat(seek(file, BLOCK + 1, SeekTarget.DATA)).isEqualTo(2 * BLOCK);
        assertThat(seek(file, 3 * BLOCK + 9, SeekTarget.DATA)).isEqualTo(3 * BLOCK + 9);
        assertThat(seek(file, 2 * BLOCK, SeekTarget.HOLE)).isEqualTo(4 * BLOCK);
        assertRefused(ErrorCode.ENXIO, () -> seek(file, 4 * BLOCK, SeekTarget.DATA));
        calls.truncate(calls.create("holes"), 4 * BLOCK);
        assertRefused(ErrorCode.ENXIO, () -> seek(shard.stat("holes"), 0, SeekTarget.DATA));
        assertThat(seek(shard.stat("holes"), 5, SeekTarget.HOLE)).isEqualTo(5);
    }

    private long seek(Attributes file, long offset, SeekTarget target) {
        return calls.api().seek(shard.context(), DataCalls.ref(file), offset, target);
    }

    @Test
    @DisplayName("AD-5 mmap, the parts that remain")
    void smallReadsAndWritesOfReleasedFiles() {
        byte[] two = Arrays.copyOf(four, 2 * BLOCK);
        Attributes file = file("f", two);
        calls.release(file);
        waiting(file, WaitOp.READ, () -> await(file, 512, 16, WaitOp.READ), () -> calls.stage(file, 0, two));
        assertThat(calls.read(file, 512, 528)).hasValue(Arrays.copyOfRange(two, 512, 528));
        calls.release(file);
        byte[] patch = new byte[16];
        waiting(file, WaitOp.WRITE, () -> writeWaiting(file, 528, patch), () -> calls.stage(file, 0, two));
        System.arraycopy(patch, 0, two, 528, 16);
        assertThat(calls.read(file)).isEqualTo(two);
    }

    @Test
    @DisplayName("AD-5 mmap, what one writes the other reads")
    void whatIsWrittenIsReadAtOnce() {
        for (int size : new int[] {256, 8192, 88400}) {
            Attributes file = calls.create("f" + size);
            for (int round = 0; round < 100; round++) {
                byte[] bytes = DataCalls.bytes(round, size);
                calls.write(file, 0, bytes);
                assertThat(calls.read(file)).isEqualTo(bytes);
            }
            assertThat(calls.stat(file).dataVersion()).isEqualTo(100);
        }
    }
}
