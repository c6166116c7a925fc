package dev.cairn.coordination;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.curator.framework.CuratorFramework;
import org.apache.zookeeper.KeeperException;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;

/**
 * The members of one service, from a watch on the children of its node. A member never changes, so each is read once.
 * Any thread may ask; refreshes come one at a time.
 */
final class ZooKeeperMembers {

    private final ZooKeeperSession session;
    private final CuratorFramework client;
    private final String path;
    private final SingleFlight refresh;
    private final Watcher watcher = this::changed;
    private volatile List<Member> members = List.of();

    ZooKeeperMembers(ZooKeeperSession session, ServiceName service) {
        this.session = session;
        this.client = session.client();
        this.path = session.settings().membersPath(service);
        this.refresh = new SingleFlight("coordination-refresh-" + service, this::readNow);
    }

    void open() {
        session.call("create " + path, () -> {
            if (client.checkExists().forPath(path) == null) {
                try {
                    client.create().creatingParentsIfNeeded().forPath(path, new byte[0]);
                } catch (KeeperException.NodeExistsException createdByAnother) {
                    return path;
                }
            }
            return path;
        });
        readNow();
    }

    List<Member> members() {
        return members;
    }

    void refresh() {
        refresh.request();
    }

    void refreshIfFailed() {
        refresh.requestIfFailed();
    }

    private void changed(WatchedEvent event) {
        if (event.getType() != Watcher.Event.EventType.None) {
            refresh.request();
        }
    }

    private void readNow() {
        Map<String, Member> known =
                new HashMap<>(members.stream().collect(Collectors.toMap(Member::id, Function.identity())));
        List<String> ids = session.call(
                "list " + path, () -> client.getChildren().usingWatcher(watcher).forPath(path));
        List<Member> present = new ArrayList<>(ids.size());
        for (String id : ids) {
            Member member = known.get(id);
            if (member == null) {
                read(id).ifPresent(present::add);
            } else {
                present.add(member);
            }
        }
        present.sort(Comparator.comparing(Member::id));
        members = List.copyOf(present);
    }

    private Optional<Member> read(String id) {
        return session.call("read member " + id, () -> {
            try {
                return Optional.of(MemberCodec.decode(client.getData().forPath(path + "/" + id)));
            } catch (KeeperException.NoNodeException goneMeanwhile) {
                return Optional.empty();
            }
        });
    }
}
