package dev.cairn.log.ledger;

import dev.cairn.kernel.TimeSource;
import dev.cairn.log.TransactionLog;
import dev.cairn.log.TransactionLogContract;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;

/** The contract on simulated bookies, with ledgers so small that most entries begin a new one. */
class LedgerLogContractTest extends TransactionLogContract {

    private static final long LEDGER_BYTES = 400;

    private final ExecutorService network = Executors.newSingleThreadExecutor();
    private final ExecutorService background = Executors.newSingleThreadExecutor();

    @Override
    protected TransactionLog create() {
        return new LedgerLog(
                new SimulatedLedgers().seenBy(() -> true, network::execute, network::execute),
                new SimulatedRegister().seenBy(() -> true),
                "a",
                background,
                TimeSource.system(),
                LEDGER_BYTES);
    }

    @AfterEach
    void stopThreads() {
        background.shutdownNow();
        network.shutdownNow();
    }
}
