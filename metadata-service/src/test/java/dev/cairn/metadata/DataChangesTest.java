package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.FileData.AllocateMode;
import dev.cairn.api.metadata.FileData.WriteAt;
import dev.cairn.api.metadata.FileType;
import dev.cairn.api.metadata.NewContent;
import dev.cairn.api.metadata.WriteResult;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.metadata.extent.Trims;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Changes of data in place: what is refused, repeated, told to readers, and too large for one transaction. */
class DataChangesTest extends DataFixture {

    private final byte[] four = DataCalls.bytes(2, 4 * BLOCK);

    @Test
    void writesAreRefusedInTheOrderOfTheirChecks() {
        Attributes file = file("f", four);
        Attributes directory = shard.makeDirectory("directory");
        assertRefused(ErrorCode.EISDIR, () -> calls.write(directory, 0, new byte[1]));
        Attributes fifo = special(FileType.FIFO);
        assertRefused(ErrorCode.ENOTTY, () -> calls.write(fifo, 0, new byte[1]));
        assertRefused(ErrorCode.EINVAL, () -> calls.write(file, -1, new byte[1]));
        assertRefused(ErrorCode.EFBIG, () -> calls.write(file, Long.MAX_VALUE, new byte[1]));
        assertRefused(ErrorCode.EFBIG, () -> calls.allocate(file, Long.MAX_VALUE, 1, AllocateMode.EXTEND));
        assertRefused(ErrorCode.EINVAL, () -> calls.allocate(file, 0, 0, AllocateMode.EXTEND));
        assertRefused(ErrorCode.EINVAL, () -> calls.allocate(file, -1, 5, AllocateMode.EXTEND));
        assertRefused(ErrorCode.ESPIPE, () -> calls.allocate(fifo, 0, 1, AllocateMode.EXTEND));
        Attributes device = special(FileType.BLOCK_DEVICE);
        assertRefused(ErrorCode.ENODEV, () -> calls.allocate(device, 0, 1, AllocateMode.EXTEND));
        assertRefused(ErrorCode.EINVAL, () -> calls.truncate(file, -1));
        Caller user = TestShard.user(1000);
        assertRefused(
                ErrorCode.EACCES,
                () -> calls.api()
                        .checkWrite(shard.context(user), DataCalls.ref(file), new WriteAt.End(), 1, Condition.ALWAYS));
        assertRefused(
                ErrorCode.PRECONDITION_FAILED,
                () -> calls.api().truncate(shard.context(), DataCalls.ref(file), 1, new Condition.DataVersionIs(9)));
        calls.release(file);
        alter(file, inode -> inode.isRetained = true);
        assertRefused(ErrorCode.EPERM, "retention", () -> calls.write(file, 0, new byte[1]));
        assertRefused(ErrorCode.EPERM, "retention", () -> calls.truncate(file, 0));
        assertRefused(ErrorCode.EPERM, "retention", () -> calls.allocate(file, 0, 1, AllocateMode.KEEP_SIZE));
        assertRefused(ErrorCode.EPERM, "retention", () -> calls.punch(file, 0, BLOCK, 1));
        alter(file, inode -> inode.isRetained = false);
        assertRefused(ErrorCode.OFFLINE, () -> calls.allocate(file, 0, 5 * BLOCK, AllocateMode.EXTEND));
        calls.allocate(file, 0, 5 * BLOCK, AllocateMode.KEEP_SIZE);
        assertThat(calls.map(file)).isEqualTo("[0,+4) off [4,+1) unw");
    }

    @Test
    void aWriteBySomebodyElseTakesTheRightsOfTheFileAway() {
        Attributes file = file("f", four);
        alter(file, inode -> inode.mode = 06777);
        calls.write(file, 0, new byte[1]);
        assertThat(calls.stat(file).mode()).isEqualTo(06777);
        var bytes = DataCalls.inline(new byte[1]);
        WriteResult written = calls.api()
                .write(
                        shard.context(TestShard.user(1000)),
                        DataCalls.ref(file),
                        new WriteAt.Offset(0),
                        bytes,
                        Condition.ALWAYS);
        assertThat(written.attributes().mode()).isEqualTo(0777);
    }

    @Test
    void aRepeatedRequestIsAnsweredAndNotDoneAgain() {
        Attributes file = file("f", four);
        var context = shard.context();
        NewContent bytes = DataCalls.inline(new byte[] {1, 2, 3});
        WriteResult once = calls.api().write(context, DataCalls.ref(file), new WriteAt.End(), bytes, Condition.ALWAYS);
        assertThat(calls.api().write(context, DataCalls.ref(file), new WriteAt.End(), bytes, Condition.ALWAYS))
                .isEqualTo(once);
        assertThat(calls.stat(file).size()).isEqualTo(four.length + 3);
    }

    @Test
    void readersThatBeganBeforeAnOverwriteAreToldAndAppendsDoNotDisturbThem() {
        Attributes file = file("f", four);
        calls.append(file, new byte[10]);
        assertThat(shard.contents().extents(shard.context(), file.content(), 1, 0, 4 * BLOCK, 10))
                .isNotEmpty();
        calls.write(file, 5, new byte[1]);
        assertRefused(
                ErrorCode.ESTALE,
                "overwritten",
                () -> shard.contents().extents(shard.context(), file.content(), 2, 0, 4 * BLOCK, 10));
        assertThat(shard.contents().extents(shard.context(), file.content(), 3, 0, 4 * BLOCK, 10))
                .isNotEmpty();
    }

    @Test
    void aLongTailIsFreedInStepsThatARestartDoesNotLose() {
        Attributes file = shard.put("f", calls.stored(DataCalls.bytes(1, BLOCK)));
        for (int i = 0; i < 9; i++) {
            calls.append(file, new byte[0]);
            calls.write(file, BLOCK + i * 100_000L, calls.stored(new byte[100_000], 100));
        }
        shard.step(transaction -> {
            var inode = transaction.inode(file.inode());
            inode.size = BLOCK;
            Trims.begin(transaction, inode, BLOCK);
            transaction.storeWithData(inode);
            return true;
        });
        check();
        assertThat(calls.stat(file).onlineBlocks()).isGreaterThan(1);
        shard.restart();
        calls.write(file, 3 * BLOCK, new byte[1]);
        assertThat(calls.map(file)).isEqualTo("[0,+1) on [3,+1) on");
        assertThat(shard.liveBytes()).isEqualTo(BLOCK + 1);
        for (int i = 0; i < 9; i++) {
            calls.write(file, BLOCK + i * 100_000L, calls.stored(new byte[100_000], 100));
        }
        Attributes cut = calls.truncate(file, 100);
        assertThat(cut.onlineBlocks()).isEqualTo(1);
        assertThat(calls.read(file)).isEqualTo(Arrays.copyOf(DataCalls.bytes(1, BLOCK), 100));
    }

    @Test
    void aWriteOverVeryManyExtentsReplacesThemAtOnce() {
        Attributes file = calls.create("f");
        for (int i = 0; i < 6; i++) {
            calls.write(file, i * 100_000L, calls.stored(DataCalls.bytes(i, 100_000), 100));
        }
        byte[] expected = calls.read(file);
        byte[] over = DataCalls.bytes(99, 500_000);
        calls.write(file, 50_001, over);
        System.arraycopy(over, 0, expected, 50_001, over.length);
        assertThat(calls.read(file)).isEqualTo(expected);
        assertThat(calls.stat(file).dataVersion()).isEqualTo(7);
        assertThat(shard.contents()
                        .plan(shard.context(), DataCalls.ref(file), 60_000, 540_000, Set.of())
                        .extents())
                .hasSize(1);
        calls.write(file, 10, calls.built(over, 100));
        System.arraycopy(over, 0, expected, 10, over.length);
        assertThat(calls.read(file)).isEqualTo(expected);
    }
}
