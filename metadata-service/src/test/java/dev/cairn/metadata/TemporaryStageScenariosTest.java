package dev.cairn.metadata;

import static dev.cairn.metadata.TestShard.BLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.Condition;
import dev.cairn.api.metadata.FileData.AllocateMode;
import dev.cairn.api.metadata.FileData.MoveMode;
import dev.cairn.api.metadata.FileData.WriteAt;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.Handle;
import dev.cairn.api.metadata.MoveRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Scenarios of archives that stage through temporary files. */
class TemporaryStageScenariosTest extends DataFixture {

    private static final int FILES = 8;
    private static final int BLOCKS = 1024;

    private final OpenCalls open = new OpenCalls(shard);

    private static int bytesOf(int file) {
        return (BLOCKS + file) * BLOCK;
    }

    /** A temporary file full of one letter, to be reached by its handle alone. */
    private Handle filled(int file) {
        byte[] bytes = new byte[bytesOf(file)];
        Arrays.fill(bytes, (byte) ('A' + file));
        Handle handle = open.temporary("").handle();
        shard.fileData()
                .write(
                        shard.context(),
                        FileRef.handle(handle.id()),
                        new WriteAt.Offset(0),
                        calls.stored(bytes),
                        Condition.ALWAYS);
        return handle;
    }

    @Test
    @DisplayName("ST-5 o_tmpfile, stage part")
    void blocksOfTemporaryFilesBringAFileBack() {
        List<Handle> parts = new ArrayList<>();
        long total = 0;
        for (int file = 0; file < FILES; file++) {
            parts.add(filled(file));
            total += bytesOf(file);
        }
        assertThat(total).isEqualTo(33_669_120);
        Attributes destination = file("destination", new byte[0]);
        calls.allocate(destination, 0, total, AllocateMode.EXTEND);
        Attributes offline = calls.release(destination);
        assertThat(offline.offlineBlocks()).isEqualTo(total / BLOCK);

        long end = total;
        for (int file = FILES - 1; file >= 0; file--) {
            end -= bytesOf(file);
            shard.fileData()
                    .move(
                            shard.context(),
                            new MoveRequest(
                                    FileRef.handle(parts.get(file).id()),
                                    0,
                                    bytesOf(file),
                                    DataCalls.ref(destination),
                                    end,
                                    new MoveMode.Stage(offline.dataVersion())));
            open.close(parts.get(file));
        }

        Attributes staged = calls.stat(destination);
        assertThat(staged.offlineBlocks()).isZero();
        assertThat(staged.dataVersion()).isEqualTo(offline.dataVersion());
        byte[] bytes = calls.read(destination);
        long[] starts = {0, 0x400000, 0x801000, 0xc03000, 0x1006000, 0x140a000, 0x180f000, 0x1c15000, 0x201c000};
        assertThat(bytes).hasSize((int) starts[FILES]);
        for (int file = 0; file < FILES; file++) {
            byte[] expected = new byte[bytesOf(file)];
            Arrays.fill(expected, (byte) ('A' + file));
            assertThat(Arrays.copyOfRange(bytes, (int) starts[file], (int) starts[file + 1]))
                    .isEqualTo(expected);
        }
    }
}
