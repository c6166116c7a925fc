package dev.cairn.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.btree.Change;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Log entries of today are readable tomorrow, and damaged ones are refused. */
class BatchCodecTest {

    private static final List<Change> CHANGES = List.of(
            new Change.Put(new byte[] {0x10, 1}, new byte[] {7, 8, 9}),
            new Change.Delete(new byte[] {0x10, 2}),
            new Change.Add(new byte[] {0x10, 3}, new long[] {-1, 300}),
            new Change.DeleteRange(new byte[] {0x11}, new byte[] {0x12}));

    private static final String GOLDEN =
            "01" + "0102100103070809" + "02021002" + "0302100302ffffffffffffffff000000000000012c" + "0401110112";

    private static byte[] entry() {
        return BatchCodec.begin().raw(BatchCodec.encode(CHANGES)).toByteArray();
    }

    @Test
    void theFormatIsAsItWas() {
        assertThat(HexFormat.of().formatHex(entry())).isEqualTo(GOLDEN);
    }

    @Test
    void whatIsWrittenIsRead() {
        List<Change> read = BatchCodec.read(HexFormat.of().parseHex(GOLDEN));
        assertThat(read).usingRecursiveComparison().isEqualTo(CHANGES);
        assertThat(BatchCodec.read(BatchCodec.begin().toByteArray())).isEmpty();
    }

    @Test
    void anEntryThatEndsEarlyIsRefusedOrEndsBetweenChanges() {
        byte[] whole = entry();
        for (int length = 0; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            if (length == 1 || length == 9 || length == 13 || length == 34) {
                assertThat(BatchCodec.read(cut)).hasSizeLessThan(CHANGES.size());
            } else {
                assertThatThrownBy(() -> BatchCodec.read(cut))
                        .as("%d bytes", length)
                        .isInstanceOfSatisfying(
                                CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT));
            }
        }
    }

    @Test
    @DisplayName("B7.3 What a later version wrote is refused")
    void whatALaterVersionWroteIsRefused() {
        byte[] later = entry();
        later[0] = 2;
        assertThatThrownBy(() -> BatchCodec.read(later)).hasMessageContaining("version 2");
        byte[] unknown = {1, 9, 1, 1};
        assertThatThrownBy(() -> BatchCodec.read(unknown)).hasMessageContaining("kind 9");
    }
}
