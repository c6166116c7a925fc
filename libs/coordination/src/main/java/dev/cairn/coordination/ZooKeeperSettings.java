package dev.cairn.coordination;

import java.time.Duration;

/**
 * How to reach ZooKeeper.
 *
 * @param connect comma-separated {@code host:port}
 * @param root the node under which everything of one cluster lies, such as {@code /cairn}
 * @param sessionTimeout how long after its last sign of life a process counts as gone
 * @param lease how long a confirmation of a term is good; it is renewed four times within. While the ensemble answers
 *     slower than that, leaders do not serve. At most half the session timeout.
 */
public record ZooKeeperSettings(String connect, String root, Duration sessionTimeout, Duration lease) {

    public static final String DEFAULT_ROOT = "/cairn";

    public ZooKeeperSettings {
        if (!root.startsWith("/") || root.length() < 2 || root.endsWith("/")) {
            throw new IllegalArgumentException("the root must be like /cairn, not '" + root + "'");
        }
        if (sessionTimeout.compareTo(CoordinationLimits.SESSION_TIMEOUT_MIN) < 0
                || sessionTimeout.compareTo(CoordinationLimits.SESSION_TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("session timeout must be " + CoordinationLimits.SESSION_TIMEOUT_MIN
                    + " to " + CoordinationLimits.SESSION_TIMEOUT_MAX + ": " + sessionTimeout);
        }
        if (lease.toMillis() < 1 || lease.multipliedBy(2).compareTo(sessionTimeout) > 0) {
            throw new IllegalArgumentException(
                    "the lease must be positive and at most half the session timeout: " + lease);
        }
    }

    /** For a cluster: the short lease keeps the pause short when another host takes over. */
    public static ZooKeeperSettings cluster(String connect) {
        return new ZooKeeperSettings(connect, DEFAULT_ROOT, Duration.ofSeconds(6), Duration.ofSeconds(1));
    }

    /** For one process with everything inside: nobody waits for its lease, so it may outlast a busy disk. */
    public static ZooKeeperSettings standalone(String connect) {
        return new ZooKeeperSettings(connect, DEFAULT_ROOT, Duration.ofSeconds(10), Duration.ofSeconds(4));
    }

    String memberPath(Member member) {
        return membersPath(member.service()) + "/" + member.id();
    }

    String membersPath(ServiceName service) {
        return root + "/members/"
                + switch (service) {
                    case METADATA -> "metadata";
                    case LOCK -> "lock";
                    case BLOCK -> "block";
                    case GATEWAY -> "gateway";
                };
    }

    String groupPath(String group) {
        return root + "/groups/" + requirePath(group);
    }

    String recordPath(String path) {
        return root + "/records/" + requirePath(path);
    }

    /** Relative, of plain characters: what ZooKeeper takes, people can type, and no other implementation minds. */
    static String requirePath(String path) {
        if (!path.matches("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*") || path.length() > CoordinationLimits.NAME_LENGTH_MAX) {
            throw new IllegalArgumentException("not a path like metadata/0: '" + path + "'");
        }
        return path;
    }
}
