package dev.cairn.gateway.rest;

import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.FileData;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.MetadataLimits;
import dev.cairn.api.metadata.MetadataService;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.gateway.data.Calls;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One change that needs data online: waits for it as long as its request wants, and asks again (WR-2). Used by one thread. */
final class OfflineWait {

    private final Archive archive;
    private final FileData data;
    private final TimeSource clock;
    private final Calls calls;
    private final FileRef file;
    private final WaitOp op;
    private final long to;
    private final Deadline giveUp;
    private final boolean hasPatience;
    private final @Nullable String requestId;

    /** @param to the bytes before this one must be online, as far as the file goes */
    OfflineWait(
            MetadataService metadata,
            TimeSource clock,
            Calls calls,
            FileRef file,
            WaitOp op,
            long to,
            OfflinePolicy policy,
            @Nullable String requestId) {
        this.archive = metadata.archive();
        this.data = metadata.fileData();
        this.clock = clock;
        this.calls = calls;
        this.file = file;
        this.op = op;
        this.to = to;
        this.giveUp = Deadline.in(policy.patience(), clock);
        this.hasPatience = !policy.patience().isZero();
        this.requestId = requestId;
    }

    /** Makes a change, again and again while it is refused because data is offline. */
    <R> R repeat(Supplier<R> change) {
        while (true) {
            try {
                return change.get();
            } catch (CairnException e) {
                if (!canRepeat(e)) {
                    throw e;
                }
            }
        }
    }

    /**
     * Waits if a refusal is about offline data.
     *
     * @return whether to ask again
     * @throws ProblemException if the data is still offline when patience ends
     */
    boolean canRepeat(CairnException refusal) {
        if (refusal.code() != ErrorCode.OFFLINE) {
            return false;
        }
        Duration left = giveUp.left(clock);
        if (!hasPatience || left.isZero() || left.isNegative()) {
            throw missing(refusal);
        }
        try {
            archive.awaitOnline(calls.reading(left), file, 0, to, op, left);
        } catch (CairnException e) {
            if (e.code() == ErrorCode.OFFLINE) {
                throw missing(e);
            }
            if (e.code() == ErrorCode.EIO) {
                // The only one that gives a waiter this error is the archive, which failed the request on purpose.
                throw new CairnException(ErrorCode.EIO, "injected", e.getMessage(), e);
            }
            throw e;
        }
        return true;
    }

    private ProblemException missing(CairnException refusal) {
        Problem problem = Problem.of(refusal, requestId);
        try {
            OptionalLong first = data.firstOffline(calls.reading(), file, 0, to);
            return new ProblemException(
                    first.isEmpty()
                            ? problem
                            : problem.withFirstMissingBlock(
                                    Long.toString(first.getAsLong() / MetadataLimits.BLOCK_BYTES)),
                    refusal);
        } catch (CairnException unreadable) {
            // Who may write and not read is not told more.
            return new ProblemException(problem, refusal);
        }
    }
}
