package dev.cairn.coordination;

import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import dev.cairn.kernel.TimeSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryUntilElapsed;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.client.ZKClientConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to the ensemble: one Curator client, what is known of its state, and the translation of its errors.
 * Safe for use by any thread.
 */
final class ZooKeeperSession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ZooKeeperSession.class);
    private static final int RETRY_PAUSE_MILLIS = 50;

    private final CuratorFramework client;
    private final ZooKeeperSettings settings;
    private final TimeSource clock;
    private volatile boolean isConnected;

    ZooKeeperSession(ZooKeeperSettings settings, TimeSource clock) {
        this.settings = settings;
        this.clock = clock;
        ZKClientConfig config = new ZKClientConfig();
        // Saves the look-up of a login context, and its log lines, at each connection.
        config.setProperty(ZKClientConfig.ENABLE_CLIENT_SASL_KEY, "false");
        int timeoutMillis = (int) settings.sessionTimeout().toMillis();
        this.client = CuratorFrameworkFactory.builder()
                .connectString(settings.connect())
                .sessionTimeoutMs(timeoutMillis)
                .connectionTimeoutMs(timeoutMillis)
                .retryPolicy(new RetryUntilElapsed(timeoutMillis, RETRY_PAUSE_MILLIS))
                .ensembleTracker(false)
                .zkClientConfig(config)
                .build();
    }

    /** @throws CairnException {@link ErrorCode#UNAVAILABLE} if the ensemble is not reached in time */
    void connect(Duration patience) {
        client.start();
        boolean reached =
                call("connect", () -> client.blockUntilConnected((int) patience.toMillis(), TimeUnit.MILLISECONDS));
        if (!reached) {
            throw new CairnException(
                    ErrorCode.UNAVAILABLE, "coordination", "no answer from ZooKeeper at " + settings.connect());
        }
        int granted = client.getZookeeperClient().getLastNegotiatedSessionTimeoutMs();
        if (settings.lease().toMillis() * 2 > granted) {
            throw new IllegalArgumentException("ZooKeeper grants a session timeout of " + granted
                    + " ms, too short for a lease of " + settings.lease());
        }
        isConnected = true;
    }

    CuratorFramework client() {
        return client;
    }

    ZooKeeperSettings settings() {
        return settings;
    }

    TimeSource clock() {
        return clock;
    }

    boolean isConnected() {
        return isConnected;
    }

    void connected() {
        isConnected = true;
    }

    void disconnected() {
        isConnected = false;
    }

    /** The id of the session in use. Ids never come back, so two equal answers mean one session all the time between. */
    long id() {
        return call(
                "session id", () -> client.getZookeeperClient().getZooKeeper().getSessionId());
    }

    /** Runs an operation whose outcome the caller does not tell apart. */
    <T> T call(String what, Operation<T> operation) {
        try {
            return operation.run();
        } catch (KeeperException failure) {
            throw unavailable(what, failure);
        } catch (Exception failure) {
            throw translate(what, failure);
        }
    }

    /** Runs an operation of which some failures mean something to the caller. */
    <T> T callExpecting(String what, Operation<T> operation) throws KeeperException {
        try {
            return operation.run();
        } catch (KeeperException.ConnectionLossException
                | KeeperException.SessionExpiredException
                | KeeperException.OperationTimeoutException failure) {
            throw unavailable(what, failure);
        } catch (KeeperException failure) {
            throw failure;
        } catch (Exception failure) {
            throw translate(what, failure);
        }
    }

    private static RuntimeException translate(String what, Exception failure) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return unavailable(what, failure);
        }
        return failure instanceof RuntimeException defect && !(failure instanceof IllegalStateException)
                ? defect
                : unavailable(what, failure);
    }

    private static CairnException unavailable(String what, Exception cause) {
        return new CairnException(
                ErrorCode.UNAVAILABLE, "coordination", "ZooKeeper did not do it: " + what + ": " + cause, cause);
    }

    @Override
    public void close() {
        isConnected = false;
        // Curator waits for threads of its own and would use an interrupt up, which is meant for the caller.
        boolean isInterrupted = Thread.interrupted();
        client.close();
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
        LOG.debug("Session with {} closed", settings.connect());
    }

    /** A call of Curator, which declares every exception there is. */
    interface Operation<T> {
        T run() throws Exception;
    }
}
