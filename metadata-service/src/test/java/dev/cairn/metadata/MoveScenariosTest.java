package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileData.AllocateMode;
import dev.cairn.api.metadata.FileData.MoveMode;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.MoveRequest;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.testkit.Await;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Scenarios about blocks that go from one file to another. */
class MoveScenariosTest extends DataFixture {

    private static final int SIZE = 8 * BLOCK + 123;

    private final byte[] bytes = DataCalls.bytes(9, SIZE);

    private Attributes source() {
        return file("S", bytes);
    }

    private Attributes empty() {
        return file("T", new byte[0]);
    }

    @Test
    @DisplayName("ST-7 move-blocks, refusals")
    void refusals() {
        Attributes s = source();
        Attributes t = empty();
        assertRefused(ErrorCode.EOVERFLOW, () -> calls.move(s, LAST_BLOCK, 8192, t, 0));
        assertRefused(ErrorCode.EOVERFLOW, () -> calls.move(s, 0, LAST_BLOCK, t, 8192));
        shard.namespace().link(shard.context(), DataCalls.ref(s), TestShard.path("S2"));
        assertRefused(ErrorCode.EINVAL, () -> calls.move(s, 0, BLOCK, shard.stat("S2"), 0));
        assertRefused(ErrorCode.EINVAL, () -> calls.move(s, 1, BLOCK, t, 0));
        assertRefused(ErrorCode.EINVAL, () -> calls.move(s, 0, 1, t, 0));
        assertRefused(ErrorCode.EINVAL, () -> calls.move(s, 0, BLOCK, t, 1));
        calls.write(t, 0, new byte[BLOCK]);
        assertRefused(ErrorCode.EINVAL, "state", () -> calls.move(s, 0, BLOCK, t, 0));
        calls.release(t);
        assertRefused(ErrorCode.ENODATA, () -> calls.move(s, 0, BLOCK, t, 4 * BLOCK));
        calls.truncate(t, 0);
        calls.release(s, 0, BLOCK);
        assertRefused(ErrorCode.ENODATA, () -> calls.move(s, BLOCK, BLOCK, t, 0));
        assertThat(calls.stat(t).size()).isZero();
    }

    @Test
    @DisplayName("ST-7 move-blocks, what both files read")
    void bothFilesRead() {
        for (int[] move : new int[][] {{0, BLOCK, 0}, {0, BLOCK, BLOCK}, {0, SIZE, 0}}) {
            Attributes s = source();
            Attributes t = empty();
            calls.move(s, move[0], move[1], t, move[2]);
            byte[] expected = new byte[move[2] + move[1]];
            System.arraycopy(bytes, 0, expected, move[2], move[1]);
            assertThat(calls.read(t)).isEqualTo(expected);
            byte[] left = bytes.clone();
            Arrays.fill(left, 0, move[1], (byte) 0);
            assertThat(calls.read(s)).isEqualTo(left);
        }
        Attributes t = empty();
        calls.move(source(), 8 * BLOCK, 123, t, 0);
        assertThat(calls.stat(t).size()).isEqualTo(123);
    }

    @Test
    @DisplayName("ST-7 move-blocks, field effects")
    void fieldEffects() {
        Attributes s = source();
        Attributes t = empty();
        shard.clock.advance(Duration.ofSeconds(1));
        var moved = calls.move(s, 0, BLOCK, t, 0);
        for (Attributes[] file : new Attributes[][] {{s, moved.source()}, {t, moved.destination()}}) {
            assertThat(file[1].ctime()).isAfter(file[0].ctime());
            assertThat(file[1].mtime()).isAfter(file[0].mtime());
            assertThat(file[1].dataVersion()).isEqualTo(file[0].dataVersion() + 1);
            assertThat(file[1].metaSeq()).isGreaterThan(file[0].metaSeq());
            assertThat(file[1].dataSeq()).isGreaterThan(file[0].dataSeq());
        }
    }

    @Test
    @DisplayName("ST-7 move-blocks, files made of others")
    void filesAreMadeOfOthers() {
        Attributes s = source();
        Attributes t = empty();
        calls.move(s, 8 * BLOCK, 123, t, 8 * BLOCK);
        for (int block = 7; block >= 0; block--) {
            calls.move(s, (long) block * BLOCK, BLOCK, t, (long) block * BLOCK);
        }
        assertThat(calls.read(t)).isEqualTo(bytes);
        byte[] all = new byte[8 * 8 * BLOCK + SIZE];
        Attributes whole = file("whole", new byte[0]);
        for (int i = 0; i < 8; i++) {
            byte[] part = DataCalls.bytes(i, 8 * BLOCK);
            System.arraycopy(part, 0, all, i * 8 * BLOCK, 8 * BLOCK);
            calls.move(file("part" + i, part), 0, 8 * BLOCK, whole, (long) i * 8 * BLOCK);
        }
        System.arraycopy(bytes, 0, all, 64 * BLOCK, SIZE);
        calls.move(source(), 0, SIZE, whole, 64L * BLOCK);
        assertThat(calls.read(whole)).isEqualTo(all);
    }

    @Test
    @DisplayName("X-13 move-blocks, further errors")
    void furtherErrors() {
        Attributes s = source();
        Attributes t = empty();
        assertThat(calls.move(s, 9 * BLOCK, BLOCK, t, 0).movedBlocks()).isZero();
        assertThat(calls.move(s, 0, 0, t, 0).movedBlocks()).isZero();
        assertThat(calls.stat(s)).isEqualTo(s);
        Attributes directory = shard.makeDirectory("directory");
        assertRefused(ErrorCode.EISDIR, () -> calls.move(directory, 0, BLOCK, t, 0));
        assertRefused(ErrorCode.EISDIR, () -> calls.move(s, 0, BLOCK, directory, 0));
        Attributes fifo = special(FileType.FIFO);
        assertRefused(ErrorCode.ENOTTY, () -> calls.move(fifo, 0, BLOCK, t, 0));
        assertRefused(ErrorCode.ENOTTY, () -> calls.move(s, 0, BLOCK, fifo, 0));
        Caller user = TestShard.user(1000);
        var request = new MoveRequest(DataCalls.ref(s), 0, BLOCK, DataCalls.ref(t), 0, new MoveMode.Normal());
        assertRefused(ErrorCode.EACCES, () -> calls.api().move(shard.context(user), request));
        alter(t, inode -> inode.isRetained = true);
        assertRefused(ErrorCode.EPERM, "retention", () -> calls.move(s, 0, BLOCK, t, 0));
        alter(t, inode -> inode.isRetained = false);
        alter(s, inode -> inode.isRetained = true);
        assertRefused(ErrorCode.EPERM, "retention", () -> calls.move(s, 0, BLOCK, t, 0));
    }

    @Test
    @DisplayName("X-13 move-blocks, holes and reservations move as they are, and a failure changes nothing")
    void holesAndReservations() {
        Attributes s = calls.create("sparse");
        calls.write(s, 0, new byte[BLOCK]);
        calls.write(s, 4 * BLOCK, DataCalls.bytes(1, BLOCK));
        calls.allocate(s, 2 * BLOCK, BLOCK, AllocateMode.KEEP_SIZE);
        Attributes t = empty();
        assertThat(calls.move(s, 0, 5 * BLOCK, t, BLOCK).movedBlocks()).isEqualTo(3);
        assertThat(calls.map(t)).isEqualTo("[1,+1) on [3,+1) unw [5,+1) on");
        assertThat(calls.map(s)).isEmpty();
        Attributes five = calls.create("five");
        for (int block = 0; block < 10; block += 2) {
            calls.write(five, (long) block * BLOCK, DataCalls.bytes(block, BLOCK));
        }
        Attributes blocked = calls.create("blocked");
        calls.write(blocked, 4 * BLOCK, new byte[1]);
        Attributes before = calls.stat(five);
        assertRefused(ErrorCode.EINVAL, () -> calls.move(five, 0, 10 * BLOCK, blocked, 0));
        assertThat(calls.stat(five)).isEqualTo(before);
        assertThat(calls.map(blocked)).isEqualTo("[4,+1) on");
    }

    @Test
    @DisplayName("X-14 stage-mode move details")
    void stageMode() throws Exception {
        Attributes t = file("T", bytes);
        calls.release(t);
        alter(t, inode -> inode.isRetained = true);
        Attributes offline = calls.stat(t);
        Attributes s = file("S", Arrays.copyOf(bytes, 9 * BLOCK));
        var stage = new MoveMode.Stage(offline.dataVersion());
        assertRefused(
                ErrorCode.ESTALE,
                "data-version",
                () -> calls.move(s, 0, BLOCK, t, 0, new MoveMode.Stage(offline.dataVersion() + 1)));
        CompletableFuture<Void> reader = CompletableFuture.runAsync(() -> shard.archive()
                .awaitOnline(shard.context(), DataCalls.ref(t), 0, SIZE, WaitOp.READ, Duration.ofMinutes(1)));
        shard.clock.advance(Duration.ofSeconds(1));
        var moved = calls.move(s, 0, 2 * BLOCK, t, 0, stage);
        assertThat(calls.map(t)).isEqualTo("[0,+2) on [2,+7) off");
        assertRefused(ErrorCode.EINVAL, "state", () -> calls.move(s, 2 * BLOCK, BLOCK, t, 0, stage));
        assertRefused(ErrorCode.EINVAL, "state", () -> calls.move(s, 2 * BLOCK, 2 * BLOCK, t, BLOCK, stage));
        assertThat(moved.source().dataVersion()).isEqualTo(s.dataVersion() + 1);
        assertThat(moved.source().dataSeq()).isGreaterThan(s.dataSeq());
        assertThat(moved.source().mtime()).isAfter(s.mtime());
        calls.move(s, 2 * BLOCK, 7 * BLOCK, t, 2 * BLOCK, stage);
        Await.until("the reader goes on", reader::isDone);
        reader.get();
        Attributes after = calls.stat(t);
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("metaSeq", "onlineBlocks", "offlineBlocks")
                .isEqualTo(offline);
        assertThat(after.metaSeq()).isGreaterThan(offline.metaSeq());
        assertThat(calls.read(t)).isEqualTo(bytes);
    }

    @Test
    void aMoveOfVeryManyExtentsTakesSteps() {
        byte[] all = DataCalls.bytes(4, 2500 * 100);
        Attributes s = shard.put("S", calls.stored(Arrays.copyOf(all, 100_000), 100));
        calls.write(s, 100_000, calls.stored(Arrays.copyOfRange(all, 100_000, 200_000), 100));
        calls.write(s, 200_000, calls.stored(Arrays.copyOfRange(all, 200_000, 250_000), 100));
        Attributes t = empty();
        calls.move(s, 0, 250_000, t, BLOCK);
        assertThat(calls.stat(t).size()).isEqualTo(250_000 + BLOCK);
        assertThat(Arrays.copyOfRange(calls.read(t), BLOCK, BLOCK + 250_000)).isEqualTo(all);
        assertThat(calls.stat(s).onlineBlocks()).isZero();
    }
}
