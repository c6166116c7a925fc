package dev.cairn.lock.client;

import dev.cairn.api.lock.FencingToken;
import dev.cairn.api.lock.LockMode;
import dev.cairn.api.lock.LockName;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A lock that this caller holds until it closes the grant, or until it is lost. A lost grant never comes back. Safe for
 * use by any thread.
 *
 * <p>Between a look at {@link #isHeld} and the deed behind it any time may pass, so whatever must not be done twice is
 * given the {@link #token} and checks it.
 */
public final class LockGrant implements AutoCloseable {

    private final LockClient client;
    private final LocalLock local;
    private final FencingToken token;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    LockGrant(LockClient client, LocalLock local, FencingToken token) {
        this.client = client;
        this.local = local;
        this.token = token;
    }

    public LockName name() {
        return local.name();
    }

    public LockMode mode() {
        return local.mode();
    }

    public FencingToken token() {
        return token;
    }

    /** Whether the grant is good, by the clock of this process: not given back, not lost, its lease renewed in time. */
    public boolean isHeld() {
        return !isClosed.get() && client.isHeld(local);
    }

    /** @throws CairnException {@link ErrorCode#ESTALE}, reason {@code lock}, if it is not held any more */
    public void requireHeld() {
        if (!isHeld()) {
            throw new CairnException(ErrorCode.ESTALE, "lock", "the lock " + name() + " is not held any more");
        }
    }

    /** Gives the lock back; harmless if it is lost or was given back. */
    @Override
    public void close() {
        if (isClosed.compareAndSet(false, true)) {
            client.leave(local);
        }
    }
}
