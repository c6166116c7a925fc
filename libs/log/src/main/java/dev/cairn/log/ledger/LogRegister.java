package dev.cairn.log.ledger;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.Optional;

/** Where the record of one log is kept, changed by compare-and-set only. Safe for use by any thread; calls wait, boundedly. */
public interface LogRegister {

    /** A record and the version it is stored as. */
    record Stored(LogRecord record, long version) {}

    /** The newest record; {@link LogRecord#EMPTY} if none was ever stored. */
    Stored read();

    /**
     * Stores a record if the present one has still the version.
     *
     * @return what is stored then, empty if the version had changed
     * @throws CairnException {@link ErrorCode#UNAVAILABLE} if it is not known whether it was stored
     */
    Optional<Stored> replace(long version, LogRecord record);
}
