package dev.cairn.log.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Epoch;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;
import dev.cairn.log.LogEntry;
import dev.cairn.log.ledger.LogRecord.Ledger;
import dev.cairn.log.ledger.LogRecord.Retired;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is stored of a log is read as it was written, or refused. */
class LogRecordTest {

    private static final LogRecord RECORD = new LogRecord(
            new Epoch(7),
            new Position(new Epoch(4), 800),
            List.of(new Ledger(12, new Epoch(5), 801), new Ledger(Long.MAX_VALUE, new Epoch(7), 950)),
            List.of(new Retired(3, 1_770_000_000_000L)),
            new TreeMap<>(Map.of("metadata-1", new Position(new Epoch(5), 900), "é", Position.START)));

    @Test
    void aRecordIsReadAsItWasWritten() {
        assertThat(LogRecord.decode(RECORD.encode())).isEqualTo(RECORD);
        assertThat(LogRecord.decode(LogRecord.EMPTY.encode())).isEqualTo(LogRecord.EMPTY);
    }

    @Test
    void aRecordThatIsCutOffOrOfAnotherVersionIsRefused() {
        byte[] whole = RECORD.encode();
        for (int length = 1; length < whole.length; length++) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertThatThrownBy(() -> LogRecord.decode(cut)).isInstanceOf(CairnException.class);
        }
        byte[] later = whole.clone();
        later[0]++;
        assertThatThrownBy(() -> LogRecord.decode(later)).hasMessageContaining("version 2");
    }

    @Test
    void everyFlippedBitOfAnEntryIsFound() {
        var position = new Position(new Epoch(3), 41);
        byte[] entry = LedgerEntry.encode(position, "content".getBytes(StandardCharsets.UTF_8));
        LogEntry read = LedgerEntry.decode(9, 5, 41, entry);
        assertThat(read.position()).isEqualTo(position);
        assertThat(read.content()).asString().isEqualTo("content");
        for (int bit = 0; bit < entry.length * Byte.SIZE; bit++) {
            byte[] damaged = entry.clone();
            damaged[bit / Byte.SIZE] ^= (byte) (1 << (bit % Byte.SIZE));
            assertThatThrownBy(() -> LedgerEntry.decode(9, 5, 41, damaged))
                    .isInstanceOfSatisfying(
                            CairnException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CORRUPT))
                    .hasMessageContaining("entry 5 of ledger 9");
        }
        assertThatThrownBy(() -> LedgerEntry.decode(9, 5, 42, entry)).hasMessageContaining("where 42 belongs");
        assertThatThrownBy(() -> LedgerEntry.decode(9, 5, 41, Arrays.copyOf(entry, 20)))
                .hasMessageContaining("has 20 bytes");
    }
}
