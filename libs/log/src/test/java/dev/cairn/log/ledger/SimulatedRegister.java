package dev.cairn.log.ledger;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The record of a log in memory, encoded as it would be stored. Safe for use by any thread. */
public final class SimulatedRegister {

    private byte[] stored = LogRecord.EMPTY.encode();
    private long version;

    /** The register as one process has it. */
    public LogRegister seenBy(BooleanSupplier isReachable) {
        return seenBy(isReachable, () -> false);
    }

    /** @param isAnswerLost whether the next change is not answered, after it was or was not made */
    public LogRegister seenBy(BooleanSupplier isReachable, BooleanSupplier isAnswerLost) {
        return new LogRegister() {
            @Override
            public Stored read() {
                requireReachable();
                return current();
            }

            @Override
            public Optional<Stored> replace(long expected, LogRecord record) {
                requireReachable();
                if (!isAnswerLost.getAsBoolean()) {
                    return swap(expected, record);
                }
                if (!isAnswerLost.getAsBoolean()) {
                    var unseen = swap(expected, record);
                    throw unavailable(
                            "the answer was lost" + (unseen.isPresent() ? "" : " of a change that was refused"));
                }
                throw unavailable("the change was lost");
            }

            private void requireReachable() {
                if (!isReachable.getAsBoolean()) {
                    throw unavailable("the register does not answer");
                }
            }
        };
    }

    private static CairnException unavailable(String why) {
        return new CairnException(ErrorCode.UNAVAILABLE, "register", why);
    }

    private synchronized LogRegister.Stored current() {
        return new LogRegister.Stored(LogRecord.decode(stored), version);
    }

    private synchronized Optional<LogRegister.Stored> swap(long expected, LogRecord record) {
        if (expected != version) {
            return Optional.empty();
        }
        stored = record.encode();
        version++;
        return Optional.of(current());
    }

    /** What is stored now. */
    public LogRecord record() {
        return current().record();
    }
}
