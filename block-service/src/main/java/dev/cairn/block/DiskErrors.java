package dev.cairn.block;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.io.IOException;
import java.util.Locale;

/** Turns the errors of a disk into the codes of the service. */
final class DiskErrors {

    private DiskErrors() {}

    /** A disk operation failed; {@link ErrorCode#ENOSPC} if for want of room, else {@link ErrorCode#EIO}. */
    static CairnException failed(String action, Throwable cause) {
        // The JDK gives the text of strerror and no number.
        String text = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        boolean full = cause instanceof IOException
                && (text.contains("no space left") || text.contains("quota exceeded") || text.contains("disk is full"));
        return new CairnException(
                full ? ErrorCode.ENOSPC : ErrorCode.EIO, "disk", "cannot " + action + ": " + cause.getMessage(), cause);
    }
}
