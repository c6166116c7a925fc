package dev.cairn.api;

import java.util.Set;

/**
 * On whose behalf a request is made. The gateway makes it from an authenticated identity; nothing in it is taken from
 * what a client says of itself.
 *
 * @param groups supplementary groups
 * @param umask permission bits that files it creates do not get, unless a default ACL decides
 */
public record Caller(int uid, int gid, Set<Integer> groups, int umask, Set<Privilege> privileges) {

    /** What a process starts with on most systems. */
    public static final int UMASK_DEFAULT = 022;

    public Caller {
        groups = Set.copyOf(groups);
        privileges = Set.copyOf(privileges);
    }

    /** The services themselves: uid 0 with every privilege. */
    public static Caller system() {
        return new Caller(0, 0, Set.of(), 0, Set.of(Privilege.values()));
    }

    public boolean has(Privilege privilege) {
        return privileges.contains(privilege);
    }

    public boolean isInGroup(int group) {
        return gid == group || groups.contains(group);
    }
}
