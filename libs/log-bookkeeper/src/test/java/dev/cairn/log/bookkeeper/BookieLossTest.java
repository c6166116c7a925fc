package dev.cairn.log.bookkeeper;

import static dev.cairn.log.bookkeeper.BookKeeperLedgersTest.append;
import static dev.cairn.log.bookkeeper.BookKeeperLedgersTest.isError;
import static dev.cairn.log.bookkeeper.BookKeeperLedgersTest.read;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cairn.kernel.ErrorCode;
import dev.cairn.log.ledger.LedgerReader;
import dev.cairn.log.ledger.LedgerWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One of three bookies may go away; without two of them nothing is acknowledged. */
@Timeout(60)
class BookieLossTest {

    @Test
    void oneOfThreeMayGo(@TempDir Path folder) throws Exception {
        try (BookieCluster cluster = BookieCluster.start(folder, 3);
                BookKeeperLedgers ledgers = cluster.connect(LedgerReplication.CLUSTER);
                BookKeeperLedgers other = cluster.connect(LedgerReplication.CLUSTER)) {
            LedgerWriter writer = ledgers.create();
            append(writer, "with all");
            LedgerWriter idle = ledgers.create();
            append(idle, "with all");

            cluster.bookie(0).close();
            append(writer, "with two");
            append(writer, "and again");
            LedgerWriter begun = ledgers.create();
            append(begun, "begun with two");
            try (LedgerReader reader = other.fence(writer.ledger())) {
                assertThat(read(reader, 0, reader.lastDurable())).containsExactly("with all", "with two", "and again");
            }
            try (LedgerReader reader = other.open(begun.ledger())) {
                assertThat(read(reader, 0, 0)).containsExactly("begun with two");
            }

            cluster.bookie(1).close();
            assertThatThrownBy(() -> append(begun, "with one")).satisfies(isError(ErrorCode.EIO));
            assertThatThrownBy(() -> append(begun, "nor later")).satisfies(isError(ErrorCode.EIO));
            assertThatThrownBy(() -> other.fence(idle.ledger())).satisfies(isError(ErrorCode.UNAVAILABLE));
            assertThatThrownBy(other::create).satisfies(isError(ErrorCode.UNAVAILABLE));
        }
    }
}
