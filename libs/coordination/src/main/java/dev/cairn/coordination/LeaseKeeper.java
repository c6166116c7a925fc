package dev.cairn.coordination;

import dev.cairn.kernel.CairnException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.api.CuratorEvent;
import org.apache.curator.framework.api.transaction.CuratorOp;
import org.apache.zookeeper.KeeperException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Confirms all claims of this process with one ZooKeeper transaction that only checks: each group's node still has the
 * version of the claim, and each leader is still registered. A transaction goes through the quorum, which a read or a
 * sync does not, so a minority that has not noticed its isolation cannot confirm anything.
 *
 * <p>{@link #confirm} is called by one thread at a time; one transaction is in flight at a time.
 */
final class LeaseKeeper {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final ZooKeeperSession session;
    private final CuratorFramework client;
    private final Collection<ZooKeeperLeadership> groups;
    private final AtomicBoolean isInFlight = new AtomicBoolean();

    /** @param groups a live view */
    LeaseKeeper(ZooKeeperSession session, Collection<ZooKeeperLeadership> groups) {
        this.session = session;
        this.client = session.client();
        this.groups = groups;
    }

    void confirm() {
        if (!session.isConnected() || !isInFlight.compareAndSet(false, true)) {
            return;
        }
        boolean isSent = false;
        try {
            isSent = send();
        } catch (CairnException unreachable) {
            LOG.debug("Leases could not be confirmed", unreachable);
        } finally {
            if (!isSent) {
                isInFlight.set(false);
            }
        }
    }

    private boolean send() {
        long sessionId = session.id();
        List<Held> held = new ArrayList<>();
        for (ZooKeeperLeadership group : groups) {
            Optional<Claim> claim = group.claimOf(sessionId);
            claim.ifPresent(present -> held.add(new Held(group, present)));
        }
        if (held.isEmpty()) {
            return false;
        }
        long sentAtNanos = session.clock().nanoTime();
        session.call(
                "confirm leases",
                () -> client.transaction()
                        .inBackground((_, event) -> answered(event, held, sessionId, sentAtNanos))
                        .forOperations(checks(held)));
        return true;
    }

    private List<CuratorOp> checks(List<Held> held) throws Exception {
        Set<String> members = new LinkedHashSet<>();
        List<CuratorOp> checks = new ArrayList<>();
        for (Held each : held) {
            members.add(session.settings().memberPath(each.claim().record().leader()));
            checks.add(client.transactionOp()
                    .check()
                    .withVersion(each.claim().version())
                    .forPath(each.group().path()));
        }
        for (String member : members) {
            checks.add(client.transactionOp().check().forPath(member));
        }
        return checks;
    }

    private void answered(CuratorEvent event, List<Held> held, long sessionId, long sentAtNanos) {
        isInFlight.set(false);
        if (event.getResultCode() == KeeperException.Code.OK.intValue()) {
            if (session.id() == sessionId) {
                held.forEach(each -> each.claim().confirm(sentAtNanos));
            }
        } else {
            LOG.debug("Leases were not confirmed: {}", KeeperException.Code.get(event.getResultCode()));
            // One of the groups may have a new leader; its claim falls when the node is read.
            held.forEach(each -> each.group().refresh());
        }
    }

    private record Held(ZooKeeperLeadership group, Claim claim) {}
}
