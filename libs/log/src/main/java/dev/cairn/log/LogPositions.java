package dev.cairn.log;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.Position;

/** How a log says that it cannot read from a place. */
public final class LogPositions {

    private LogPositions() {}

    public static CairnException trimmed(long index) {
        return new CairnException(ErrorCode.ENOENT, "trimmed", "entry " + index + " was trimmed");
    }

    public static CairnException unknown(Position wanted, Position present) {
        return new CairnException(
                ErrorCode.CORRUPT, "position", wanted + " is no position of this log, which has " + present);
    }
}
