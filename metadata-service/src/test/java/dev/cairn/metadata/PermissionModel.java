package dev.cairn.metadata;

import dev.cairn.api.Caller;
import dev.cairn.api.metadata.AclType;
import dev.cairn.kernel.CairnException;
import dev.cairn.kernel.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who may do what in a tree, as plainly as it can be said; no search for who may, no stored bits. Callers have no privileges. */
final class PermissionModel {

    private static final int READ = 4;
    private static final int WRITE = 2;
    private static final int SEARCH = 1;

    /** An inode as POSIX tells of it: a list is always there, if only the one that the mode says. */
    static final class Node {
        final boolean isDirectory;
        int uid;
        int gid;
        /** Set-user-id, set-group-id and sticky bit. */
        int special;

        final Map<String, Integer> acl = new TreeMap<>();
        Optional<Map<String, Integer>> byDefault = Optional.empty();
        final TreeMap<String, Node> entries = new TreeMap<>();

        Node(boolean isDirectory) {
            this.isDirectory = isDirectory;
        }

        int mode() {
            return special | entry("o") << 6 | groupClass() << 3 | entry("z");
        }

        int entry(String key) {
            return Optional.ofNullable(acl.get(key)).orElseThrow();
        }

        int groupClass() {
            return acl.containsKey("m") ? entry("m") : entry("g");
        }
    }

    final Node root = new Node(true);

    PermissionModel() {
        root.acl.putAll(ofMode(0777));
    }

    static Map<String, Integer> ofMode(int mode) {
        return Map.of("o", mode >> 6 & 7, "g", mode >> 3 & 7, "z", mode & 7);
    }

    /** An administrator opens what has been shut; answers whether it is there. */
    boolean open(String path) {
        Node node = root;
        for (String name : path.split("/", -1)) {
            Node next = node.entries.get(name);
            if (next == null) {
                return false;
            }
            node = next;
        }
        node.special = 0;
        node.acl.put("o", 7);
        node.acl.put(node.acl.containsKey("m") ? "m" : "g", 7);
        node.acl.put("z", 7);
        return true;
    }

    private static CairnException error(ErrorCode code) {
        return new CairnException(code, "model");
    }

    private static void require(boolean holds, ErrorCode code) {
        if (!holds) {
            throw error(code);
        }
    }

    private static boolean isIn(Caller caller, int gid) {
        return caller.gid() == gid || caller.groups().contains(gid);
    }

    private static boolean may(Node node, Caller caller, int wanted) {
        Map<String, Integer> acl = node.acl;
        if (caller.uid() == node.uid) {
            return (node.entry("o") & wanted) == wanted;
        }
        int mask = acl.getOrDefault("m", 7);
        Integer named = acl.get("u" + caller.uid());
        if (named != null) {
            return (named & mask & wanted) == wanted;
        }
        boolean isMember = false;
        for (Map.Entry<String, Integer> entry : acl.entrySet()) {
            String key = entry.getKey();
            boolean isOfCaller = key.equals("g")
                    ? isIn(caller, node.gid)
                    : key.startsWith("g") && isIn(caller, Integer.parseInt(key.substring(1)));
            if (isOfCaller && (entry.getValue() & mask & wanted) == wanted) {
                return true;
            }
            isMember |= isOfCaller;
        }
        return !isMember && (node.entry("z") & wanted) == wanted;
    }

    private static void need(Node node, Caller caller, int wanted) {
        require(may(node, caller, wanted), ErrorCode.EACCES);
    }

    private Node parent(Caller caller, String path) {
        Node at = root;
        String[] names = path.split("/", -1);
        for (int i = 0; i < names.length - 1; i++) {
            need(at, caller, SEARCH);
            Node next = at.entries.get(names[i]);
            if (next == null) {
                throw error(ErrorCode.ENOENT);
            }
            require(next.isDirectory, ErrorCode.ENOTDIR);
            at = next;
        }
        return at;
    }

    private static String last(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private Node find(Caller caller, String path) {
        Node parent = parent(caller, path);
        need(parent, caller, SEARCH);
        Node node = parent.entries.get(last(path));
        if (node == null) {
            throw error(ErrorCode.ENOENT);
        }
        return node;
    }

    void make(Caller caller, String path, boolean isDirectory, int mode) {
        Node parent = parent(caller, path);
        need(parent, caller, SEARCH);
        Node there = parent.entries.get(last(path));
        if (there != null && !isDirectory) {
            // A put that must not find a file.
            throw error(there.isDirectory ? ErrorCode.EISDIR : ErrorCode.PRECONDITION_FAILED);
        }
        require(there == null, ErrorCode.EEXIST);
        need(parent, caller, WRITE | SEARCH);
        parent.entries.put(last(path), made(parent, caller, isDirectory, mode));
    }

    private static Node made(Node parent, Caller caller, boolean isDirectory, int mode) {
        boolean inherits = (parent.special & 02000) != 0;
        Node node = new Node(isDirectory);
        node.uid = caller.uid();
        node.gid = inherits ? parent.gid : caller.gid();
        node.special = mode & 07000;
        if (!isIn(caller, node.gid)) {
            node.special &= ~02000;
        }
        if (inherits && isDirectory) {
            node.special |= 02000;
        }
        if (parent.byDefault.isPresent()) {
            Map<String, Integer> inherited = parent.byDefault.get();
            node.acl.putAll(inherited);
            node.acl.merge("o", mode >> 6 & 7, (had, given) -> had & given);
            node.acl.merge(inherited.containsKey("m") ? "m" : "g", mode >> 3 & 7, (had, given) -> had & given);
            node.acl.merge("z", mode & 7, (had, given) -> had & given);
            node.byDefault = isDirectory ? parent.byDefault : Optional.empty();
        } else {
            node.acl.putAll(ofMode(mode & ~caller.umask()));
        }
        return node;
    }

    void write(Caller caller, String path) {
        Node parent = parent(caller, path);
        need(parent, caller, SEARCH);
        Node there = parent.entries.get(last(path));
        require(there == null || !there.isDirectory, ErrorCode.EISDIR);
        if (there == null) {
            need(parent, caller, WRITE | SEARCH);
            parent.entries.put(last(path), made(parent, caller, false, 0666));
        } else {
            need(there, caller, WRITE);
            dropSetIds(there, caller);
        }
    }

    private static void dropSetIds(Node node, Caller caller) {
        node.special &= ~04000;
        if ((node.groupClass() & 1) != 0 || !isIn(caller, node.gid)) {
            node.special &= ~02000;
        }
    }

    void read(Caller caller, String path) {
        Node node = find(caller, path);
        require(!node.isDirectory, ErrorCode.EISDIR);
        need(node, caller, READ);
    }

    void list(Caller caller, String path) {
        Node node = find(caller, path);
        require(node.isDirectory, ErrorCode.ENOTDIR);
        // Two questions: one group may allow the one, another group the other.
        need(node, caller, READ);
        need(node, caller, SEARCH);
    }

    private static void mayTake(Node parent, Node node, Caller caller) {
        boolean isProtected = (parent.special & 01000) != 0 && node.uid != caller.uid() && parent.uid != caller.uid();
        require(!isProtected, ErrorCode.EPERM);
    }

    void remove(Caller caller, String path) {
        Node node = find(caller, path);
        Node parent = parent(caller, path);
        need(parent, caller, WRITE | SEARCH);
        mayTake(parent, node, caller);
        require(node.entries.isEmpty(), ErrorCode.ENOTEMPTY);
        parent.entries.remove(last(path));
    }

    void rename(Caller caller, String from, String to) {
        Node source = parent(caller, from);
        Node target = parent(caller, to);
        Node moved = find(caller, from);
        need(source, caller, WRITE | SEARCH);
        need(target, caller, WRITE | SEARCH);
        mayTake(source, moved, caller);
        if (moved.isDirectory && source != target) {
            need(moved, caller, WRITE);
            require(!(to + "/").startsWith(from + "/"), ErrorCode.EINVAL);
        }
        Node there = target.entries.get(last(to));
        if (there == moved) {
            return;
        }
        if (there != null) {
            require(there.isDirectory || !moved.isDirectory, ErrorCode.ENOTDIR);
            require(!there.isDirectory || moved.isDirectory, ErrorCode.EISDIR);
            mayTake(target, there, caller);
            require(there.entries.isEmpty(), ErrorCode.ENOTEMPTY);
        }
        source.entries.remove(last(from));
        target.entries.put(last(to), moved);
    }

    private Node owned(Caller caller, String path) {
        Node node = find(caller, path);
        require(node.uid == caller.uid(), ErrorCode.EPERM);
        return node;
    }

    void chmod(Caller caller, String path, int mode) {
        Node node = owned(caller, path);
        node.special = mode & (isIn(caller, node.gid) ? 07000 : 05000);
        node.acl.put("o", mode >> 6 & 7);
        node.acl.put(node.acl.containsKey("m") ? "m" : "g", mode >> 3 & 7);
        node.acl.put("z", mode & 7);
    }

    void chgrp(Caller caller, String path, int gid) {
        Node node = owned(caller, path);
        require(gid == node.gid || isIn(caller, gid), ErrorCode.EPERM);
        node.gid = gid;
        if (!node.isDirectory) {
            dropSetIds(node, caller);
        }
    }

    void setAcl(Caller caller, String path, AclType type, Map<String, Integer> acl) {
        Node node = owned(caller, path);
        if (type == AclType.DEFAULT) {
            require(node.isDirectory, ErrorCode.EINVAL);
            node.byDefault = Optional.of(acl);
        } else {
            node.acl.clear();
            node.acl.putAll(acl);
            if (!isIn(caller, node.gid)) {
                node.special &= ~02000;
            }
        }
    }
}
