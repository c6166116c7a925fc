package dev.cairn.gateway.data;

import dev.cairn.api.metadata.Archive;
import dev.cairn.api.metadata.Attributes;
import dev.cairn.api.metadata.FileRef;
import dev.cairn.api.metadata.OfflineDefault;
import dev.cairn.api.metadata.WaitOp;
import dev.cairn.gateway.client.ClientConnection;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.Deadline;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What one request does about offline data that it met: refuse, leave a recall, wait. The request says so, or else the
 * directories above the file. A client that goes away waits no longer. Used by the thread of the request.
 */
public final class OfflineRead {

    private final Archive archive;
    private final TimeSource clock;
    private final Calls calls;
    private final ClientConnection client;
    private final Optional<OfflineDefault> asked;
    private final Duration patienceMax;

    private @Nullable Deadline giveUp;

    /**
     * For one request.
     *
     * @param asked what the request says, if it says anything
     * @param patienceMax how long it may wait, whatever a directory says
     */
    public OfflineRead(
            Archive archive,
            TimeSource clock,
            Calls calls,
            ClientConnection client,
            Optional<OfflineDefault> asked,
            Duration patienceMax) {
        this.archive = archive;
        this.clock = clock;
        this.calls = calls;
        this.client = client;
        this.asked = asked;
        this.patienceMax = patienceMax;
    }

    /**
     * Does about a file whose data is offline what is to be done, without holding its lock.
     *
     * @return whether to look again; if not, the request is refused
     * @throws CairnException what an archive agent failed the wait with; EIO then has the reason {@code injected}; EINTR if
     *     the client went away
     */
    public boolean awaits(Attributes file, long from, long length, WaitOp op) {
        Deadline until = giveUp == null ? begin(file) : giveUp;
        return !until.isPast(clock) && await(file, from, length, op, until);
    }

    private Deadline begin(Attributes file) {
        OfflineDefault policy =
                asked.orElseGet(() -> archive.offlineDefault(calls.reading(), FileRef.inode(file.inode())));
        boolean leavesRecall = policy.recall() == OfflineDefault.Recall.LEFT;
        if (leavesRecall && !file.restore().isRequested()) {
            calls.change(context -> archive.recall(context, FileRef.inode(file.inode()), Duration.ZERO));
        }
        Duration patience = policy.patience().compareTo(patienceMax) < 0 ? policy.patience() : patienceMax;
        Deadline until = Deadline.in(patience, clock);
        giveUp = until;
        return until;
    }

    private boolean await(Attributes file, long from, long length, WaitOp op, Deadline until) {
        Duration left = until.left(clock);
        FutureTask<Boolean> wait = new FutureTask<>(() -> {
            archive.awaitOnline(calls.reading(left), FileRef.inode(file.inode()), from, length, op, left);
            return true;
        });
        Thread.ofVirtual().name("offline-wait").start(wait);
        try {
            return whileClientIsThere(wait);
        } catch (CairnException e) {
            if (e.code() == ErrorCode.OFFLINE) {
                return false;
            }
            if (e.code() == ErrorCode.EIO) {
                // The only one that gives a waiter this error is the archive, which failed the request on purpose.
                throw new CairnException(ErrorCode.EIO, "injected", e.getMessage(), e);
            }
            throw e;
        } finally {
            wait.cancel(true);
        }
    }

    private boolean whileClientIsThere(FutureTask<Boolean> wait) {
        while (true) {
            try {
                return wait.get(GatewayLimits.CLIENT_CHECK_TIME.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (!client.isOpen()) {
                    throw new CairnException(ErrorCode.EINTR, "client", "the client went away", e);
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof CairnException known ? known : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CairnException(ErrorCode.EINTR, "wait", "interrupted while waiting for offline data", e);
            }
        }
    }
}
