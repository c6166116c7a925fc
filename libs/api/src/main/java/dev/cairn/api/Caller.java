package dev.cairn.api;

import java.util.Set;

/**
 * On whose behalf a request is made. The gateway makes it from an authenticated identity; nothing in it is taken from
 * what a client says of itself.
 */
public record Caller(int uid, int gid, Set<Integer> groups, Set<Privilege> privileges) {

    public Caller {
        groups = Set.copyOf(groups);
        privileges = Set.copyOf(privileges);
    }

    /** The services themselves: uid 0 with every privilege. */
    public static Caller system() {
        return new Caller(0, 0, Set.of(), Set.of(Privilege.values()));
    }

    public boolean has(Privilege privilege) {
        return privileges.contains(privilege);
    }

    public boolean isInGroup(int group) {
        return gid == group || groups.contains(group);
    }
}
